"""How few minutes can stay unmet, whatever anybody tries: proven for the week, and for each patient.

For the week, the linear relaxation of everything: people, sizes, leaders, rooms, breaks. What a day looks
like inside (`max_gap`) is left out except that nobody is in two places at once: that proves as much in less
time. What whole numbers have to say goes in as rows: the limits of single patients, and that so many people
need so many whole sessions (`scheduler.program.rounding`).
For one patient, everything shared is taken as free: what even an empty clinic could not give.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np

from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic, due, enrolled
from scheduler.program import rounding
from scheduler.program.candidates import Candidates, place
from scheduler.program.columns import Objective, at_once
from scheduler.program.engine import Effort, search
from scheduler.program.model import Model
from scheduler.program.objectives import unmet
from scheduler.program.possible import Ints
from scheduler.program.relaxation import Floats, next_value, relax
from scheduler.progress import Stop
from scheduler.rules import RULES
from scheduler.search.terrain import Terrain
from scheduler.timetable import Timetable
from scheduler.week import Week

Limits = dict[str, dict[str, int]]
"""Patient -> service -> minutes that cannot be met."""
Starts = dict[tuple[str, int], float]
"""(group, minute of the week) -> sessions, in fractions."""
LEAST_RUN = 0.01
"""Less of a session than this is noise."""

ONE_PERSON = frozenset(
    {"patient-once", "gap", "days", "day-hours", "once-a-day", "hours-ceiling", "prescription", "after"}
)
"""Rules about one patient's week alone."""
WITHIN_A_DAY = frozenset({"patient-once", "gap"})
"""Rules that the week's relaxation replaces by one row for each moment."""
MOST_CANDIDATES, MOST_ENTRIES = 270_000, 4_000_000
"""Above so many attendances and bookings, or numbers in the rows, memory would pass what a small machine has;
limits have to do."""
ONE_PATIENT_SECONDS = 2.0


def unmet_bound(
    clinic: Clinic,
    week: Week,
    *,
    time_limit: float = 60.0,
    stop: Stop | None = None,
    known: Timetable | None = None,
    found: Candidates | None = None,
    limits: Limits | None = None,
    bounded: Callable[[int], None] | None = None,
    weighed: Callable[[Starts], None] | None = None,
) -> int:
    """Minutes that stay unmet in every timetable of the week; what is proven when the time is over.

    `known` is any valid timetable (patients who lack nothing in it need no look), `found` the week's
    candidates and `limits` those of its patients, if they are at hand. `bounded` hears of every bound as soon
    as it is proven, `weighed` of the starts that the relaxation uses: where a search may look first. Runs in
    one thread, the GIL free nearly all the time.
    """
    began = time.monotonic()
    found = place(clinic, week) if found is None else found
    if limits is None:
        half = time_limit / 2
        limits = per_patient_limit(clinic, week, known=known, found=found, time_limit=half, stop=stop)
    bound = sum(sum(services.values()) for services in limits.values())
    if bounded is not None:
        bounded(bound)
    if not relaxable(found):
        return bound
    model = relaxed_week(found, limits)
    left = time_limit - (time.monotonic() - began)
    if left > 0 and model.program.entries <= MOST_ENTRIES and not (stop is not None and stop.is_set()):
        objective = unmet(model)
        relaxed = relax(model.program, objective, time_limit=left, stop=stop)
        bound = max(next_value(bound, objective), relaxed.bound)
        if bounded is not None:
            bounded(bound)
        if weighed is not None and relaxed.guess is not None:
            weighed(_starts(model, relaxed.guess))
    return bound


def _starts(model: Model, guess: Floats) -> Starts:
    """How many sessions of each group the relaxation runs at each start, where it runs any."""
    kinds, keys, clinic = model.found.kinds, model.found.keys, model.clinic
    runs = np.bincount(kinds.key, guess[model.runs], len(keys))
    return {
        (clinic.groups[keys.group[key]].id, int(keys.start[key])): float(runs[key])
        for key in np.flatnonzero(runs > LEAST_RUN).tolist()
    }


def per_patient_limit(
    clinic: Clinic,
    week: Week,
    *,
    known: Timetable | None = None,
    found: Candidates | None = None,
    patients: Iterable[str] | None = None,
    time_limit: float = 60.0,
    stop: Stop | None = None,
) -> Limits:
    """What each patient cannot get even with every group, therapist and room to themselves.

    Therapists' and rooms' hours still hold, and groups run only where enough people could come. Patients
    without an entry could be served in full alone, or the time was over. The sum of a patient's minutes is
    proven; between services it may be split in more than one way.
    """
    found = place(clinic, week) if found is None else found
    ends, limits = time.monotonic() + time_limit, Limits()
    lacking = _lacking(clinic, week, known) if patients is None else set(patients)
    for index, patient in enumerate(clinic.patients):
        left = ends - time.monotonic()
        if left <= 0 or (stop is not None and stop.is_set()):
            break
        if patient.id in lacking:
            missing = _limit(found, index, min(left, ONE_PATIENT_SECONDS))
            if missing:
                limits[patient.id] = missing
    return limits


def under_floor_bound(found: Candidates, limits: Limits) -> int:
    """Patients who stay under their level's floor whatever anybody does: what they can have is less."""
    count = 0
    for index, patient in enumerate(found.clinic.patients):
        floor = round((found.possible.prescriptions[index].hours_min or 0) * 60)
        if floor > 0 and enrolled(patient, found.week):
            missing = sum(limits.get(patient.id, {}).values())
            count += _prescribed(found, index).total() - missing < floor
    return count


def _lacking(clinic: Clinic, week: Week, known: Timetable | None) -> set[str]:
    """Patients who lack something in a timetable; all of them when there is none."""
    try:
        known = greedy(clinic, week) if known is None else known
    except CannotPlace:
        return {patient.id for patient in clinic.patients}
    return {unmet.patient for unmet in known.unmet}


def _limit(found: Candidates, index: int, seconds: float) -> dict[str, int]:
    """Service -> minutes that one patient (an index) cannot have alone; empty when nothing is proven."""
    model = Model(_alone(found, index))
    for rule in RULES:
        if rule.ID in ONE_PERSON:
            rule.post(model)  # type: ignore[attr-defined]
    wanted, items = _prescribed(found, index), model.items
    objective = Objective(constant=wanted.total())
    objective.add(items.column, -items.minutes)
    answer = search(model.program, objective, Effort(seconds=seconds, workers=1))
    if answer.values is None or not answer.closed:
        return {}
    chosen = items.take(answer.values[items.column] > 0)
    for group, demand, minutes in zip(chosen.group, chosen.demand, chosen.minutes, strict=True):
        if group >= 0:
            wanted["group", found.clinic.groups[group].service] -= int(minutes)
        else:
            wanted["appointment", found.demands[demand].appointment.service] -= int(minutes)
    missing: Counter[str] = Counter()
    for (_, service), minutes in wanted.items():
        missing[service] += minutes
    return {service: minutes for service, minutes in missing.items() if minutes}


def _alone(found: Candidates, index: int) -> Candidates:
    """Only what one patient could attend or be given."""
    nothing: Ints = np.zeros(0, dtype=np.int64)
    mine = found.booked_patient == index
    return found.keep(
        attendances=found.attendances.patient == index,
        bookings=mine,
        kinds=nothing,
        leads=nothing,
        covers=nothing,
        uses=nothing,
        pauses=nothing,
    )


def _prescribed(found: Candidates, index: int) -> Counter[tuple[str, str]]:
    """("group" or "appointment", service) -> minutes prescribed in the week."""
    patient, prescription = found.clinic.patients[index], found.possible.prescriptions[index]
    wanted: Counter[tuple[str, str]] = Counter()
    if enrolled(patient, found.week):
        for service, minutes in prescription.services.items():
            wanted["group", service] = minutes
        for appointment in prescription.appointments:
            if due(appointment, patient, found.week):
                wanted["appointment", appointment.service] += appointment.minutes * appointment.times
    return wanted


def relaxable(found: Candidates) -> bool:
    """Whether the week is small enough for a relaxation of all of it."""
    return len(found.attendances) + len(found.bookings) <= MOST_CANDIDATES


def relaxed_week(found: Candidates, limits: Limits) -> Model:
    """The whole week without the inside of days; what each patient cannot have is a row of its own."""
    model = Model(found.keep(bookings=Terrain(found).pooled_bookings))
    for rule in RULES:
        if rule.ID not in WITHIN_A_DAY and hasattr(rule, "post"):
            rule.post(model)
    items = model.items
    row, item = at_once(items.patient, items.start, items.end)
    model.program.rows("patient-once", row, items.column[item], high=1)
    for index, patient in enumerate(model.clinic.patients):
        if patient.id in limits:
            mine = items.take(items.patient == index)
            most = _prescribed(found, index).total() - sum(limits[patient.id].values())
            model.program.rows("limit", np.zeros(len(mine)), mine.column, mine.minutes, high=most, count=1)
    rounding.post(model)
    return model
