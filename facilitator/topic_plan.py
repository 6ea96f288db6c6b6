"""The topics of a group's next weeks: from the record to what the planner is asked.

Pure. Topics set by hand are facts of the clinic; the latest for a group and a day counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from facilitator.events import Entry, TopicPlanned, taken_back
from facilitator.people import Census
from scheduler.topics.request import ATTENDANCE, Fixed, Member, Request

if TYPE_CHECKING:
    from curricula.module import Module
    from scheduler.clinic import Group
    from scheduler.timetable import Timetable

HORIZON_WEEKS = 6
RECENT = 8
"""Sessions run lately that are told to the planner."""
JOINED_WITHIN = timedelta(weeks=12)
"""How far back newcomers are counted, to expect as many."""


def by_hand(entries: Iterable[Entry]) -> Mapping[tuple[str, date], str]:
    """(group, day) -> session, as it stands now."""
    entries = tuple(entries)
    dead = taken_back(entries)
    found: dict[tuple[str, date], str] = {}
    for entry in entries:
        if isinstance(entry.fact, TopicPlanned) and entry.id not in dead:
            found[entry.fact.group, entry.fact.day] = entry.fact.session
    return {key: session for key, session in found.items() if session}


def request_for(
    group: Group,
    module: Module,
    timetables: Iterable[Timetable],
    people: Census,
    today: date,
    *,
    attendance: Mapping[str, float],
    recent: Iterable[str] = (),
    fixed: Mapping[tuple[str, date], str] | None = None,
) -> Request | None:
    """What the planner is asked for `group`: its dates from `today` on in these weeks' timetables.

    None where it has no dates or nobody is in it.
    """
    held: dict[date, list[int]] = {}
    days: dict[str, set[int]] = {}
    for timetable in timetables:
        for session in timetable.sessions:
            day = timetable.week.moment(session.start).date()
            if session.group == group.id:
                for name in session.members:
                    days.setdefault(name, set()).add(day.weekday())
                if day >= today:
                    held.setdefault(day, []).append(len(session.leaders))
    members = _members(days, people, today, module, attendance)
    if not held or not members:
        return None
    dates = tuple(sorted(held))
    known = {session.id for session in module.sessions}
    return Request(
        module,
        dates,
        members,
        HORIZON_WEEKS,
        size=group.size,
        fixed=tuple(
            Fixed(day, session)
            for (name, day), session in (fixed or {}).items()
            if name == group.id and day in held and session in known
        ),
        recent=tuple(name for name in recent if name in known)[-RECENT:],
        facilitators=1 if max(map(max, held.values())) == 1 else None,
        newcomers_a_week=_joined(members, people, today),
    )


def _members(
    days: Mapping[str, set[int]],
    people: Census,
    today: date,
    module: Module,
    attendance: Mapping[str, float],
) -> tuple[Member, ...]:
    found = []
    for name, weekdays in days.items():
        person = people.get(name)
        leaves = person.demand(today).discharge if person else None
        if person is None or person.stay.discharged or (leaves is not None and leaves < today):
            continue
        found.append(
            Member(
                name,
                frozenset(module.core_topics),
                frozenset(person.covered),
                leaves,
                attendance.get(name, ATTENDANCE),
                frozenset(weekdays),
                person.profile(today).initials,
            )
        )
    return tuple(found)


def _joined(members: Iterable[Member], people: Census, today: date) -> float:
    """People a week who joined this group lately."""
    joined = sum(people[member.id].stay.first > today - JOINED_WITHIN for member in members)
    return joined / (JOINED_WITHIN.days / 7)
