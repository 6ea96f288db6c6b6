"""A week on paper: a wall sheet and a sheet for each room's door, or one owner's, as a tagged PDF.

Needs the extra `pdf`; the words reach a fixed template as data, in a process that can read nothing.
"""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import groupby
from typing import Any

from curricula.typesetting import documents
from scheduler.exports.rows import Detail, Row, Sheet, owners, sheet
from scheduler.timetable import Timetable
from scheduler.week import DAY_NAMES


def render(timetable: Timetable, owner: str, detail: Detail) -> bytes:
    """The PDF. Raises ValueError for an unknown owner, `CannotTypeset` where there is no Typst."""
    whole = sheet(timetable, owner, detail)
    title = f"Week {whole.week}" + (f" for {whole.owner}" if owner else "")
    pages = [_page(title, whole, wall=not owner)]
    for kind, name in owners(timetable) if not owner else ():
        if kind == "room":
            of_room = sheet(timetable, f"room:{name}", detail)
            pages.append(_page(f"{name}, week {whole.week}", of_room, where=False))
    asked = {"title": title, "foot": whole.discloses, "pages": pages}
    template = (files("scheduler.exports") / "sheets.typ").read_text(encoding="utf-8")
    return documents(template, [{"week": json.dumps(asked)}])[0]


def _page(title: str, shown: Sheet, wall: bool = False, where: bool = True) -> dict[str, Any]:
    days = [
        {"name": f"{DAY_NAMES[day.weekday()]} {day:%d %b}", "rows": [_row(row) for row in rows]}
        for day, rows in groupby(shown.rows, key=lambda row: row.day)
    ]
    return {"title": title, "wall": wall, "where": where, "days": days}


def _row(row: Row) -> dict[str, str]:
    people = f"{row.people} expected" if row.people.isdecimal() else row.people
    time = f"{row.start}–{row.end}"
    return {"time": time, "title": row.title, "room": row.room, "staff": row.staff, "people": people}
