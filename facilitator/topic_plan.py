"""The topics of a group's next weeks: from the record to what the planner is asked.

Pure. Topics set by hand are facts of the clinic; the latest for a group and a day counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import evolve

from facilitator.events import Entry, TopicPlanned, taken_back
from facilitator.leading import staff_of
from facilitator.people import Census
from facilitator.today import member_of
from scheduler.topics.request import ATTENDANCE, STEERED_KINDS, Fixed, Member, Request

if TYPE_CHECKING:
    from curricula.module import Module
    from facilitator.live.digest import Digest
    from scheduler.clinic import Group, Mandate, Therapist
    from scheduler.timetable import Session, Timetable
    from scheduler.topics.staffing import Staff

HORIZON_WEEKS = 6
RECENT = 8
"""Sessions run lately that are told to the planner."""
JOINED_WITHIN = timedelta(weeks=12)
"""How far back newcomers are counted, to expect as many."""


ByHand = Mapping[tuple[str, date, int], str]
"""(group, day, room) -> session; rooms count from 1, in the order of `side_by_side`."""


def by_hand(entries: Iterable[Entry]) -> ByHand:
    """As it stands now."""
    entries = tuple(entries)
    dead = taken_back(entries)
    found: dict[tuple[str, date, int], str] = {}
    for entry in entries:
        if isinstance(fact := entry.fact, TopicPlanned) and entry.id not in dead:
            found[fact.group, fact.day, fact.room] = fact.session
    return {key: session for key, session in found.items() if session}


def side_by_side(timetable: Timetable, session: Session) -> tuple[Session, ...]:
    """The sessions of the same group at the same time, `session` among them, by their rooms."""
    found = (s for s in timetable.sessions if (s.group, s.start) == (session.group, session.start))
    return tuple(sorted(found, key=lambda s: (s.room or "", s.leaders)))


def request_for(
    group: Group,
    module: Module,
    timetables: Iterable[Timetable],
    people: Census,
    today: date,
    *,
    attendance: Mapping[str, float],
    recent: Iterable[str] = (),
    fixed: ByHand | None = None,
    therapists: Iterable[Therapist] = (),
    mandated: Iterable[Mandate] = (),
) -> Request | None:
    """What the planner is asked for `group`: its dates from `today` on in these weeks' timetables.

    `therapists` are the clinic's: what those who lead are not credentialed for is left out. Sessions side by
    side are rooms between which people are steered, where the kind of group allows that.
    None where it has no dates or nobody is in it.
    """
    therapists = tuple(therapists)
    led: dict[tuple[date, int], Staff] = {}
    rooms = 1
    days: dict[str, set[int]] = {}
    for timetable in timetables:
        for session in timetable.sessions:
            day = timetable.week.moment(session.start).date()
            if session.group == group.id:
                for name in session.members:
                    days.setdefault(name, set()).add(day.weekday())
                if day >= today:
                    beside = side_by_side(timetable, session)
                    rooms = max(rooms, len(beside))
                    led[day, beside.index(session) + 1] = staff_of(session.leaders, therapists)
    members = _members(days, people, today, module, attendance)
    if not led or not members:
        return None
    dates = tuple(sorted({day for day, _ in led}))
    known = {session.id for session in module.sessions}
    return Request(
        module,
        dates,
        members,
        HORIZON_WEEKS,
        rooms=rooms if module.kind in STEERED_KINDS else 1,
        size=group.size,
        fixed=tuple(
            Fixed(day, session, room)
            for (name, day, room), session in (fixed or {}).items()
            if name == group.id and day in dates and session in known and room <= rooms
        ),
        recent=tuple(name for name in recent if name in known)[-RECENT:],
        led=led,
        mandated=tuple(one for one in mandated if one.by >= dates[0]),
        newcomers_a_week=_joined(members, people, today),
    )


def still_mandated(group: Group, module: Module, opened: Iterable[Digest]) -> tuple[Mandate, ...]:
    """The group's mandated topics that none of its sessions in the record has brought since they count."""
    given = {
        (topic, held.starts.date())
        for held in opened
        if held.opened and held.group == group.id and held.module == module.id
        for session in module.sessions
        if session.id == held.topic
        for topic in session.teaches
    }
    return tuple(
        one
        for one in group.mandated
        if not any(topic == one.topic and one.counts_from <= day <= one.by for topic, day in given)
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
        member = member_of(person, today, module, attendance.get(name, ATTENDANCE))
        found.append(evolve(member, days=frozenset(weekdays)))
    return tuple(found)


def _joined(members: Iterable[Member], people: Census, today: date) -> float:
    """People a week who joined this group lately."""
    joined = sum(people[member.id].stay.first > today - JOINED_WITHIN for member in members)
    return joined / (JOINED_WITHIN.days / 7)
