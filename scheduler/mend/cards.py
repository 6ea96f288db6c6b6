"""Morning cards: for each therapist and each day that they work, the week mended without them.

So that when somebody calls in sick at seven, the answer exists already: who covers, what is cancelled, whom
to phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal

from attrs import asdict, frozen

from scheduler.facts import Item, day_of, staff_of
from scheduler.mend.changes import Away
from scheduler.mend.mended import Mended, as_json, by_patient, verdict
from scheduler.mend.phoning import key_of
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, DAY_NAMES, Period, clock, when


@frozen
class Fate:
    """What becomes of one thing of an absent therapist: `words` say who covers it or when it is instead."""

    what: str
    kind: Literal["covered", "moved", "cancelled"]
    words: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.words or self.kind}"


@frozen(eq=False)
class Card:
    """One therapist away on one day. `fates`: what they would have done, in order of time, and then whatever
    else is cancelled or moved because of it.
    """

    therapist: str
    day: date
    fates: tuple[Fate, ...]
    mended: Mended


def absences(timetable: Timetable) -> tuple[Away, ...]:
    """Each therapist away on each day that they have something, by day, then therapist."""
    items: list[Item] = [*timetable.sessions, *timetable.appointments]
    busy = sorted({(day_of(item), name) for item in items for name in staff_of(item)})
    periods = {day: Period.day(timetable.week.date(day)) for day, _ in busy}
    return tuple(Away(name, periods[day].start, periods[day].end) for day, name in busy)


def card(absence: Away, mended: Mended) -> Card:
    """The card of one absence, from the week that was mended for it."""
    day = absence.start.date()
    items: list[Item] = [*mended.old.sessions, *mended.old.appointments]
    mine = [item for item in items if absence.therapist in staff_of(item)]
    today = {item for item in mine if mended.old.week.date(day_of(item)) == day}
    fates = [_fate(item, mended, clock(item.start % DAY)) for item in _by_time(today)]
    after: list[Item] = [*mended.new.sessions, *mended.new.appointments]
    left = {key_of(item) for item in after}
    others = [item for item in items if item not in today and key_of(item) not in left]
    fates += [_fate(item, mended, when(item.start)) for item in _by_time(others)]
    return Card(absence.therapist, day, tuple(fates), mended)


def _by_time(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: item.span)


def _fate(item: Item, mended: Mended, start: str) -> Fate:
    what = f"{start} {_name(item)}"
    here = [other for other in _same(item, mended.new) if other.start == item.start]
    before = [other for other in _same(item, mended.old) if other.start == item.start]
    if here:
        return Fate(what, "covered", _cover(item, here, before))
    known = {other.start for other in _same(item, mended.old)}
    instead = [o for o in _same(item, mended.new) if o.start not in known and _shares(item, o)]
    if instead:
        other = min(instead, key=lambda o: abs(o.start - item.start))
        return Fate(what, "moved", f"moves to {when(other.start)} with {_names(staff_of(other))}")
    return Fate(what, "cancelled")


def _cover(item: Item, here: list[Item], before: list[Item]) -> str:
    """Who steps in, who goes on alone, or that parallel sessions become one."""
    had = {name for other in before for name in staff_of(other)}
    new = sorted({name for other in here for name in staff_of(other)} - had)
    if new:
        return f"{_names(new)} {'takes' if len(new) == 1 else 'take'} it"
    left = sorted({name for other in here for name in staff_of(other)})
    if len(here) < len(before):
        return f"joins the one with {_names(left)}"
    return f"{_names(left)} {'goes on alone' if len(left) == 1 else 'go on'}"


def _same(item: Item, timetable: Timetable) -> list[Item]:
    """Everything of the same group, or of the same service and patient."""
    if isinstance(item, Session):
        return [other for other in timetable.sessions if other.group == item.group]
    return [
        other
        for other in timetable.appointments
        if (other.service, other.patient) == (item.service, item.patient)
    ]


def _shares(item: Item, other: Item) -> bool:
    """Whether some of its people go there; an appointment is its patient's anyway."""
    if isinstance(item, Session) and isinstance(other, Session):
        return bool(set(item.members) & set(other.members))
    return True


def _name(item: Item) -> str:
    return item.group if isinstance(item, Session) else f"{item.service} of {item.patient}"


def _names(names: Iterable[str]) -> str:
    return " and ".join(names) or "nobody"


def text(week: str, cards: Sequence[Card], missing: int = 0) -> str:
    """All cards as plain text, by day; `missing` is how many were not made."""
    lines, day = [f"Morning cards, week {week}"], None
    for one in cards:
        if one.day != day:
            day = one.day
            lines += ["", heading(day)]
        lines += ["", f"  {one.therapist} away", *(f"    {line}" for line in card_lines(one))]
    lines += ["", f"{missing} more were not made."] if missing else []
    return "\n".join(lines) + "\n"


def card_lines(one: Card) -> list[str]:
    """What is written on a card, below the name."""
    mended = one.mended
    lines = [str(fate) for fate in one.fates]
    lines += [f"lost: {line}" for line in by_patient(mended.lost)]
    lines += [f"gave way: {sentence}" for sentence in mended.dropped]
    lines += [f"phone: {call}" for call in mended.calls]
    lines += [f"room: {line}" for line in mended.rooms]
    return [*lines, verdict(mended)]


def heading(day: date) -> str:
    return f"{DAY_NAMES[day.weekday()]} {day.isoformat()}"


def cards_json(week: str, cards: Iterable[Card], missing: int = 0) -> dict[str, Any]:
    """All cards for a program."""
    rows = [
        {
            "therapist": one.therapist,
            "day": one.day.isoformat(),
            "things": [asdict(fate) for fate in one.fates],
            **{key: value for key, value in as_json(one.mended).items() if key != "week"},
        }
        for one in cards
    ]
    return {"week": week, "cards": rows, "missing": missing}
