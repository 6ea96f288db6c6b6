"""The four things to minimise, in their strict order, as linear objectives of a model.

Each function adds the columns that it needs. In a model without settled patients all of them count as
`scheduler.score` does; with some, all but `unmet` leave out what those patients cost, which does not change.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial

import numpy as np

from scheduler.clinic import PRIMARY_SERVICES, enrolled
from scheduler.program.columns import Objective, Values, any_chosen
from scheduler.program.model import Model
from scheduler.program.possible import Ints, Mask
from scheduler.rules import WISHES
from scheduler.timetable import Timetable
from scheduler.week import DAY, joined

PIECE = 15  # minutes; the unit in which time costs preference
FEW_DAYS = 3  # with at most so many days prescribed, days are better spread


def unmet(model: Model) -> Objective:
    """Minutes prescribed less minutes scheduled."""
    found, objective = model.found, Objective(constant=prescribed_minutes(model))
    group = found.keys.group[found.attendances.key]
    objective.add(model.attend, -found.possible.group_minutes[group])
    objective.add(model.book, -found.possible.demand_minutes[found.bookings.demand])
    return objective


def prescribed_minutes(model: Model) -> int:
    """Everything prescribed in the week, groups and appointments due."""
    return int(model.found.possible.prescribed.sum())


def under_floor(model: Model) -> Objective:
    """Patients with fewer minutes than their level's floor."""
    assert model.settled is not None
    objective, floors = Objective(), model.found.possible.floors
    patients = np.flatnonzero((floors > 0) & ~model.settled)
    place = np.full(len(floors), -1)
    place[patients] = np.arange(len(patients))
    items = model.items.take(place[model.items.patient] >= 0)
    row, columns, minutes, floor = place[items.patient], items.column, items.minutes, floors[patients]

    def short(values: Values) -> Mask:
        return np.asarray(np.bincount(row, values[columns] * minutes, len(patients)) < floor)

    under = model.program.columns(len(patients), follow=short)
    rows, entries = np.append(row, np.arange(len(patients))), np.append(columns, under)
    model.program.rows("floor", rows, entries, np.append(minutes, floor), low=floor, count=len(patients))
    objective.add(under, 1)
    return objective


def changes(model: Model, previous: Timetable | None) -> Objective:
    """Entries of last week that are still prescribed and not kept."""
    objective = Objective()
    entries = _entries(model, previous)
    objective.constant = len(entries)
    if not entries:
        return objective
    items = model.items
    what = np.where(items.group >= 0, items.group, len(model.clinic.groups) + _service(model, items.demand))
    wanted = _code(*np.array(sorted(entries), dtype=np.int64).T)
    kept = np.isin(_code(items.patient, what, items.start), wanted)
    objective.add(items.column[kept], -1)
    return objective


def _code(patient: Ints, what: Ints, start: Ints) -> Ints:
    return (patient * 4096 + what) * 16384 + start


def _service(model: Model, demand: Ints) -> Ints:
    """A number for the service of each demand."""
    names = {name: i for i, name in enumerate(sorted({d.appointment.service for d in model.found.demands}))}
    numbers = np.array([names[d.appointment.service] for d in model.found.demands] or [0], dtype=np.int64)
    return numbers[demand]


def _entries(model: Model, previous: Timetable | None) -> set[tuple[int, int, int]]:
    """(patient, group or groups + service, start) of last week, where still prescribed and due."""
    if previous is None:
        return set()
    found, clinic = model.found, model.clinic
    patients, groups = found.possible.patient_index, found.possible.group_index
    here = {p for name, p in patients.items() if enrolled(clinic.patients[p], found.week)}
    services = {name: i for i, name in enumerate(sorted({d.appointment.service for d in found.demands}))}
    dues = {(d.patient, d.appointment.service) for d in found.demands}
    entries = set()
    for session in previous.sessions:
        g = groups.get(session.group)
        for member in session.members if g is not None else ():
            p = patients.get(member)
            service = clinic.groups[g].service if g is not None else ""
            if g is not None and p in here and found.possible.prescriptions[p].services.get(service, 0) > 0:
                entries.add((p, g, session.start))
    for booking in previous.appointments:
        p = patients.get(booking.patient)
        if p is not None and (p, booking.service) in dues:
            entries.add((p, len(clinic.groups) + services[booking.service], booking.start))
    return entries


def preference(model: Model, previous: Timetable | None) -> Objective:
    """What the week costs in convenience, by the clinic's weights."""
    objective, timed = _preference(model, previous)
    _quarters(model, objective, timed)
    return objective


def preference_in_minutes(model: Model, previous: Timetable | None) -> Objective:
    """`PIECE` times the preference and the minutes, fewer than `PIECE`, that its quarters leave out."""
    objective, timed = _preference(model, previous)
    column, coefficient = objective.terms
    timed.add(column, PIECE * coefficient)
    timed.constant += PIECE * objective.constant
    return timed


def _preference(model: Model, previous: Timetable | None) -> tuple[Objective, Objective]:
    """What counts by itself, and what counts by the minute."""
    weights, objective = model.clinic.weights, Objective()
    _not_primary(model, objective, weights.not_primary)
    _appointment_only_days(model, objective, weights.appointment_only_day)
    _leaders_lost(model, objective, weights.new_leader, previous)
    _consecutive_days(model, objective, weights.consecutive_days)
    for wish in WISHES:
        wish.price(model, objective)
    timed = Objective()
    _outside_prefers(model, timed, weights.outside_prefers)
    _idle(model, timed, weights.idle)
    _group_leading(model, timed, weights.group_leading)
    _busiest(model, timed, weights.busiest)
    return objective, timed


def _not_primary(model: Model, objective: Objective, weight: int) -> None:
    demand = model.found.bookings.demand
    counts = np.array([d.own >= 0 and d.appointment.service in PRIMARY_SERVICES for d in model.found.demands])
    away = ~model.found.bookings.own & counts[demand] if len(demand) else model.found.bookings.own
    objective.add(model.book[away], weight)


def _appointment_only_days(model: Model, objective: Objective, weight: int) -> None:
    items = model.items.take((model.items.group < 0) & model.items.on_site)
    cell = items.patient * 7 + items.day
    cells, inverse = np.unique(cell, return_inverse=True)
    known, days = model.group_day
    grouped = np.isin(cells, known)
    at = np.searchsorted(known, cells[grouped])

    def only(values: Values) -> Mask:
        visits = np.bincount(inverse, values[items.column], len(cells)) > 0
        visits[grouped] &= values[days[at]] == 0
        return visits

    columns = model.program.columns(len(cells), follow=only)
    row = np.arange(len(items))
    here = grouped[inverse]
    position = np.zeros(len(cells), dtype=np.int64)
    position[grouped] = at
    rows = np.concatenate([row, row, row[here]])
    entries = np.concatenate([items.column, columns[inverse], days[position[inverse[here]]]])
    sign = np.repeat([1, -1, -1], [len(row), len(row), int(here.sum())])
    model.program.rows("preference", rows, entries, sign, high=0)
    objective.add(columns, weight)


def _leaders_lost(model: Model, objective: Objective, weight: int, previous: Timetable | None) -> None:
    if previous is None or not weight:
        return
    found, program = model.found, model.program
    groups, staff = found.possible.group_index, found.possible.therapist_index
    led: dict[tuple[int, int], set[str]] = defaultdict(set)
    for session in previous.sessions:
        if session.group in groups:
            led[groups[session.group], session.start].update(session.leaders)
    lead = {
        (t, k): row for row, (t, k) in enumerate(zip(found.leads.therapist, found.leads.key, strict=True))
    }
    for key in model.used_keys:
        leaders = led.get((int(found.keys.group[key]), int(found.keys.start[key])))
        if not leaders:
            continue
        runs = model.runs[found.kinds.key == key]
        most = found.kinds.most[found.kinds.key == key]
        running = program.columns(1, follow=partial(any_chosen, runs))
        row = np.tile(np.arange(len(runs)), 2)
        weights = np.concatenate([np.ones(len(runs), dtype=np.int64), -most])
        program.rows("preference", row, np.concatenate([runs, running.repeat(len(runs))]), weights, high=0)
        lost = 0
        for leader in sorted(leaders):
            mine = lead.get((staff.get(leader, -1), int(key)))
            if mine is None:
                lost += 1
                continue
            column = model.lead[mine]
            gone = program.columns(1, follow=partial(_without, running[0], column))
            program.rows("preference", [0, 0, 0], [running[0], column, gone[0]], [1, -1, -1], high=0)
            objective.add(gone, weight)
        if lost:
            objective.add(running, lost * weight)


def _without(one: int, other: int, values: Values) -> Values:
    """1 where `one` is chosen and `other` is not."""
    return np.array([max(int(values[one]) - int(values[other]), 0)])


def _consecutive_days(model: Model, objective: Objective, weight: int) -> None:
    cells, days = model.group_day
    few = np.array([p.days is not None and p.days <= FEW_DAYS for p in model.found.possible.prescriptions])
    mine = few[cells // 7] if len(cells) else np.zeros(0, dtype=bool)
    pair = mine & np.isin(cells + 1, cells) & (cells % 7 < 6)
    one, other = days[pair], days[np.searchsorted(cells, cells[pair] + 1)]
    both = model.program.columns(len(one), follow=lambda values: (values[one] > 0) & (values[other] > 0))
    row = np.tile(np.arange(len(one)), 3)
    sign = np.repeat([1, 1, -1], len(one))
    model.program.rows("preference", row, np.concatenate([one, other, both]), sign, high=1)
    objective.add(both, weight)


def _outside_prefers(model: Model, timed: Objective, weight: int) -> None:
    items = model.items
    for p, patient in enumerate(model.clinic.patients):
        if not patient.prefers:
            continue
        mine = items.take(items.patient == p)
        inside = np.zeros(len(mine), dtype=np.int64)
        for window in joined(patient.prefers):
            low, high = window.span
            inside += np.maximum(0, np.minimum(mine.end, high) - np.maximum(mine.start, low))
        timed.add(mine.column, weight * (mine.minutes - inside))


def _idle(model: Model, timed: Objective, weight: int) -> None:
    """Waiting on a path; for patients whose days are no paths, from first start to last end less what they
    do.
    """
    waits = model.waits
    waits = waits.take(model.on_path[waits.patient])
    timed.add(waits.column, weight * waits.minutes)
    items = model.items.take(~model.on_path[model.items.patient]) if len(model.items) else model.items
    if not len(items) or not weight:
        return
    cells, cell = np.unique(items.patient * 7 + items.day, return_inverse=True)
    midnight = cells % 7 * DAY
    start, end = items.start - midnight[cell], items.end - midnight[cell]

    def begins(values: Values) -> Values:
        first = np.full(len(cells), DAY)
        chosen = values[items.column] > 0
        np.minimum.at(first, cell[chosen], start[chosen])
        return first

    def finishes(values: Values) -> Values:
        last = np.zeros(len(cells), dtype=np.int64)
        chosen = values[items.column] > 0
        np.maximum.at(last, cell[chosen], end[chosen])
        return last

    first = model.program.columns(len(cells), DAY, begins)
    last = model.program.columns(len(cells), DAY, finishes)

    def waiting(values: Values) -> Values:
        busy = np.bincount(cell, values[items.column] * items.minutes, len(cells))
        return np.asarray(np.maximum(values[last] - values[first] - busy.astype(np.int64), 0))

    idle = model.program.columns(len(cells), DAY, waiting)
    row, rows = np.arange(len(items)), np.tile(np.arange(len(items)), 2)
    rule = "preference"
    late = np.concatenate([np.ones(len(row), dtype=np.int64), DAY - start])
    model.program.rows(rule, rows, np.concatenate([first[cell], items.column]), late, high=DAY)
    early = np.concatenate([np.ones(len(row), dtype=np.int64), -end])
    model.program.rows(rule, rows, np.concatenate([last[cell], items.column]), early, low=0)
    number = np.arange(len(cells))
    weights = np.concatenate([np.repeat([1, -1, -1], len(cells)), -items.minutes])
    columns = np.concatenate([last, first, idle, items.column])
    model.program.rows(rule, np.concatenate([np.tile(number, 3), cell]), columns, weights, high=0)
    timed.add(idle, weight)


def _group_leading(model: Model, timed: Objective, weight: int) -> None:
    kinds, keys = model.found.kinds, model.found.keys
    timed.add(model.runs, weight * kinds.leaders * (keys.end - keys.start)[kinds.key])


def _busiest(model: Model, timed: Objective, weight: int) -> None:
    staff, columns = model.staff, model.staff_columns
    minutes, count = staff.end - staff.start, len(model.clinic.therapists)
    if not len(staff) or not weight:
        return

    def busiest(values: Values) -> Values:
        loads = np.bincount(staff.therapist, values[columns] * minutes, count)
        return np.array([int(loads.max())])

    load = model.program.columns(1, 7 * DAY, busiest)
    rows = np.concatenate([staff.therapist, np.arange(count)])
    entries = np.concatenate([columns, load.repeat(count)])
    weights = np.concatenate([minutes, np.full(count, -1)])
    model.program.rows("preference", rows, entries, weights, high=0)
    timed.add(load, weight)


def _quarters(model: Model, objective: Objective, timed: Objective) -> None:
    """Add minutes to the objective in full quarters of an hour."""
    column, weight = timed.terms
    if not len(column):
        return
    most = int(np.abs(weight).sum()) * DAY
    whole = model.program.columns(
        1, most, lambda values: (values[column] @ weight).reshape(1).astype(np.int64) // PIECE
    )
    row = np.zeros(len(column) + 1)
    model.program.rows("preference", row, np.append(column, whole), np.append(weight, -PIECE), high=PIECE - 1)
    objective.add(whole, 1)
