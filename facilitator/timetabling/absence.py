"""Somebody is away, a room is closed, a session is called off: what was typed becomes a change, in words too.

Pure. People may be named by id or initials; what is meant follows from whose name it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from attrs import frozen

from curricula.diagnostics import did_you_mean
from curricula.text import clean
from facilitator.timetabling.words import Names, day_name
from scheduler.cli.options import read_options
from scheduler.clinic import Clinic
from scheduler.facts import Item, patients_of, staff_of
from scheduler.mend.changes import Absence, Cancelled, Change, Holiday, name_of
from scheduler.mend.mistakes import mistakes
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY_NAMES, Week, clock, overlap

WHOLE = "clinic"
"""The name under which the whole house is closed."""
EXAMPLE = "wed, wed 14:00, wed 14:00..wed 18:00 or 2026-11-25..2026-11-27"


@frozen
class Read:
    """What a form says: a change, or a sentence why not yet."""

    change: Change | None = None
    problem: str = ""


def known(clinic: Clinic) -> Mapping[str, str]:
    """Option of the command line that takes a name, by every name that can be typed."""
    found = {WHOLE: "--closed"}
    found |= {group.id: "--cancel" for group in clinic.groups}
    found |= {room.id: "--close" for room in clinic.rooms}
    found |= {patient.id: "--absent" for patient in clinic.patients}
    found |= {therapist.id: "--away" for therapist in clinic.therapists}
    return found


def read(who: str, when: str, clinic: Clinic, called: Names, timetable: Timetable | None, week: Week) -> Read:
    """`who` by id or initials and `when` as the command line takes it."""
    name, options = _name(clean(who).strip(), called), known(clinic)
    if not name:
        return Read(problem="Who or what? A therapist, a patient, a room, a group, or the clinic.")
    if name not in options:
        hint = did_you_mean(name, [*options, *called.values()])
        return Read(problem=f"Nobody and nothing here is '{name}'; {hint or 'give an id or initials.'}")
    if not when.strip():
        return Read(problem=f"When? Write {EXAMPLE}.")
    if options[name] == "--closed":
        return _holiday(when, week)
    asked, refused = read_options([(options[name], f"{name}@{clean(when).strip()}")], week, week.monday)
    if refused:
        return Read(problem=f"{refused[0].message[:1].upper()}{refused[0].message[1:]}; write {EXAMPLE}.")
    change = asked[0].change
    wrong = mistakes(clinic, [change], week, timetable) if timetable else ()
    return next((Read(problem=f"{w.message[:1].upper()}{w.message[1:]}.") for w in wrong), Read(change))


def _name(typed: str, called: Names) -> str:
    """The id behind initials that only one person has."""
    found = [code for code, said in called.items() if said.casefold() == typed.casefold()]
    return found[0] if len(found) == 1 else typed


def _holiday(when: str, week: Week) -> Read:
    from scheduler.cli.options import read_moment

    try:
        day = read_moment(clean(when), week)
    except ValueError as error:
        return Read(problem=f"{error}; give a day.")
    if isinstance(day, datetime):
        return Read(problem="The whole clinic closes for a day; give the day without a time.")
    return Read(Holiday(day))


# --- in words -----------------------------------------------------------------------------------------------


def in_words(change: Change, called: Names) -> str:
    """`t1 is away on Wed 25 Nov from 14:00 to 18:00`."""
    _, name = name_of(change)
    who = called.get(name, name)
    match change:
        case Holiday(day):
            return f"the clinic is closed on {day_name(day)}"
        case Cancelled(_, start):
            return f"{who} on {day_name(start)} at {start:%H:%M} is called off"
        case _:
            assert isinstance(change, Absence), "nothing else is asked for here"
            verb = "is closed" if name_of(change)[0] == "rooms" else "is away"
            return f"{who} {verb} {_span(change.start, change.end)}"


def _span(start: datetime, end: datetime) -> str:
    whole = start.time() == end.time() == datetime.min.time()
    last = end - timedelta(days=1) if whole else end
    if whole:
        same = start.date() == last.date()
        return f"on {day_name(start)}" if same else f"from {day_name(start)} to {day_name(last)}"
    if start.date() == end.date():
        return f"on {day_name(start)} from {start:%H:%M} to {end:%H:%M}"
    return f"from {day_name(start)} {start:%H:%M} to {day_name(end)} {end:%H:%M}"


def hit(timetable: Timetable | None, change: Change) -> Iterator[Item]:
    """What stands in the timetable and cannot stay as it is."""
    if timetable is None:
        return
    week = timetable.week
    items: tuple[Item, ...] = (*timetable.sessions, *timetable.appointments)
    for item in sorted(items, key=lambda item: item.span):
        if _concerns(item, change, week):
            yield item


def _concerns(item: Item, change: Change, week: Week) -> bool:
    kind, name = name_of(change)
    match change:
        case Holiday(day):
            return week.moment(item.start).date() == day
        case Cancelled(group, start):
            return isinstance(item, Session) and item.group == group and item.start == week.minute(start)
        case _:
            assert isinstance(change, Absence), "nothing else is asked for here"
            span = (week.minute(change.start), week.minute(change.end))
            there = {"rooms": (item.room,), "patients": patients_of(item)}.get(kind, staff_of(item))
            return name in there and overlap(item.span, span)


def item_words(item: Item, called: Names) -> str:
    """`Wed 18:00 Evening skills, 9 people`."""
    at = f"{DAY_NAMES[item.start // (24 * 60)][:3]} {clock(item.start % (24 * 60))}"
    if isinstance(item, Session):
        return f"{at} {called.get(item.group, item.group)}, {len(item.members)} people"
    return f"{at} {item.service} with {called.get(item.patient, item.patient)}"
