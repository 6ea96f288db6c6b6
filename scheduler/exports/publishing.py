"""A week given out as a set of files in one folder: calendars, sheets, and a page that says who may see what.

    published = publish(folder, timetable, zone, formats=("ics", "html"), version=2, who="t1", stamp=now)

The set is replaced as a whole. Calendars go on from those that are there; files of the last weeks stay.
Nobody is called, mailed or uploaded to: where the folder goes is yours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen

from scheduler.exports import page, table, workbook
from scheduler.exports.calendars import one_calendar
from scheduler.exports.index import INDEX, SET
from scheduler.exports.rows import KINDS, PLAIN, Detail, belonging, items_of, sheet
from scheduler.exports.swapping import alone, replace_folder, restore
from scheduler.facts import Item
from scheduler.timetable import Timetable
from scheduler.week import Week

ABOUT = "READ-ME-FIRST.txt"
WEEKS = 6
"""Sheets of so many weeks stay in the folder."""
FOLDERS = {"patient": "patients", "therapist": "therapists", "room": "rooms"}


class Refused(Exception):
    """The set was not written, and what was there is as it was. The sentence says why."""


@frozen
class Published:
    """What was written. `disclosures` says for each file what it gives away and to whom."""

    folder: Path
    files: tuple[str, ...]
    new: int
    changed: int
    cancelled: int
    disclosures: Mapping[str, str]


def publish(
    folder: Path,
    timetable: Timetable,
    zone: ZoneInfo,
    *,
    stamp: datetime,
    formats: Iterable[str] = ("ics", "html"),
    detail: Detail = PLAIN,
    version: int | None = None,
    who: str = "",
) -> Published:
    """Write the chosen formats of a week into `folder`/published, which is made if only it is missing.

    `version` counts the publications of the week: an older one never replaces a newer one. Raises Refused,
    `swapping.Busy` when somebody else writes at this moment, `CannotTypeset`, OSError.
    """
    folder.mkdir(exist_ok=True)
    place = folder / SET
    with alone(place, f"{who} (week {timetable.week})" if who else ""):
        restore(place)
        index = _index(place)
        _not_older(index, timetable.week, version)
        wanted = tuple(dict.fromkeys(formats))
        files, told, counts = _files(place, timetable, zone, stamp, wanted, detail)
        kept = _kept(place, timetable.week, calendars="ics" not in wanted)
        index["weeks"] = {**index.get("weeks", {}), str(timetable.week): version}
        index["files"] = {**{n: w for n, w in index.get("files", {}).items() if n in kept}, **told}
        whole = {**kept, **files, INDEX: _json(index), ABOUT: _about(index["files"]).encode()}
        replace_folder(place, whole)
    return Published(place, tuple(sorted(files)), *counts, told)


def _index(place: Path) -> dict[str, Any]:
    """What the set that is there says of itself. Raises Refused where something else is there."""
    if not place.exists():
        return {}
    try:
        found = json.loads((place / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise Refused(f"{place} was not written by openchair; choose another folder") from None
    sound = isinstance(found, dict) and all(isinstance(found.get(k, {}), dict) for k in ("weeks", "files"))
    return found if sound else {}


def _not_older(index: Mapping[str, Any], week: Week, version: int | None) -> None:
    there = index.get("weeks", {}).get(str(week))
    if version is not None and isinstance(there, int) and there > version:
        raise Refused(
            f"version {there} of week {week} is in this folder, and yours is version {version}; "
            "look at the newer one first"
        )


def _files(
    place: Path,
    timetable: Timetable,
    zone: ZoneInfo,
    stamp: datetime,
    formats: tuple[str, ...],
    detail: Detail,
) -> tuple[dict[str, bytes], dict[str, str], tuple[int, int, int]]:
    """(files, what each discloses, events that are new, changed and cancelled)."""
    files: dict[str, bytes] = {}
    told: dict[str, str] = {}
    new = changed = cancelled = 0
    if "ics" in formats:
        for kind, name, items in _owners(place, timetable):
            path = f"calendars/{FOLDERS[kind]}/{file_name(name)}.ics"
            made = one_calendar(
                timetable, kind, name, items, zone, stamp=stamp, before=_before(place / path), detail=detail
            )
            if not items and b"BEGIN:VEVENT" not in made.data:
                continue  # whoever left long ago needs no calendar any more
            files[path], told[path] = made.data, made.discloses
            new, changed, cancelled = new + made.new, changed + made.changed, cancelled + made.cancelled
    shown = sheet(timetable, detail=detail)
    stem = f"week-{timetable.week}"
    for form in formats:
        if form != "ics":
            files[f"{stem}.{form}"] = render(form, timetable, detail)
            told[f"{stem}.{form}"] = shown.discloses
    return files, told, (new, changed, cancelled)


def _owners(place: Path, timetable: Timetable) -> Iterable[tuple[str, str, list[Item]]]:
    """Everybody with something in the week, and everybody whose calendar is there already."""
    items = items_of(timetable)
    for kind in KINDS:
        mine: dict[str, list[Item]] = {}
        for item in items:
            for name in belonging(item, kind):
                mine.setdefault(name, []).append(item)
        names = {file_name(name) for name in mine}
        for path in sorted((place / "calendars" / FOLDERS[kind]).glob("*.ics")):
            if path.stem not in names:
                mine[path.stem] = []
        yield from ((kind, name, mine[name]) for name in sorted(mine))


def _before(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def file_name(name: str) -> str:
    """An id as the name of a file on any system; ids that would look alike get a number of their own."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name).strip(".") or "_"
    if plain == name and name.upper() not in {"CON", "PRN", "AUX", "NUL"}:
        return plain
    from hashlib import sha256

    return f"{plain[:60]}-{sha256(name.encode()).hexdigest()[:8]}"


def render(form: str, timetable: Timetable, detail: Detail, owner: str = "") -> bytes:
    """The week as `html`, `pdf`, `csv` or `xlsx`. Raises ValueError for an unknown owner, `CannotTypeset`."""
    shown = sheet(timetable, owner, detail)
    if form == "html":
        return page.render(shown).encode()
    if form == "csv":
        return table.render(shown).encode()
    if form == "pdf":
        from scheduler.exports import sheets

        return sheets.render(timetable, owner, detail)
    return workbook.render(shown)


def _kept(place: Path, week: Week, calendars: bool) -> dict[str, bytes]:
    """The sheets of weeks that are not too old, and `calendars` where none are written this time."""
    first = str(week.shifted(-WEEKS))
    kept = {}
    for path in sorted(place.rglob("*")) if place.exists() else ():
        found = re.fullmatch(r"week-(\d{4}-W\d{2})\.\w+", path.name)
        mine = calendars and path.suffix == ".ics"
        if path.is_file() and (mine or (found and first <= found[1])):
            kept[path.relative_to(place).as_posix()] = path.read_bytes()
    return kept


def _json(index: Mapping[str, Any]) -> bytes:
    return (json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _about(told: Mapping[str, str]) -> str:
    lines = [
        "What each file here gives away, and to whom it may go.",
        "A calendar or a sheet can disclose by itself that somebody is in treatment.",
        "",
        *(f"{name}\n    {words}" for name, words in sorted(told.items())),
    ]
    return "\n".join(lines) + "\n"
