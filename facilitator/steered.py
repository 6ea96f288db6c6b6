"""Sessions of one group side by side: which topic in which room, and who is better off in the other one.

Where the kind of group allows it, topics and rooms are chosen together; who goes where is said, and done at
the door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import evolve

from curricula.module import Module
from facilitator.people import Census
from facilitator.today import Meeting, Stage
from facilitator.topic_plan import ByHand, request_for
from scheduler.clinic import Therapist
from scheduler.timetable import Timetable
from scheduler.topics.plan import Planned
from scheduler.topics.planning import plan_topics


def steered(
    found: Sequence[Meeting],
    day: date,
    timetable: Timetable | None,
    people: Census,
    modules: Mapping[str, Module],
    *,
    recent: Mapping[str, Sequence[str]],
    attendance: Mapping[str, float],
    by_hand: ByHand,
    therapists: Iterable[Therapist] = (),
) -> tuple[Meeting, ...]:
    """`found` with the topics of rooms side by side chosen together."""
    changed: dict[str, Meeting] = {}
    for meeting in found:
        beside = [m for m in found if (m.group, m.starts) == (meeting.group, meeting.starts)]
        group = meeting.group
        module = modules.get(group.curriculum or "") if group else None
        coming = all(m.stage is Stage.COMING and m.topics for m in beside)
        if meeting.id in changed or len(beside) < 2 or not coming or not (group and module and timetable):
            continue
        request = request_for(
            group,
            module,
            [timetable],
            people,
            day,
            attendance=attendance,
            recent=recent.get(group.id, ()),
            fixed=by_hand,
            therapists=therapists,
        )
        if request is not None and request.rooms > 1:
            rooms = [one for one in plan_topics(request).sessions if one.day == day]
            beside.sort(key=lambda m: (m.room or "", m.leaders))
            if len(rooms) == len(beside):
                changed |= {m.id: _told(m, one, people) for m, one in zip(beside, rooms, strict=True)}
    return tuple(changed.get(meeting.id, meeting) for meeting in found)


def _told(meeting: Meeting, planned: Planned, people: Census) -> Meeting:
    """The planned topic first, and who of the other rooms it is better for."""
    here = {who.member for who in meeting.members}
    others = [people[name].initials for name in planned.members if name not in here]
    because = planned.because + (f"; better for {', '.join(others)}, too" if others else "")
    if planned.by_hand:
        because = f"set by hand; {because}"
    first = [topic for topic in meeting.topics if topic.session == planned.session.id]
    rest = [topic for topic in meeting.topics if topic.session != planned.session.id]
    return evolve(meeting, topics=(*first, *rest), topic=planned.session.title, because=because)
