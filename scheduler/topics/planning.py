"""From a request to a plan: the asked dates decided together, what follows looked at, and both measured.

In an open group the dates are decided with an estimate of what comes after them, because whoever joins or
stays away will change it. In a group that nobody joins there is nothing to wait for: all dates to the end
are decided at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from attrs import evolve, frozen

from scheduler.topics.bound import most
from scheduler.topics.choices import Ran
from scheduler.topics.course import Course
from scheduler.topics.gaps import HARDLY
from scheduler.topics.mandates import is_due, is_given, kept
from scheduler.topics.plan import Handed, LeftOut, Outlook, Plan, Planned
from scheduler.topics.request import Request, later_dates
from scheduler.topics.sentences import because, short, takers
from scheduler.topics.staffing import lacking, unled
from scheduler.topics.standing import Standing, mean_coverage
from scheduler.topics.steering import Room
from scheduler.topics.window import Group, Program, Slot, after, follow, planned


def plan_topics(request: Request, effort: float = 0.0) -> Plan:
    """The plan for a request whose names and dates fit together (as `load_request` makes sure).

    `effort`: deterministic seconds in which CP-SAT may better what looking ahead finds; 0 leaves it as it is,
    and does not load the solver.
    """
    table = Table.of(request)

    def decide(slots: tuple[Slot, ...]) -> Program:
        return _decided(evolve(table, slots=slots), request, effort)

    slots, program = kept(table.group, table.standings, table.slots, request.mandated, decide)
    table = evolve(table, slots=slots)
    end = table.after(program)
    handed = _handed(table, end if request.individual else [standing.copy() for standing in end])
    handed = tuple(h for h in handed if h.week <= request.dates[-1])
    sessions = _told(table, request, program)
    count = sum(planned.day <= request.dates[-1] for planned in sessions)
    members = _outlooks(table, request, end)
    return Plan(
        sessions[:count],
        sessions[count:],
        members,
        mean_coverage(end),
        sum(m.bound for m in members) / len(members) if members else 1.0,
        mean_coverage(table.after(loop(table, request))),
        table.slots[-1].day,
        handed if request.individual else (),
        () if request.individual else handed,
        (*_left_out(table, request), *_not_kept(table, request, program)),
    )


def plan_clinic(requests: Iterable[Request], effort: float = 0.0) -> tuple[Plan, ...]:
    """The plans of all groups of a clinic: each group's topics are its own affair."""
    return tuple(plan_topics(request, effort) for request in requests)


@frozen
class Table:
    """A request laid out date by date. The first `asked` slots are the dates of the request."""

    group: Group
    standings: tuple[Standing, ...]
    slots: tuple[Slot, ...]
    asked: int
    before: tuple[Ran, ...]

    @classmethod
    def of(cls, request: Request) -> Table:
        course = Course.of(request.module)
        days = (*request.dates, *later_dates(request.dates, request.horizon_weeks, request.members))
        return cls(
            Group(course, request.size, request.no_repeat, request.newcomers),
            tuple(Standing.of(member, course) for member in request.members),
            _slots(request, days, course),
            len(request.dates),
            tuple((name,) for name in request.recent),
        )

    def after(self, program: Program) -> list[Standing]:
        return after(self.group, self.standings, self.slots, program)


def _slots(request: Request, days: Sequence[date], course: Course) -> tuple[Slot, ...]:
    there = [[member.expected(day) for member in request.members] for day in days]
    by_hand = {(fixed.day, fixed.room): fixed.session for fixed in request.fixed}
    left = [0] * len(request.members)
    found = []
    for day, expected in zip(reversed(days), reversed(there), strict=True):
        chances = tuple(m.attendance if e else 0.0 for m, e in zip(request.members, expected, strict=True))
        fixed = tuple(by_hand.get((day, room + 1)) for room in range(request.rooms))
        out = tuple(unled(course, request.staff_at(day, room + 1)) for room in range(request.rooms))
        found.append(Slot(day, chances, tuple(left), fixed, out))
        left = [n + e for n, e in zip(left, expected, strict=True)]
    return tuple(reversed(found))


def _decided(table: Table, request: Request, effort: float) -> Program:
    program = _program(table, request)
    if not effort:
        return program
    return max(program, _bettered(table, program, effort), key=lambda way: _reached(table, way))


def _program(table: Table, request: Request) -> Program:
    """The sessions at all slots: with an eye on newcomers, where there are any, or all dates as one; and
    never with less for those who are there than the fixed loop, where the loop keeps the module's order."""
    first = _ahead(table) if request.newcomers else _whole(table)
    round_ = loop(table, request)
    if not (_is_free(table, request) and _reached(table, first) < _reached(table, round_)):
        return first
    return max(_whole(table), _whole(table, round_), key=lambda way: _reached(table, way))


def _whole(table: Table, start: Program | None = None) -> Program:
    return planned(table.group, table.standings, table.slots, table.before, start)


def _reached(table: Table, program: Program) -> float:
    return mean_coverage(table.after(program))


def _is_free(table: Table, request: Request) -> bool:
    """Whether any session may run at any date."""
    sessions = table.group.course.sessions.values()
    ordered = any(s.pair_with or s.order != "any" for s in sessions)
    by_hand = any(map(any, (slot.fixed for slot in table.slots)))
    return not (ordered or by_hand or any(map(any, (slot.unled for slot in table.slots))))


def _bettered(table: Table, program: Program, effort: float) -> Program:
    """The asked dates as CP-SAT decides them, then what follows."""
    from scheduler.topics.solving import solved

    slots, asked = table.slots, table.asked
    head = solved(table.group, table.standings, slots[:asked], table.before, program[:asked], effort)
    moved = after(table.group, table.standings, slots[:asked], head)
    ran = (*table.before, *(tuple(room.session for room in rooms) for rooms in head))
    if not slots[asked:]:
        return head
    rest = planned(table.group, moved, slots[asked:], ran)
    return (*head, *solved(table.group, moved, slots[asked:], ran, rest, effort))


def _ahead(table: Table) -> Program:
    """The asked dates with an eye on what may come after, then the rest as it looks from there."""
    head = planned(table.group, table.standings, table.slots[: table.asked], table.before)
    moved = after(table.group, table.standings, table.slots[: table.asked], head)
    ran = (*table.before, *(tuple(room.session for room in rooms) for rooms in head))
    rest = planned(table.group, moved, table.slots[table.asked :], ran) if table.slots[table.asked :] else ()
    return (*head, *rest)


def loop(table: Table, request: Request) -> Program:
    """The fixed loop on the same dates: what can be led, in order, and every room with its own people."""
    names = [session.id for session in request.led_sessions()]
    last = request.recent[-1] if request.recent else ""
    at = names.index(last) + 1 if last in names else 0
    rooms = request.rooms
    apart = len(names) // rooms
    return tuple(
        tuple(
            Room(
                names[(at + number + room * apart) % len(names)],
                tuple(i for i, chance in enumerate(slot.chances) if chance and i % rooms == room),
            )
            for room in range(rooms)
        )
        for number, slot in enumerate(table.slots)
    )


def _told(table: Table, request: Request, program: Program) -> tuple[Planned, ...]:
    """Each session with who is meant to come and why; nothing where nobody is left."""
    moved = [standing.copy() for standing in table.standings]
    course = table.group.course
    by_hand = {(fixed.day, fixed.room) for fixed in request.fixed}
    waiting = [mandate for mandate in request.mandated if is_due(mandate, table.slots)]
    found = []
    for slot, rooms in zip(table.slots, program, strict=True):
        for number, room in enumerate(rooms, start=1):
            session = course.sessions[room.session]
            need = takers(session, moved, slot.left, room.people, course)
            said = because(session, moved, slot.left, room.people, course, slot.day)
            short_of = lacking(session, course, request.staff_at(slot.day, number))
            given = [m for m in waiting if m.topic in session.teaches and slot.day <= m.by]
            due = f"has to be given by {short(given[0].by)}" if given else ""
            waiting = [mandate for mandate in waiting if mandate not in given]
            found.append(
                Planned(
                    slot.day,
                    number,
                    session,
                    _names(request, room.people),
                    "; ".join(filter(None, (due, said, short_of))),
                    _names(request, need),
                    (slot.day, number) in by_hand,
                )
            )
        follow(moved, slot, rooms, course)
    return tuple(found)


def _names(request: Request, people: Iterable[int]) -> tuple[str, ...]:
    return tuple(request.members[i].id for i in people)


def _handed(table: Table, end: Sequence[Standing]) -> tuple[Handed, ...]:
    """Topics for weekly individual sessions: what each will hardly meet in the group, likeliest gap first.

    Moves `end` on, by the chance that the person comes.
    """
    weeks = sorted({slot.day - timedelta(days=slot.day.weekday()) for slot in table.slots})
    course = table.group.course
    found = []
    for week in weeks:
        for standing in end:
            leaves = standing.member.leaves
            if leaves is not None and leaves < week:
                continue
            risks = [
                (chance, -course.topics.index(topic), topic)
                for topic, chance in standing.missing.items()
                if chance > HARDLY and topic in standing.member.required
                if standing.ready(course.taught_in[topic][0], course, 0) > 0.5
            ]
            if risks:
                chance, _, topic = max(risks)
                session = course.taught_in[topic][0]
                standing.attend(session, standing.member.attendance)
                why = f"would leave without it, as the group is planned ({100 * chance:.0f} %)"
                found.append(Handed(week, standing.member.id, session, why))
    return tuple(found)


def _left_out(table: Table, request: Request) -> tuple[LeftOut, ...]:
    """Sessions that somebody needs and that nobody can lead on any of the asked dates."""
    course = table.group.course
    needed = {topic for standing in table.standings for topic in standing.missing}
    staff = {
        request.staff_at(s.day, room + 1) for s in table.slots[: table.asked] for room in range(request.rooms)
    }
    found = []
    for session in course.sessions.values():
        reasons = [lacking(session, course, each) for each in staff]
        if all(reasons) and needed & set(session.teaches):
            found.append(
                LeftOut(session.id, session.title, f"{min(reasons, key=len)}, and nobody who leads is")
            )
    return tuple(found)


def _not_kept(table: Table, request: Request, program: Program) -> Iterable[LeftOut]:
    """Mandated topics that no session teaches, or for which there is no date in time."""
    course = table.group.course
    for mandate in request.mandated:
        taught = course.taught_in.get(mandate.topic)
        due = f"has to be given by {short(mandate.by)}"
        if not taught:
            yield LeftOut(mandate.topic, mandate.topic, f"{due}, and no session teaches it")
        elif is_due(mandate, table.slots) and not is_given(course, mandate, table.slots, program):
            yield LeftOut(taught[0].id, taught[0].title, f"{due}, and no date until then can have it")


def _outlooks(table: Table, request: Request, end: Sequence[Standing]) -> tuple[Outlook, ...]:
    at_once = max((len(s.teaches) for s in table.group.course.sessions.values()), default=1)
    weeks = len({slot.day.isocalendar()[:2] for slot in table.slots})
    found = []
    for i, (start, standing) in enumerate(zip(table.standings, end, strict=True)):
        member = standing.member
        sessions = sum(slot.chances[i] > 0 for slot in table.slots)
        if request.individual:
            sessions += weeks
        missing = sum(topic in start.missing for topic in member.required)
        found.append(
            Outlook(
                member,
                standing.coverage,
                tuple(
                    t
                    for t in table.group.course.topics
                    if t in member.required and standing.missing.get(t, 0.0) > 0.5
                ),
                most(sessions, member.attendance, len(member.required), missing, at_once),
            )
        )
    return tuple(found)
