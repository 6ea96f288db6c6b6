"""What a facilitator needs to see on arriving: today's groups, who to think of before, what is owed.

Pure: values of the record and the timetable in, sentences and figures out. Moments are aware and in the
clinic's zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from facilitator.events import Expected
from facilitator.leading import staff_of
from facilitator.live.digest import Digest
from facilitator.live.opening import meeting_starts, roster, session_id
from facilitator.live.state import SessionState
from facilitator.people import Census, Hours, Person, required
from scheduler.clinic import Clinic, Group, Mandate, readable
from scheduler.timetable import Session, Timetable
from scheduler.topics.request import ATTENDANCE, Member
from scheduler.topics.suggestions import Need, Suggestion, suggest
from scheduler.week import Week

if TYPE_CHECKING:
    from curricula.module import Module

SOON = timedelta(days=7)
"""Plan reviews this near are spoken of."""
OPEN_STAY_WEEKS = 8
"""How long a stay without a planned last day is taken to last, when counting the sessions that are left."""


class Stage(StrEnum):
    COMING = "coming"
    OPEN = "open"
    ENDED = "ended"  # people went home; wrap-up waits
    FINISHED = "finished"
    CANCELLED = "cancelled"


@frozen
class Meeting:
    """One group session of the day."""

    id: str
    session: Session | None  # None: opened outside the timetable
    group: Group | None
    title: str
    starts: datetime
    ends: datetime
    room: str | None
    leaders: tuple[str, ...]
    members: tuple[Expected, ...]
    cap: int | None
    stage: Stage
    topics: tuple[Suggestion, ...] = ()  # best first; empty where no topic is to be chosen
    topic: str = ""  # title of what runs or will run
    because: str = ""

    def led_by(self, user: str) -> bool:
        return user in self.leaders

    def others(self, user: str) -> tuple[str, ...]:
        return tuple(leader for leader in self.leaders if leader != user)

    @property
    def news(self) -> str:
        """`2 new, 1 last session`, or nothing."""
        first, last = (sum(getattr(who, which) for who in self.members) for which in ("first", "last"))
        words = [f"{first} new"] if first else []
        return ", ".join([*words, f"{last} last session{'s' if last > 1 else ''}"] if last else words)


@frozen
class Reminder:
    """One thing to know about a person before the group starts. `urgent` ones come first."""

    person: str
    initials: str
    words: str
    urgent: bool = False


# --- today's groups -------------------------------------------------------------------------------------


def meetings(
    day: date,
    timetable: Timetable | None,
    config: Clinic,
    people: Census,
    states: Sequence[SessionState],
    zone: tzinfo,
    *,
    been: Callable[[Person, date], bool],
    modules: Mapping[str, Module] | None = None,
    recent: Mapping[str, Sequence[str]] | None = None,
    attendance: Mapping[str, float] | None = None,
    by_hand: Mapping[tuple[str, date, int], str] | None = None,
    mandated: Mapping[str, Sequence[Mandate]] | None = None,
) -> tuple[Meeting, ...]:
    """Every group session of `day`: those of the timetable, and those that were opened beside it.

    `states`: sessions of the day that were opened or cancelled. `been`: whether a person attended anything
    in the stay that covers the day. `recent`: topics each group had lately, latest last.
    `attendance`: the share of sessions each person can be expected at. `by_hand`: topics set for a group,
    a day and a room, from 1. `mandated`: topics that a group still has to be given.
    """
    known = {_id(state): state for state in states}
    found = []
    week = Week.of(day)
    groups = {group.id: group for group in config.groups}
    for planned in _on(day, timetable):
        session = _those_here(planned, people, day)
        starts = meeting_starts(session, week, zone)
        name = session_id(session.group, starts, session.room, session.leaders)
        state = known.pop(name, None)
        if state and state.opened:
            found.append(_opened(state, session, groups.get(session.group)))
            continue
        again = _again(session, timetable, people) if timetable else set()
        fresh = {who for who in session.members if who in people and not been(people[who], day)}
        expected = roster(session.members, people, day, been=set(session.members) - fresh, again=again)
        found.append(_coming(session, groups.get(session.group), name, starts, expected, state))
    found += [_opened(state, None, None) for state in known.values() if state.opened]
    shelf, had, comes, owed = modules or {}, recent or {}, attendance or {}, mandated or {}
    with_topics = (
        _by_hand(
            _with_topic(m, timetable, people, shelf, had, comes, config, owed), day, by_hand or {}, found
        )
        for m in found
    )
    return tuple(sorted(with_topics, key=lambda meeting: (meeting.starts, meeting.title)))


def _on(day: date, timetable: Timetable | None) -> tuple[Session, ...]:
    if timetable is None:
        return ()
    return tuple(s for s in timetable.sessions if timetable.week.moment(s.start).date() == day)


def _those_here(session: Session, people: Census, day: date) -> Session:
    """The session without who pauses on `day` or had left by then: the week was published before that."""
    here = (m for m in session.members if m not in people or people[m].comes(day))
    return evolve(session, members=tuple(here))


def _id(state: SessionState) -> str:
    fact = state.opened or state.cancelled
    return fact.session if fact else ""


def _again(session: Session, timetable: Timetable, people: Census) -> set[str]:
    """Members who will meet a group again after `session` before their last day."""
    again = set()
    for name in session.members:
        day = timetable.week.moment(session.start).date()
        last = people[name].demand(day).discharge if name in people else None
        if last is None or last > timetable.week.date(6):
            again.add(name)
            continue
        later = (s for s in timetable.sessions if s.start > session.start and name in s.members)
        if any(timetable.week.moment(s.start).date() <= last for s in later):
            again.add(name)
    return again


def _coming(
    session: Session,
    group: Group | None,
    name: str,
    starts: datetime,
    expected: tuple[Expected, ...],
    state: SessionState | None,
) -> Meeting:
    cancelled = state is not None and state.cancelled is not None
    return Meeting(
        id=name,
        session=session,
        group=group,
        title=group.called if group else title_of(session.group),
        starts=starts,
        ends=starts + timedelta(minutes=session.end - session.start),
        room=session.room,
        leaders=session.leaders,
        members=expected,
        cap=group.size.max if group else None,
        stage=Stage.CANCELLED if cancelled else Stage.COMING,
        because=state.cancelled.reason if state and state.cancelled else "",
    )


def _opened(state: SessionState, session: Session | None, group: Group | None) -> Meeting:
    opened = state.opened
    assert opened is not None
    return Meeting(
        id=opened.session,
        session=session,
        group=group,
        title=opened.group_title,
        starts=opened.starts,
        ends=opened.starts + timedelta(minutes=opened.minutes),
        room=opened.room,
        leaders=opened.leaders,
        members=tuple(member.who for member in state.members.values()),
        cap=group.size.max if group else None,
        stage=stage(state),
        topic=opened.title,
        because=state.cancelled.reason if state.cancelled else "",
    )


def stage(state: SessionState) -> Stage:
    if state.cancelled:
        return Stage.CANCELLED
    if state.finished:
        return Stage.FINISHED
    return Stage.ENDED if state.ended else Stage.OPEN


def left_open(states: Iterable[SessionState], day: date, zone: tzinfo) -> tuple[Meeting, ...]:
    """Sessions of earlier days that nobody ended, as after a crash."""
    found = (_opened(state, None, None) for state in states if state.opened and stage(state) is Stage.OPEN)
    return tuple(meeting for meeting in found if meeting.starts.astimezone(zone).date() < day)


def title_of(group: str) -> str:
    """A group's id as people read it: `evening-skills` is `Evening skills`."""
    return readable(group)


# --- the topic ------------------------------------------------------------------------------------------


def _with_topic(
    meeting: Meeting,
    timetable: Timetable | None,
    people: Census,
    modules: Mapping[str, Module],
    recent: Mapping[str, Sequence[str]],
    attendance: Mapping[str, float],
    config: Clinic,
    mandated: Mapping[str, Sequence[Mandate]],
) -> Meeting:
    """`meeting` with the topics its module offers, best first. An opened session has its topic already."""
    module = modules.get(meeting.group.curriculum) if meeting.group and meeting.group.curriculum else None
    if module is None or meeting.stage is not Stage.COMING or meeting.session is None or timetable is None:
        return meeting
    if not module.sessions:
        return evolve(meeting, topic=module.title)
    needs = needs_of(meeting.session, timetable, people, module, attendance)
    staff = staff_of(meeting.leaders, config.therapists)
    group, day = meeting.session.group, meeting.starts.date()
    due = mandated.get(group, ())
    ranked = suggest(module, needs, recent.get(group, ()), staff=staff, due=due, day=day)
    if not ranked:
        return meeting
    return evolve(meeting, topics=ranked, topic=ranked[0].title, because=ranked[0].because)


def _by_hand(
    meeting: Meeting, day: date, by_hand: Mapping[tuple[str, date, int], str], found: Sequence[Meeting]
) -> Meeting:
    """`meeting` with the topic that was set for it in the plan first, if there is one."""
    beside = sorted(
        (m.room or "", m.leaders) for m in found if (m.group, m.starts) == (meeting.group, meeting.starts)
    )
    room = beside.index((meeting.room or "", meeting.leaders)) + 1
    wanted = by_hand.get((meeting.group.id, day, room)) if meeting.group else None
    chosen = next((topic for topic in meeting.topics if topic.session == wanted), None)
    if chosen is None:
        return meeting
    others = tuple(topic for topic in meeting.topics if topic is not chosen)
    because = f"set by hand; {chosen.because}"
    return evolve(meeting, topics=(chosen, *others), topic=chosen.title, because=because)


def needs_of(
    session: Session,
    timetable: Timetable,
    people: Census,
    module: Module,
    attendance: Mapping[str, float],
) -> tuple[Need, ...]:
    """What each expected member still needs of `module` before they leave."""
    day = timetable.week.moment(session.start).date()
    needs = []
    for name in session.members:
        person = people.get(name)
        if person is None:
            continue
        leaves = person.demand(day).discharge
        member = member_of(person, day, module, attendance.get(name, ATTENDANCE))
        needs.append(Need(member, sessions_left(name, session, timetable, leaves) - 1))
    return tuple(needs)


def member_of(person: Person, day: date, module: Module, attendance: float) -> Member:
    """A person as the planner sees them."""
    return Member(
        person.id,
        required(person, module),
        frozenset(person.covered),
        person.demand(day).discharge,
        attendance,
        name=person.profile(day).initials,
    )


def sessions_left(member: str, session: Session, timetable: Timetable, last: date | None) -> int:
    """Sessions of this group `member` can still come to, this one included, if weeks stay like this one."""
    week = timetable.week
    mine = [s for s in timetable.sessions if s.group == session.group and member in s.members]
    days = [week.moment(s.start).date() for s in mine]
    here = [day for s, day in zip(mine, days, strict=True) if s.start >= session.start]
    if last is None:
        return len(here) + OPEN_STAY_WEEKS * len(days)
    later = 0
    for weeks in range(1, max(0, (last - week.monday).days // 7) + 1):
        later += sum(day + timedelta(weeks=weeks) <= last for day in days)
    return max(1, sum(day <= last for day in here) + later)


# --- before you start -----------------------------------------------------------------------------------


def before(
    coming: Iterable[Meeting],
    people: Census,
    hours: Callable[[Person], Hours],
    day: date,
    absent: Mapping[str, date] | None = None,
    *,
    review: Callable[[Person], date],
) -> tuple[Reminder, ...]:
    """What to know about who is expected in `coming`. `absent`: who missed their last session, and when;
    `review`: when the plan is reviewed next."""
    expected: dict[str, Expected] = {}
    for meeting in coming:
        for who in meeting.members:
            known = expected.get(who.member)
            expected[who.member] = who if known is None or who.first or who.last else known
    found = []
    for name, who in expected.items():
        if name in people:
            had, due = hours(people[name]), review(people[name])
            words = list(_about(who, had, due, day, (absent or {}).get(name)))
            if words:
                text = "; ".join(said for said, _ in words)
                found.append(Reminder(name, who.initials, text, any(urgent for _, urgent in words)))
    return tuple(sorted(found, key=lambda reminder: not reminder.urgent))


def _about(
    who: Expected, hours: Hours, due: date, day: date, absent: date | None
) -> Iterable[tuple[str, bool]]:
    """What to say about one person, each with whether it is urgent."""
    if who.first:
        yield "first session: welcome slot added", True
    if who.last:
        yield "last session: goodbye slot added", True
    if absent:
        yield f"missed {short(absent)}, no outreach yet", False
    if hours.short and not who.first and not who.last:
        reachable = f", {in_hours(hours.reachable)} h reachable" if hours.reachable else ", none reachable"
        yield f"{in_hours(hours.attained)} of {in_hours(hours.prescribed)} h this week{reachable}", False
    if due <= day:
        yield "plan review due today" if due == day else f"plan review overdue since {short(due)}", True
    elif due - day <= SOON:
        yield f"plan review due {short(due)}", False


def in_hours(minutes: int) -> str:
    """Minutes as hours with one decimal, as the floor of a level is written: `6.0`."""
    return f"{minutes / 60:.1f}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short(day: date) -> str:
    """`Mon 23 Nov`, in English whatever the locale."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def count(number: int, word: str, more: str = "") -> str:
    """`1 note`, `2 notes`; `more` where an s does not do."""
    return f"{number} {word if number == 1 else more or f'{word}s'}"


# --- the topics a group had -----------------------------------------------------------------------------


def recent_topics(opened: Iterable[Digest]) -> Mapping[str, Sequence[str]]:
    """Topics each group had, latest last."""
    topics: dict[str, list[str]] = {}
    for fact in sorted(opened, key=lambda fact: fact.starts):
        if fact.topic:
            topics.setdefault(fact.group, []).append(fact.topic)
    return topics
