"""The first CP-SAT model that comes to mind: sessions with a start, optional intervals for everybody in them.

A baseline. Every group gets a fixed number of session slots; each has a start variable, a boolean for every
person, leader and room that could be in it, and an interval behind each boolean; nobody's intervals overlap.
A closed roster comes whole or not at all. It knows the rules that generated clinics use. One rule is stricter
than asked: all waiting of a patient's day together stays within `max_gap`. Whatever it answers is checked
like every other answer.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from ortools.sat.python import cp_model

from scheduler.clinic import (
    Appointment,
    Break,
    Clinic,
    Group,
    Patient,
    due,
    present_spans,
    room_spans,
    staff_spans,
)
from scheduler.eligibility import may_attend, may_give, may_lead
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, Span, Week, Window, joined

USUAL_SIZE = 7
"""Members by which the number of session slots of a group is guessed."""


class Slot:
    """A session or an appointment that may take place: whether, when, who, where."""

    def __init__(
        self, model: cp_model.CpModel, what: Group | Appointment, starts: cp_model.Domain, name: str
    ):
        self.what, self.name, self.minutes = what, name, what.minutes
        self.id = what.id if isinstance(what, Group) else what.service
        self.runs = model.new_bool_var(f"{name} runs")
        self.start = model.new_int_var_from_domain(starts, f"{name} start")
        self.on = [model.new_bool_var(f"{name} on {day}") for day in range(7)]
        model.add_exactly_one(self.on)
        for day, on in enumerate(self.on):
            inside = cp_model.Domain(day * DAY, (day + 1) * DAY - 1)
            model.add_linear_expression_in_domain(self.start, inside).only_enforce_if(on)
        self.people: dict[str, Any] = {}
        self.staff: dict[str, Any] = {}
        self.rooms: dict[str, Any] = {}


class Plain:
    """The model of one week."""

    def __init__(self, clinic: Clinic, week: Week) -> None:
        self.clinic, self.week, self.model = clinic, week, cp_model.CpModel()
        self.open = clinic.open_spans(week)
        self.present = {p.id: present_spans(p, week) for p in clinic.patients}
        self.working = {t.id: staff_spans(t, week) for t in clinic.therapists}
        self.usable = {r.id: room_spans(r, clinic, week) for r in clinic.rooms}
        self.intervals: dict[str, list[Any]] = defaultdict(list)
        self.sessions: list[Slot] = []
        self.visits: list[tuple[Patient, Slot]] = []
        for group in clinic.groups:
            self._add_sessions(group)
        self._orders()
        for patient in clinic.patients:
            self._add_visits(patient)
        for patient in clinic.patients:
            self._shape_days(patient)
        for therapist in clinic.therapists:
            self._limit_staff(therapist.id)
        self._breaks()
        for intervals in self.intervals.values():
            self.model.add_no_overlap(intervals)
        self.met = sum(s.minutes * x for s in self.sessions for x in s.people.values()) + sum(
            slot.minutes * slot.runs for _, slot in self.visits
        )
        self.model.maximize(self.met)

    def _starts(self, spans: tuple[Span, ...], minutes: int) -> cp_model.Domain:
        grid = self.clinic.grid
        starts = {s for low, high in spans for s in range(-(-low // grid) * grid, high - minutes + 1, grid)}
        return cp_model.Domain.from_values(sorted(starts))

    def _join(self, slot: Slot, key: str, spans: tuple[Span, ...]) -> Any:
        """A boolean for somebody (or some room) in the slot, with their hours and their interval."""
        inside = self.model.new_bool_var(f"{key} in {slot.name}")
        self.model.add_implication(inside, slot.runs)
        starts = self._starts(spans, slot.minutes)
        self.model.add_linear_expression_in_domain(slot.start, starts).only_enforce_if(inside)
        interval = self.model.new_optional_fixed_size_interval_var(slot.start, slot.minutes, inside, "")
        self.intervals[key].append(interval)
        return inside

    def _add_sessions(self, group: Group) -> None:
        clinic, model = self.clinic, self.model
        people = [p for p in clinic.patients if may_attend(p, group)]
        need = sum(clinic.prescription(p).services.get(group.service, 0) for p in people)
        starts = self._starts(self.open, group.minutes)
        if group.starts is not None:
            starts = starts.intersection_with(cp_model.Domain.from_values([s.at for s in group.starts]))
        if starts.is_empty() or not people:
            return
        slots = -(-need // (group.minutes * USUAL_SIZE)) + 1
        if group.members is not None:
            slots = need // (group.minutes * len(people))
        if group.max_per_week is not None:
            slots = min(slots, group.max_per_week)
        for number in range(slots):
            slot = Slot(model, group, starts, f"{group.id} {number}")
            self.sessions.append(slot)
            slot.people = {p.id: self._join(slot, p.id, self.present[p.id]) for p in people}
            able = [t for t in clinic.therapists if may_lead(t, group)]
            slot.staff = {t.id: self._join(slot, t.id, self.working[t.id]) for t in able}
            fit = [r for r in clinic.rooms if r.kind == group.room_kind and group.room_features <= r.features]
            slot.rooms = {r.id: self._join(slot, r.id, self.usable[r.id]) for r in fit}
            self._size(slot, group)
            if group.members is not None:
                for member in slot.people.values():
                    model.add(member == slot.runs)

    def _orders(self) -> None:
        """What comes after something else does so where both run and share somebody; one run of each."""
        first = {slot.id: slot for slot in reversed(self.sessions)}
        for slot in self.sessions:
            assert isinstance(slot.what, Group)
            for name in slot.what.after:
                earlier = first.get(name)
                if earlier is not None and slot.people.keys() & earlier.people.keys():
                    later = self.model.add(slot.start > earlier.start)
                    later.only_enforce_if(slot.runs, earlier.runs)

    def _size(self, slot: Slot, group: Group) -> None:
        model, count = self.model, sum(slot.people.values())
        model.add(count >= group.size.min * slot.runs)
        model.add(count <= group.size.max * slot.runs)
        seats = {room.id: min(room.capacity, group.size.max) for room in self.clinic.rooms}
        model.add(sum(slot.rooms.values()) == slot.runs)
        model.add(count <= sum(seats[room] * used for room, used in slot.rooms.items()))
        second = model.new_bool_var(f"{slot.name} is large")
        above = group.size.max if group.second_leader_above is None else group.second_leader_above
        model.add(count <= above + (group.size.max - above) * second)
        model.add(count >= (above + 1) * second)
        model.add(sum(slot.staff.values()) == group.leaders * slot.runs + second)
        for patient in self.clinic.patients:
            for other in patient.apart & slot.people.keys():
                if patient.id in slot.people:
                    model.add_at_most_one(slot.people[patient.id], slot.people[other])

    def _add_visits(self, patient: Patient) -> None:
        for need in self.clinic.prescription(patient).appointments:
            starts = self._starts(self.open, need.minutes)
            if not due(need, patient, self.week) or starts.is_empty():
                continue
            for number in range(need.times):
                slot = Slot(self.model, need, starts, f"{need.service} {patient.id} {number}")
                here = self._join(slot, patient.id, self.present[patient.id])
                self.model.add(here == slot.runs)
                able = [t.id for t in self.clinic.therapists if may_give(t, need, patient)]
                if need.service == "medication" and patient.prescriber is not None:
                    able = [t for t in able if t == patient.prescriber]
                slot.staff = {t: self._join(slot, t, self.working[t]) for t in able}
                slot.rooms = {r: self._join(slot, r, spans) for r, spans in self.usable.items()}
                self.model.add(sum(slot.staff.values()) == slot.runs)
                self.model.add(sum(slot.rooms.values()) == slot.runs)
                self.visits.append((patient, slot))

    def _both(self, one: Any, other: Any) -> Any:
        both = self.model.new_bool_var("")
        self.model.add_bool_or(both, one.negated(), other.negated())
        self.model.add_implication(both, one)
        self.model.add_implication(both, other)
        return both

    def _shape_days(self, patient: Patient) -> None:
        rules, model = self.clinic.prescription(patient), self.model
        groups = [(s, s.people[patient.id]) for s in self.sessions if patient.id in s.people]
        visits = [(s, s.runs) for p, s in self.visits if p is patient]
        for service, minutes in [*rules.services.items()]:
            given = [x * s.minutes for s, x in groups if s.what.service == service]
            model.add(sum(given) <= minutes)
        attended = []
        for day in range(7):
            today = [(s, self._both(x, s.on[day])) for s, x in (*groups, *visits)]
            attends = model.new_bool_var(f"{patient.id} attends on {day}")
            attended.append(attends)
            for _, here in today[: len(groups)]:
                model.add_implication(here, attends)
            if rules.once_a_day:
                for service in rules.services:
                    model.add_at_most_one(z for s, z in today[: len(groups)] if s.what.service == service)
            busy = sum(s.minutes * z for s, z in today)
            if rules.day_hours_max is not None:
                model.add(busy <= round(rules.day_hours_max * 60))
            if rules.max_gap is not None:
                self._no_long_wait(day, today, busy, rules.max_gap)
        if rules.days is not None:
            model.add(sum(attended) <= rules.days)

    def _no_long_wait(self, day: int, today: list[tuple[Slot, Any]], busy: Any, most: int) -> None:
        first = self.model.new_int_var(day * DAY, (day + 1) * DAY, "")
        last = self.model.new_int_var(day * DAY, (day + 1) * DAY, "")
        for slot, here in today:
            self.model.add(first <= slot.start).only_enforce_if(here)
            self.model.add(last >= slot.start + slot.minutes).only_enforce_if(here)
        self.model.add(last - first <= busy + most)

    def _limit_staff(self, name: str) -> None:
        therapist = next(t for t in self.clinic.therapists if t.id == name)
        slots = [*self.sessions, *(s for _, s in self.visits)]
        mine = [(s, s.staff[name]) for s in slots if name in s.staff]
        if therapist.max_hours_week is not None:
            self.model.add(sum(s.minutes * x for s, x in mine) <= round(therapist.max_hours_week * 60))
        if therapist.max_hours_day is not None:
            for day in range(7):
                load = sum(s.minutes * self._both(x, s.on[day]) for s, x in mine)
                self.model.add(load <= round(therapist.max_hours_day * 60))

    def _breaks(self) -> None:
        for therapist in self.clinic.therapists:
            for window in joined(therapist.available):
                if therapist.pause is not None:
                    self._break(therapist.id, therapist.pause, window)

    def _break(self, name: str, pause: Break, window: Window) -> None:
        low, high = pause.between
        if window.start <= low and high <= window.end:
            base = window.day * DAY
            start = self.model.new_int_var(base + low, base + high - pause.minutes, "break")
            interval = self.model.new_fixed_size_interval_var(start, pause.minutes, "break")
            self.intervals[name].append(interval)

    def timetable(self, value: Callable[[Any], int]) -> Timetable:
        """What the values of the variables say."""
        sessions = [
            Session(
                value(s.start),
                value(s.start) + s.minutes,
                s.id,
                next(r for r, x in s.rooms.items() if value(x)),
                tuple(t for t, x in s.staff.items() if value(x)),
                tuple(p for p, x in s.people.items() if value(x)),
            )
            for s in self.sessions
            if value(s.runs)
        ]
        bookings = [
            Booking(
                value(s.start),
                value(s.start) + s.minutes,
                s.what.service,
                patient.id,
                next(t for t, x in s.staff.items() if value(x)),
                next(r for r, x in s.rooms.items() if value(x)),
            )
            for patient, s in self.visits
            if value(s.runs)
        ]
        return Timetable(self.clinic.name, self.week, tuple(sorted(sessions)), tuple(sorted(bookings)))


class Watch(cp_model.CpSolverSolutionCallback):
    """Tells how many minutes every new solution meets."""

    def __init__(self, heard: Callable[[int], None]) -> None:
        super().__init__()
        self.heard = heard

    def on_solution_callback(self) -> None:
        self.heard(round(self.objective_value))


def solve_plain(
    clinic: Clinic, week: Week, seconds: float, workers: int, seed: int, heard: Callable[[int], None]
) -> tuple[Timetable | None, int | None]:
    """(timetable, most minutes that could be met) in so many seconds, building the model included; `heard`
    gets the minutes met by each improvement.
    """
    began = time.monotonic()
    plain, solver = Plain(clinic, week), cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds - (time.monotonic() - began), 0.1)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(plain.model, Watch(heard))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, None
    return plain.timetable(solver.value), int(solver.best_objective_bound + 1e-6)
