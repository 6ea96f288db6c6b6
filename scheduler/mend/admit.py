"""A place for somebody new in a week that runs: first with nobody moved, then with a few people moved, named.

With nobody moved, only the new patient's week is a program: the sessions that have a seat and the times at
which a therapist and a room are free (`scheduler.mend.seats`). Everything else stands, so it takes a moment
in a clinic of any size. Where that leaves hours unmet, `scheduler.mend.repair` looks for a better place that
moves at most a few.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import datetime

import numpy as np
from attrs import evolve, frozen

from scheduler.clinic import Clinic
from scheduler.facts import Facts, Item, Violation, label, patients_of, staff_of
from scheduler.mend.ahead import possible_ahead, with_past
from scheduler.mend.happened import Begun, begin, together
from scheduler.mend.quick import solved
from scheduler.mend.seats import House, Seat
from scheduler.program import objectives
from scheduler.program.candidates import NOBODY, Attendances, Bookings, Candidates, Keys, candidates
from scheduler.program.model import Model
from scheduler.program.plan import Part
from scheduler.program.possible import Ints, Mask
from scheduler.progress import Stop
from scheduler.rules import RULES
from scheduler.score import score, unmet
from scheduler.timetable import Booking, Session, Timetable, Unmet
from scheduler.week import DAY, hours

OWN_WEEK = frozenset(
    {"patient-once", "gap", "days", "day-hours", "once-a-day", "hours-ceiling", "prescription", "after"}
)
"""Rules about one patient's week alone."""
MINUTE, HELP = 1_000, 8  # what an unmet minute and one facilitator more cost, in units of preference
SECONDS = 5.0
ROUNDS = 8  # how often a therapist who would work too long is left out


@frozen
class Admission:
    """Where a new patient can be. `week` is theirs from now on; `moved` are others with a change.

    `unmet` is what the new patient lacks in the week, and `proven` says that at most that can be met at the
    price asked: with nobody moved, or with at most so many. `because` is a sentence about it.
    """

    patient: str
    timetable: Timetable
    week: tuple[Item, ...]
    moved: tuple[str, ...]
    unmet: tuple[Unmet, ...]
    proven: bool
    seconds: float
    because: str = ""

    @property
    def nobody_moved(self) -> bool:
        return not self.moved


def place_unmoved(
    clinic: Clinic, timetable: Timetable, patient: str, *, now: datetime, stop: Stop | None = None
) -> Admission:
    """The best week for `patient` that leaves everybody as they are; what the patient has already stays.

    Raises BadInput when the week was over by `now`.
    """
    began = time.monotonic()
    begun = begin(clinic, timetable, now)
    facts = Facts(begun.clinic, together(begun.known, begun.ahead))
    alone, barred, ahead = _alone(begun, facts, patient), frozenset[tuple[str, int]](), begun.ahead
    proven = False
    for _ in range(ROUNDS):
        house = House(facts, possible_ahead(alone), begun.now, barred)
        own = OwnWeek(alone, house, patient)
        items, closed = own.solved(stop)
        ahead = _with(begun.ahead, items)
        problems = _problems(facts, patient, items)
        if not problems:
            proven = closed and not barred
            break
        tired = {
            (where, item.start // DAY)
            for where in problems
            for item in items
            if where in staff_of(item.after)
        }
        ahead, barred = begun.ahead, barred | tired
        if not tired:
            break
    return _answer(begun, ahead, patient, proven, began)


def _alone(begun: Begun, facts: Facts, patient: str) -> Begun:
    """The clinic with this patient only, and everything that the patient has as if it had happened."""
    clinic = evolve(
        begun.clinic,
        patients=(facts.patients[patient],),
        pins=tuple(pin for pin in begun.clinic.pins if pin.patient == patient),
    )
    week = facts.timetable
    mine = evolve(
        week,
        sessions=tuple(evolve(s, members=(patient,)) for s in week.sessions if patient in s.members),
        appointments=tuple(b for b in week.appointments if b.patient == patient),
    )
    nothing = evolve(mine, sessions=(), appointments=())
    return evolve(begun, clinic=clinic, timetable=mine, happened=mine, known=mine, ahead=nothing)


@frozen(eq=False)
class Placed:
    """Something new for the patient: a session `before` and `after` they joined, or an appointment."""

    after: Item
    before: Session | None = None

    @property
    def start(self) -> int:
        return self.after.start


@frozen(eq=False)
class OwnWeek:
    """One patient's week among what stands, as a program of its own."""

    alone: Begun
    house: House
    patient: str

    def solved(self, stop: Stop | None) -> tuple[list[Placed], bool]:
        """The most of what is prescribed, then the most convenient; and whether that is proven."""
        seats, (rows, offers) = list(self.house.seats(self.patient)), self._offers()
        rest = with_past(self.alone, self._candidates(seats, rows))
        model = Model(rest.found)
        for rule in RULES:
            if rule.ID in OWN_WEEK and hasattr(rule, "post"):
                rule.post(model)
        rest.take_past(model, Part.of(rest.found))
        objective = objectives.preference(model, None)
        column, minutes = objectives.unmet(model).terms
        objective.add(column, minutes * MINUTE)
        helped = np.array([seat.leader is not None for seat in seats], dtype=bool)
        objective.add(model.attend[: len(seats)][helped], HELP)
        hint = model.program.complete(rest.plan().values)
        answer = solved(model.program, objective, SECONDS, hint=hint, stop=stop)
        if answer.values is None:
            return [], False
        joined = np.flatnonzero(answer.values[model.attend[: len(seats)]]).tolist()
        booked = np.flatnonzero(answer.values[model.book[: len(offers)]]).tolist()
        return [
            *(_joined(seats[i], self.patient) for i in joined),
            *(Placed(offers[i]) for i in booked),
        ], answer.closed

    def _candidates(self, seats: list[Seat], rows: Bookings) -> Candidates:
        """Each seat as a key of its own, and the appointments on offer."""
        possible = self.house.possible
        nothing = evolve(
            possible,
            group_starts=np.zeros_like(possible.group_starts),
            demand_starts=np.zeros_like(possible.demand_starts),
        )
        empty = candidates(nothing)
        count = len(seats)
        spans = np.array([seat.session.span for seat in seats], dtype=np.int64).reshape(-1, 2)
        group = np.array([possible.group_index[seat.session.group] for seat in seats], dtype=np.int64)
        return evolve(
            empty,
            possible=possible,
            keys=Keys(group, spans[:, 0], spans[:, 1]),
            attendances=Attendances(np.zeros(count, dtype=np.int64), np.arange(count)),
            bookings=rows,
            circle_of=np.full(len(possible.demands), NOBODY),
            need_of=np.full(len(possible.demands), NOBODY),
        )

    # -- appointments on offer ------------------------------------------------------------------

    def _offers(self) -> tuple[Bookings, list[Booking]]:
        """Every start of every appointment due with the best therapist and a room, own therapist first."""
        found: list[tuple[int, int, bool]] = []
        offers: list[Booking] = []
        for d, demand in enumerate(self.house.possible.demands):
            for booking in self._of_demand(d) if demand.times else ():
                therapists = self.house.possible.therapist_index
                own = therapists.get(booking.therapist or "", NOBODY) == demand.own
                found.append((d, booking.start, own))
                offers.append(booking)
        table = np.array([(d, start) for d, start, _ in found], dtype=np.int64).reshape(-1, 2)
        return Bookings(table[:, 0], table[:, 1], np.array([own for *_, own in found], dtype=bool)), offers

    def _of_demand(self, d: int) -> Iterator[Booking]:
        house, possible = self.house, self.house.possible
        demand, who = possible.demands[d], possible.gives[:, d]
        starts = possible.demand_starts[d] & possible.fits(possible.patient_free, demand.minutes)[0]
        staff = self._staff(d, who)
        able = house.able(staff, demand.minutes)
        for s in np.flatnonzero(starts).tolist():
            span = int(possible.starts[s]), int(possible.starts[s]) + demand.minutes
            room = None
            if not demand.appointment.telehealth:
                room = house.room(possible.hosts[:, d], span)
                if room is None:
                    continue
            therapist = None
            if demand.appointment.staff:
                free = (t for t in staff[able[:, s]].tolist() if house.keeps_break(t, span))
                index = next(free, None)
                if index is None:
                    continue
                therapist = possible.clinic.therapists[index].id
            yield Booking(*span, demand.appointment.service, self.patient, therapist, room)

    def _staff(self, d: int, who: Mask) -> Ints:
        """Who may give an appointment: the patient's own therapist, then those with most time to spare."""
        demand, slack = self.house.possible.demands[d], self.house.slack
        others = [t for t in np.argsort(-slack, kind="stable").tolist() if who[t] and t != demand.own]
        own = [demand.own] if demand.own >= 0 and who[demand.own] else []
        return np.array([*own, *(others if demand.others or not own else [])], dtype=np.int64)


def _joined(seat: Seat, patient: str) -> Placed:
    session = seat.session
    leaders = session.leaders if seat.leader is None else tuple(sorted((*session.leaders, seat.leader)))
    room = session.room if seat.room is None else seat.room
    members = tuple(sorted((*session.members, patient)))
    return Placed(evolve(session, leaders=leaders, room=room, members=members), session)


def _with(ahead: Timetable, items: Iterable[Placed]) -> Timetable:
    """What is ahead with the patient's new things in it."""
    changed = {item.before: item.after for item in items if item.before is not None}
    booked = [item.after for item in items if isinstance(item.after, Booking)]
    sessions = (changed.get(s, s) for s in ahead.sessions)
    return evolve(
        ahead,
        sessions=tuple(s for s in sessions if isinstance(s, Session)),
        appointments=(*ahead.appointments, *booked),
    )


def _problems(facts: Facts, patient: str, items: list[Placed]) -> set[str]:
    """Whom and what new broken rules name: checked without the solver, where something is new.

    The sessions joined with everybody in them, and all that the patient and the therapists and rooms
    concerned have this week: what is true of the others has not changed.
    """
    after = _with(facts.timetable, items)
    touched = {patient, *(t for item in items for t in staff_of(item.after))}
    rooms = {item.after.room for item in items} - {None}
    new = {label(item.after) for item in items}
    concerned = touched | {room for room in rooms if room} | new

    def broken(week: Timetable) -> set[Violation]:
        part = Facts(*_excerpt(facts, week, touched, rooms, new))
        return {v for rule in RULES for v in rule.check(part) if v.where in concerned}

    return {violation.where for violation in broken(after) - broken(facts.timetable)}


def _excerpt(
    facts: Facts, week: Timetable, touched: set[str], rooms: set[str | None], new: set[str]
) -> tuple[Clinic, Timetable]:
    """The items of some people and rooms, and the clinic with nobody else in it."""

    def wanted(item: Item) -> bool:
        people = {*patients_of(item), *staff_of(item)}
        return bool(people & touched) or item.room in rooms or label(item) in new

    sessions = tuple(s for s in week.sessions if wanted(s))
    appointments = tuple(b for b in week.appointments if wanted(b))
    here = {p for s in sessions for p in s.members} | {b.patient for b in appointments} | touched
    for session in sessions:
        here |= set(facts.groups[session.group].members or ())
    patients = tuple(p for p in facts.clinic.patients if p.id in here)
    clinic = evolve(facts.clinic, patients=patients, pins=())
    return clinic, evolve(week, sessions=sessions, appointments=appointments)


def _answer(begun: Begun, ahead: Timetable, patient: str, proven: bool, began: float) -> Admission:
    facts = Facts(begun.clinic, together(begun.known, ahead))
    lacking = unmet(facts)
    week = evolve(
        begun.whole(ahead), unmet=known_reasons(begun, lacking), score=score(facts, begun.timetable)
    )
    mine = tuple(u for u in lacking if u.patient == patient)
    coming = tuple(item for item in facts.of_patient[patient] if item.start >= begun.now)
    seconds = time.monotonic() - began
    return Admission(patient, week, coming, (), mine, proven, seconds, sentence(patient, mine, ()))


def known_reasons(begun: Begun, lacking: Iterable[Unmet]) -> tuple[Unmet, ...]:
    """What is unmet, with the reasons that were known before."""
    reasons = {(u.patient, u.service, u.minutes): u for u in begun.timetable.unmet}
    return tuple(reasons.get((u.patient, u.service, u.minutes), u) for u in lacking)


def sentence(patient: str, lacking: tuple[Unmet, ...], moved: tuple[str, ...]) -> str:
    """What came of it: `P-101 gets everything; nobody moves.`"""
    who = "nobody moves" if not moved else f"{', '.join(moved)} {'moves' if len(moved) == 1 else 'move'}"
    if not lacking:
        return f"{patient} gets everything; {who}."
    short = ", ".join(f"{hours(u.minutes)} of {u.service}" for u in lacking)
    return f"{patient} does not get {short}; {who}."
