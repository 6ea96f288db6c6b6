"""Answers of availability forms put into a clinic's own TOML, which keeps its words, order and comments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from curricula.scanner import Positions
from curricula.source import Source
from scheduler.files.toml import dumps
from scheduler.files.values import MAX_BYTES, write_period, write_windows
from scheduler.imports.availability import Answer


def put_in(clinic: Path, answer: Answer) -> tuple[Path, str]:
    """(the file of the clinic in which the therapist stands, its text with the answer in it).

    Raises KeyError when the therapist stands in no file of the clinic, BadInput when one cannot be read.
    """
    paths = sorted(clinic.glob("*.toml")) if clinic.is_dir() else [clinic]
    for path in paths:
        source = Source.load(path, MAX_BYTES)
        staff = source.data.get("therapists", ()) if "week" not in source.data else ()
        for number, table in enumerate(staff):
            if isinstance(table, dict) and table.get("id") == answer.therapist:
                return path, _with(source.text, number, answer, "away" in table)
    raise KeyError(answer.therapist)


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
