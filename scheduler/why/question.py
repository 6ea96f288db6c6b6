"""Questions to the solver about the small clinic around a patient: how much of a service could they have,
could they have this very thing, with everybody else's week as it is?
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable

import numpy as np
from attrs import frozen

from scheduler.clinic import Clinic
from scheduler.program.candidates import Candidates, candidates
from scheduler.program.columns import Objective, Program, Values
from scheduler.program.engine import Answer, Effort, search
from scheduler.program.goals import post_rules
from scheduler.program.model import Model
from scheduler.program.plan import Part, Plan
from scheduler.program.possible import Ints, Mask, Possible
from scheduler.search import naming
from scheduler.search.terrain import Terrain
from scheduler.timetable import Session, Timetable
from scheduler.why.around import REST, Around, narrowed

QUICK = {
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
    "max_presolve_iterations": 1,
    "linearization_level": 1,
}
GLANCE = {**QUICK, "cp_model_presolve": False, "linearization_level": 0}
GLANCE_WORK = 0.3  # deterministic seconds
SECONDS = 2.0
"""Most time for one question; they take a few hundredths."""

MOST_KEPT = 300_000
"""Columns of all models that are kept for more questions about one patient."""

Kind = tuple[str, str]
"""("group" or "appointment", service): group and appointment minutes are kept apart."""


@frozen
class Wanted:
    """More of one service for one patient; at least `least` minutes of it in all."""

    patient: str
    kind: Kind
    now: int  # minutes in the timetable at hand
    full: int  # minutes prescribed

    @property
    def service(self) -> str:
        return self.kind[1]

    @property
    def missing(self) -> int:
        return self.full - self.now

    @property
    def appointment(self) -> bool:
        return self.kind[0] == "appointment"


@frozen(eq=False)
class Reply:
    """Whether it can be (None: not known in the time given), and a small week in which it is so."""

    possible: bool | None
    timetable: Timetable | None = None


Post = Callable[[Model], Objective]
"""Adds what a question asks for to the rules; what to minimise may be empty."""


@frozen(eq=False)
class Ground:
    """The small week in the candidates of an eased or changed small clinic, ready for a question."""

    around: Around
    found: Candidates
    part: Part
    plan: Plan  # of the part
    model: Model


def ask_for(
    around: Around,
    clinic: Clinic,
    wanted: Wanted,
    least: int,
    *,
    alone: bool = False,
    seconds: float = SECONDS,
    named: bool = True,
    key: Hashable = None,
) -> Reply:
    """Could the patient have `least` minutes of what is wanted in `clinic`, a change of the small one?

    The patient keeps at least as much of everything else, unless `alone`: then only this service counts.
    The reply has no timetable unless `named`. Questions with the same `key` are about the same clinic.
    """

    def post(model: Model) -> Objective:
        mine = of_kinds(model, wanted.patient)
        nothing = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        had = Counter[Kind]() if alone else minutes_of_kinds(around, wanted.patient)
        for kind in {*mine, *had, wanted.kind}:
            minutes = least if kind == wanted.kind else had[kind]
            if minutes:
                _at_least(model, mine.get(kind, nothing), minutes)
        return Objective()

    return asked(_ready(around, clinic, key), post, seconds, named)


def asked(ground: Ground, post: Post, seconds: float = SECONDS, named: bool = True) -> Reply:
    """Put a question to the solver."""
    model, rows = ground.model, len(ground.model.program.blocks)
    objective = post(model)
    hint = model.program.complete(ground.plan.values)
    answer = _searched(model.program, objective, hint, seconds)
    del model.program.blocks[rows:]  # the next question stands on the same ground
    if answer.values is None:
        return Reply(False if answer.closed else None)
    if not named:
        return Reply(True)
    whole = Plan.empty(ground.found).paste(ground.part, Plan.of_values(ground.part.found, answer.values))
    try:
        return Reply(True, naming.timetable(ground.found, whole))
    except naming.CannotSplit:
        return Reply(None)


def _searched(program: Program, objective: Objective, hint: Values, seconds: float) -> Answer:
    """Questions of yes or no get a glance first, which is enough for nearly all of them."""
    ends = time.monotonic() + seconds
    if not objective.column:
        glance = Effort(seconds, 1, deterministic=GLANCE_WORK, parameters=GLANCE)
        answer = search(program, objective, glance, hint=hint)
        if answer.closed or answer.values is not None or time.monotonic() >= ends:
            return answer
    return search(program, objective, Effort(ends - time.monotonic(), 1, parameters=QUICK), hint=hint)


def _ready(around: Around, clinic: Clinic, key: Hashable) -> Ground:
    """The ground for a key, made once as long as there is room to keep it."""
    if key is None:
        return grounded(around, clinic)
    if key not in around.known:
        ground = grounded(around, clinic)
        kept = sum(other.model.program.size for other in around.known.values())
        if kept + ground.model.program.size > MOST_KEPT:
            return ground
        around.known[key] = ground
    found: Ground = around.known[key]
    return found


def grounded(around: Around, clinic: Clinic) -> Ground:
    """Candidates of `clinic`, the small week in them, and a model with every rule posted.

    Movers may have anything, keepers what they have and sessions that a mover could share; the rest stays.
    """
    possible = narrowed(clinic, around.week)
    _hold_still(around, possible)
    found = candidates(possible)
    terrain = Terrain(found)
    plan = terrain.pooled(naming.plan_of(found, around.timetable))
    movers, keepers = _who(found, around.movers), _who(found, around.keepers)
    attend = movers[found.attendances.patient]
    shared = np.zeros(len(found.keys), dtype=bool)
    shared[found.attendances.key[attend]] = True
    attend |= keepers[found.attendances.patient] & shared[found.attendances.key]
    book = movers[found.booked_patient] & terrain.pooled_bookings
    part = terrain.part(plan, attend, book, all_staff=False)
    model = post_rules(Model(part.found, ~(movers | keepers)))
    inner = plan.cut(part)
    _keep(model, keepers, inner)
    return Ground(around, found, part, inner, model)


def _hold_still(around: Around, possible: Possible) -> None:
    """The rest of the week is where it is and nowhere else; groups meet there or when a mover could come."""
    at: dict[tuple[str, str], list[int]] = {}
    for booking in around.timetable.appointments:
        if booking.patient.startswith(REST):
            at.setdefault((booking.patient, booking.service), []).append(booking.start)
    names = [patient.id for patient in possible.clinic.patients]
    for d, demand in enumerate(possible.demands):
        starts = at.get((names[demand.patient], demand.appointment.service))
        if starts is not None:
            possible.demand_starts[d] &= np.isin(possible.starts, starts)
    movers = [possible.patient_index[mover] for mover in around.movers]
    running: dict[str, list[int]] = {}
    for session in around.timetable.sessions:
        running.setdefault(session.group, []).append(session.start)
    for g, group in enumerate(possible.clinic.groups):
        come = possible.fits(possible.patient_free[movers], group.minutes) & possible.attends[movers, g, None]
        possible.group_starts[g] &= come.any(0) | np.isin(possible.starts, running.get(group.id, []))


def _who(found: Candidates, names: tuple[str, ...]) -> Mask:
    mask = np.zeros(len(found.clinic.patients), dtype=bool)
    mask[[found.possible.patient_index[name] for name in names]] = True
    return mask


def _keep(model: Model, keepers: Mask, plan: Plan) -> None:
    """Keepers lose nothing of what they have."""
    found = model.found
    for column, patient, chosen in (
        (model.attend, found.attendances.patient, plan.attendances),
        (model.book, found.booked_patient, plan.bookings),
    ):
        mine = column[keepers[patient] & (chosen > 0)] if len(column) else column
        model.program.rows("kept", np.arange(len(mine)), mine, low=1)


def _at_least(model: Model, columns: tuple[Ints, Ints], minutes: int) -> None:
    column, each = columns
    model.program.rows("kept", np.zeros(len(column)), column, each, low=minutes, count=1)


def of_kinds(model: Model, patient: str) -> dict[Kind, tuple[Ints, Ints]]:
    """Kind -> columns and minutes of everything a patient could have of it."""
    items = model.items
    items = items.take(items.patient == model.found.possible.patient_index[patient])
    groups, demands = model.clinic.groups, model.found.demands
    kinds = [
        ("group", groups[g].service) if g >= 0 else ("appointment", demands[d].appointment.service)
        for g, d in zip(items.group.tolist(), items.demand.tolist(), strict=True)
    ]
    found = {}
    for kind in dict.fromkeys(kinds):
        mine = np.array([other == kind for other in kinds], dtype=bool)
        found[kind] = items.column[mine], items.minutes[mine]
    return found


def minutes_of_kinds(around: Around, patient: str) -> Counter[Kind]:
    """Kind -> minutes that a patient has in the small week."""
    had: Counter[Kind] = Counter()
    service = {group.id: group.service for group in around.clinic.groups}
    for item in around.timetable.of_patient(patient):
        kind = ("group", service[item.group]) if isinstance(item, Session) else ("appointment", item.service)
        had[kind] += item.end - item.start
    return had
