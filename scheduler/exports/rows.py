"""What an export shows of a week: its rows, for everybody or for one person or room, and no more than asked.

A title can itself disclose treatment, so titles are neutral (`Group`, `Appointment`) and patients are
counted, not named. `Detail` opens either. A patient's own sheet never names another patient.
"""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from curricula.diagnostics import did_you_mean
from scheduler.facts import Item, patients_of, staff_of
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, clock


@frozen
class Detail:
    """What a sheet may disclose: names of groups and services (`titles`), codes of patients (`people`)."""

    titles: bool = False
    people: bool = False


PLAIN = Detail()
"""Nothing but rooms, times and staff."""


@frozen
class Row:
    """One thing of the week, as it is shown. `people` is a number, or the patients' codes."""

    day: date
    start: str
    end: str
    minutes: int
    title: str
    room: str
    staff: str
    people: str


@frozen
class Sheet:
    """The rows of a week in order of time. `owner` is whom it is for, empty for everybody."""

    week: str
    clinic: str
    owner: str
    rows: tuple[Row, ...]
    discloses: str


KINDS = ("patient", "therapist", "room")


def sheet(timetable: Timetable, owner: str = "", detail: Detail = Detail()) -> Sheet:
    """What `owner` (an id, or kind:id where an id is used twice) sees of the week.

    Raises ValueError with a sentence and a hint when there is no such person or room in the timetable.
    """
    items = items_of(timetable)
    kind, name = owner_of(items, owner) if owner else ("", "")
    if kind:
        items = [item for item in items if name in belonging(item, kind)]
    if kind == "patient":
        detail = evolve(detail, people=False)
    rows = tuple(row_of(timetable, item, kind, detail) for item in items)
    clinic = timetable.clinic if detail.titles else ""
    return Sheet(str(timetable.week), clinic, name, rows, _disclosed(kind, name, detail))


def row_of(timetable: Timetable, item: Item, kind: str, detail: Detail) -> Row:
    """One item as a reader of `kind` sees it."""
    start = timetable.week.moment(item.start)
    last = item.end - item.start // DAY * DAY
    end = clock(last) if last <= DAY else f"{timetable.week.moment(item.end):%H:%M}"
    return Row(
        day=start.date(),
        start=f"{start:%H:%M}",
        end=end,
        minutes=item.end - item.start,
        title=_title(item, detail),
        room=item.room or "online",
        staff=", ".join(staff_of(item)),
        people="" if kind == "patient" else _people(item, detail),
    )


def _title(item: Item, detail: Detail) -> str:
    if isinstance(item, Session):
        return item.group if detail.titles else "Group"
    return item.service if detail.titles else "Appointment"


def _people(item: Item, detail: Detail) -> str:
    people = patients_of(item)
    return ", ".join(people) if detail.people else str(len(people))


def items_of(timetable: Timetable) -> list[Item]:
    """Everything of a week in order of time."""
    return sorted([*timetable.sessions, *timetable.appointments], key=lambda item: item.span)


def owners(timetable: Timetable) -> list[tuple[str, str]]:
    """(kind, id) of everybody and every room that has something in the week, by kind, then id."""
    items = items_of(timetable)
    return [(kind, name) for kind in KINDS for name in sorted({n for i in items for n in belonging(i, kind)})]


def belonging(item: Item, kind: str) -> tuple[str, ...]:
    """The ids of one of KINDS that an item belongs to."""
    if kind == "patient":
        return patients_of(item)
    if kind == "therapist":
        return staff_of(item)
    return (item.room,) if item.room else ()


def owner_of(items: list[Item], owner: str) -> tuple[str, str]:
    """(kind, id) of an owner as it is written in an option. Raises ValueError."""
    known = {kind: {name for item in items for name in belonging(item, kind)} for kind in KINDS}
    kind, colon, name = owner.partition(":")
    if colon and name in known.get(kind, ()):
        return kind, name
    kinds = [kind for kind in KINDS if owner in known[kind]]
    if len(kinds) > 1:
        raise ValueError(
            f"`{owner}` is a {' and a '.join(kinds)}", f"say which: {kinds[0]}:{owner} or {kinds[1]}:{owner}"
        )
    if not kinds:
        everybody = {name for names in known.values() for name in names}
        hint = did_you_mean(owner, everybody) or "nobody of that name has anything in this week"
        raise ValueError(f"there is no `{owner}` in this timetable", hint)
    return kinds[0], owner


def _disclosed(kind: str, name: str, detail: Detail) -> str:
    """What the sheet gives away, for its foot."""
    if kind == "patient":
        return f"This sheet is {name}'s own and names no other patient. Confidential."
    what = [
        *(["groups and services"] if detail.titles else []),
        *(["patients by code"] if detail.people else []),
    ]
    if not what:
        return "This sheet names no patient and no treatment."
    return f"Confidential: this sheet names {' and '.join(what)}."
