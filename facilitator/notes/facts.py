"""The part of a note that is computed: what the record knows of one member's session.

A member's note names nobody else: others appear as a count only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from facilitator.live.attendance import (
    Mark,
    attended,
    begun,
    count_attended,
    counted,
    first_arrival,
    is_late,
    left_at,
    mark,
    minutes,
)
from facilitator.live.state import Member, SessionState


def facts(state: SessionState, member: str, names: Mapping[str, str] | None = None) -> str:
    """What the record knows of one member's session, a sentence to a line. `names`: of leaders, by id."""
    person = state.members[member]
    parts = [_when(state), _what(state), *_presence(state, person), _company(state), _led(state, names or {})]
    if attended(person):
        parts += [_check_in(person, "in"), _check_in(person, "out"), _seen(person)]
    return "\n".join(part for part in parts if part)


def _when(state: SessionState) -> str:
    assert state.opened is not None, "facts belong to an opened session"
    starts = state.opened.starts
    ended = state.ended
    began = (begun(state) or starts).astimezone(starts.tzinfo)
    opening = f"{day_in_words(starts)}, {began:%H:%M}"
    return f"{opening} to {ended.astimezone(starts.tzinfo):%H:%M}." if ended else f"{opening}."


def _what(state: SessionState) -> str:
    assert state.opened is not None
    service = state.opened.service.replace("-", " ")
    title = f": {state.opened.title}" if state.opened.title else ""
    return f"{state.opened.group_title} ({service}){title}."


def _presence(state: SessionState, person: Member) -> list[str]:
    if not attended(person):
        return [_absence(state, person)]
    counted = minutes(person, state, state.ended or person.stamps[-1].at)
    late = ", late" if is_late(person, state) else ""
    more = [f"Present {in_words(counted)}{_from_to(state, person)}{late}."]
    if person.corrected is not None:
        more.append(f"Minutes corrected: {person.corrected.reason.rstrip('.')}.")
    if mark(person, state) is Mark.LEFT:
        reason = person.stamps[-1].reason
        more.append(f"Left early{': ' + reason.rstrip('.') if reason else ''}.")
    return more


def _absence(state: SessionState, person: Member) -> str:
    found = mark(person, state)
    if found is Mark.EXCUSED:
        return f"Excused{': ' + person.reason.rstrip('.') if person.reason else ''}; 0 minutes."
    if found is Mark.NO_SHOW:
        return f"Did not attend{': ' + person.reason.rstrip('.') if person.reason else ''}; 0 minutes."
    return "Attendance was not marked; 0 minutes."


def _from_to(state: SessionState, person: Member) -> str:
    """` (18:02 to 18:40, 18:52 to 19:30)`: the stretches that the minutes are counted from."""
    assert state.opened is not None
    zone = state.opened.starts.tzinfo
    until = left_at(person, state) or person.stamps[-1].at
    stretches = [
        f"{start.astimezone(zone):%H:%M} to {end.astimezone(zone):%H:%M}"
        for start, end in counted(person, state, until)
    ]
    if not stretches and (first := first_arrival(person)):
        stretches = [f"{first.astimezone(zone):%H:%M}"]
    return f" ({', '.join(stretches)})"


def _company(state: SessionState) -> str:
    count = count_attended(state)
    return f"{count} member{'' if count == 1 else 's'} attended the group."


def _led(state: SessionState, names: Mapping[str, str]) -> str:
    assert state.opened is not None
    leaders = [names.get(leader, leader) for leader in state.opened.leaders]
    if not leaders:
        return ""
    first, *rest = leaders
    return f"Led by {first}{' with ' + ', '.join(rest) if rest else ''}."


def _check_in(person: Member, moment: str) -> str:
    found = [f"{scale} {value}" for (when, scale), value in person.ratings.items() if when == moment]
    if not found:
        return ""
    return f"Check-{moment}, 0 to 10 (not a validated measure): {', '.join(found)}."


def _seen(person: Member) -> str:
    return f"Seen in the group: {', '.join(person.tags)}." if person.tags else ""


def in_words(whole_minutes: int) -> str:
    """`1 minute`, `45 minutes`, `1 hour 26 minutes`."""
    hours, rest = divmod(whole_minutes, 60)
    parts = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in ((hours, "hour"), (rest, "minute")) if n]
    return " ".join(parts) or "0 minutes"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_in_words(moment: datetime) -> str:
    """`Wed 25 Nov 2026`, in English whatever the locale."""
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
