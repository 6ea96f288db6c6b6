"""Answers of availability forms put into a clinic's own TOML, which keeps its words, order and comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from curricula.scanner import Positions
from curricula.source import Source
from scheduler.files.saving import save
from scheduler.files.toml import dumps
from scheduler.files.values import MAX_BYTES, write_period, write_windows
from scheduler.imports.availability import Answer


def put_in(clinic: Path, answers: Iterable[Answer]) -> dict[Path, str]:
    """The files of the clinic in which these therapists stand, with their answers in them.

    Nothing is written. Raises KeyError when a therapist stands in no file of the clinic, BadInput when one
    cannot be read.
    """
    paths = sorted(clinic.glob("*.toml")) if clinic.is_dir() else [clinic]
    sources = [(path, Source.load(path, MAX_BYTES)) for path in paths]
    texts = {path: source.text for path, source in sources}
    changed = set()
    for answer in answers:
        path, number, table = _place(sources, answer.therapist)
        texts[path] = _with(texts[path], number, answer, "away" in table)
        changed.add(path)
    return {path: texts[path] for path in sorted(changed)}


def write_all(texts: Mapping[Path, str]) -> None:
    """Write all of these files, or leave all as they were. Raises BadInput when one cannot be written."""
    before = {path: path.read_bytes() for path in texts}
    written: list[Path] = []
    try:
        for path, text in texts.items():
            save(path, text)
            written.append(path)
    except BaseException:
        for path in written:
            save(path, before[path])
        raise


def _place(sources: Iterable[tuple[Path, Source]], therapist: str) -> tuple[Path, int, Mapping[str, object]]:
    for path, source in sources:
        staff = source.data.get("therapists", ()) if "week" not in source.data else ()
        for number, table in enumerate(staff):
            if isinstance(table, dict) and table.get("id") == therapist:
                return path, number, table
    raise KeyError(therapist)


def _with(text: str, number: int, answer: Answer, has_away: bool) -> str:
    places = Positions(text).values
    available = _value(write_windows(answer.available))
    away = _value([write_period(one) for one in answer.away])
    start, end = places["therapists", number, "available"]
    changes = [(start, end, available)]
    if has_away:
        changes.append((*places["therapists", number, "away"], away))
    elif answer.away:
        changes[0] = (start, end, f"{available}\naway = {away}")
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _value(items: Sequence[object]) -> str:
    """A list as TOML, on one line."""
    return dumps({"x": list(items)}).removeprefix("x = ").rstrip().replace("\n    ", " ").replace(",\n]", "]")
