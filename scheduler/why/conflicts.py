"""Pins that cannot hold and groups that cannot run as often as they must: the smallest sets that clash.

Only what they ask for matters, so the clinic is cut down to the groups, people and appointments that they
name. Which rules they break is found by leaving rules out: a smallest set that still forbids it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import evolve, frozen

from scheduler.clinic import Clinic, Pin, Size
from scheduler.facts import Facts
from scheduler.files.pinned import timetable as only_pinned
from scheduler.program.candidates import candidates
from scheduler.program.columns import Objective
from scheduler.program.engine import Effort, search
from scheduler.program.model import Model
from scheduler.program.possible import Possible
from scheduler.rules import RULES
from scheduler.rules.pins import words
from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.week import WEEK, Week
from scheduler.why.around import narrowed
from scheduler.why.minimal import smallest
from scheduler.why.question import QUICK

SECONDS = 5.0  # for one question, at most
WORK = 4.0  # for one question about demands, in the engine's own seconds
RULE_WORK = 1.0  # for one about rules; a rule that it could not be told of counts as in the way
GLANCE = 0.1  # for a first try that leaves out what seldom pays
MOST = 5  # conflicts that are told
MANY = 999

Demand = Pin | str
"""A pin, or the id of a group that has to run."""


@frozen
class Conflict:
    """Demands that cannot all hold, yet all but any one of them can; and the rules in the way."""

    demands: tuple[Demand, ...]
    rules: tuple[str, ...]
    because: str


def conflicts(clinic: Clinic, week: Week) -> tuple[Conflict, ...]:
    """Every smallest clash among the pins of the week and the groups that have to run."""
    left = demands(clinic, week)
    found: list[Conflict] = []
    while len(found) < MOST and not fulfilled(clinic, week, left):
        clash = smallest(left, lambda some: not fulfilled(clinic, week, some))
        if not clash:
            break
        found.append(_told(clinic, week, clash))
        left = tuple(demand for demand in left if demand != clash[-1])
    return tuple(found)


def demands(clinic: Clinic, week: Week) -> tuple[Demand, ...]:
    """What must be so in the week."""
    facts = Facts(clinic, Timetable(clinic.name, week))
    pins = [pin for pin in clinic.pins if _of_week(pin, week, facts)]
    return (*pins, *(group.id for group in clinic.groups if group.min_per_week))


def _of_week(pin: Pin, week: Week, facts: Facts) -> bool:
    if pin.start is not None:
        return 0 <= week.minute(pin.start) < WEEK
    return pin.patient is not None and pin.service in facts.appointments_due(pin.patient)


def cut_down(clinic: Clinic, some: tuple[Demand, ...]) -> Clinic:
    """Only the groups, the people and the appointments that these demands are about."""
    pins = tuple(demand for demand in some if isinstance(demand, Pin))
    must = {demand for demand in some if isinstance(demand, str)}
    wanted = must | {pin.group for pin in pins if pin.group}
    groups = tuple(
        group if group.id in must else evolve(group, min_per_week=0)
        for group in clinic.groups
        if group.id in wanted
    )
    booked = {(pin.patient, pin.service) for pin in pins}
    people = []
    for patient in clinic.patients:
        prescription = clinic.prescription(patient)
        mine = tuple(a for a in prescription.appointments if (patient.id, a.service) in booked)
        people.append(evolve(patient, own={**patient.own, "appointments": mine}))
    return evolve(clinic, groups=groups, patients=tuple(people), pins=pins)


def fulfilled(
    clinic: Clinic,
    week: Week,
    some: tuple[Demand, ...],
    without: frozenset[str] = frozenset(),
    work: float = WORK,
) -> bool:
    """Whether these demands can all be met, with some rules left out; True also when that is not known."""
    small = _eased(cut_down(clinic, some), without)
    possible = Possible.of(small, week)
    for rule in RULES:
        narrow = getattr(rule, "narrow", None)
        if narrow is not None and rule.ID not in without:
            narrow(possible)
    model = Model(candidates(possible))
    for rule in RULES:
        post = getattr(rule, "post", None)
        if post is not None and (rule.ID not in without or rule.ID == "runs"):
            post(model)
    for effort in (Effort(SECONDS, 1, 0, GLANCE, parameters=QUICK), Effort(SECONDS, 1, 0, work)):
        answer = search(model.program, Objective(), effort)
        if answer.closed or answer.values is not None:
            break
    return answer.values is not None or not answer.closed


def _eased(clinic: Clinic, without: frozenset[str]) -> Clinic:
    """Rules that are looked at before anything is enumerated are left out of the clinic itself."""
    groups, rooms, patients = clinic.groups, clinic.rooms, clinic.patients
    if "size" in without:
        groups = tuple(evolve(g, size=Size(1, MANY)) for g in groups)
    if "runs" in without:
        groups = tuple(evolve(g, max_per_week=None) for g in groups)
    if "capacity" in without:
        rooms = tuple(evolve(r, capacity=MANY) for r in rooms)
    if "facilitators" in without:
        groups = tuple(evolve(g, leaders=0, second_leader_above=None) for g in groups)
    if not {"gap", "patient-once"}.isdisjoint(without):
        patients = tuple(evolve(p, own={**p.own, "max_gap": None}) for p in patients)
    return evolve(clinic, groups=groups, rooms=rooms, patients=patients)


def _told(clinic: Clinic, week: Week, clash: tuple[Demand, ...]) -> Conflict:
    """With the sentences of the check where the pins alone break a rule, else with those of the rules."""
    too_often = "" if len(clash) > 1 else _too_often(clinic, week, clash[0])
    if too_often:
        return Conflict(clash, ("size", "prescription"), too_often)
    pins = [demand for demand in clash if isinstance(demand, Pin)]
    dated = [pin for pin in pins if pin.start is not None]
    if len(dated) == len(clash):
        report = validate(evolve(clinic, pins=()), only_pinned(clinic, week, dated))
        broken = [v for v in report.violations if not v.mendable]
        if broken:
            rules = tuple(dict.fromkeys(v.rule for v in broken))
            return Conflict(clash, rules, " ".join(dict.fromkeys(v.message for v in broken)))
    everything = frozenset(EASED)

    def forbid(kept: tuple[str, ...]) -> bool:
        return not fulfilled(clinic, week, clash, everything - frozenset(kept), RULE_WORK)

    rules = smallest(EASED, forbid) if forbid(EASED) else ()
    sentences = {rule.ID: rule.SENTENCE for rule in RULES}
    return Conflict(clash, rules, " ".join(sentences[rule] for rule in rules if rule in sentences))


def _too_often(clinic: Clinic, week: Week, demand: Demand) -> str:
    """A group whose people are not prescribed enough of it to fill so many sessions."""
    if isinstance(demand, Pin):
        return ""
    possible = narrowed(evolve(clinic, pins=()), week)
    g = possible.group_index[demand]
    group = clinic.groups[g]
    places = sum(
        possible.prescriptions[p].services.get(group.service, 0) // group.minutes
        for p in np.flatnonzero(possible.attends[:, g]).tolist()
    )
    needed = group.min_per_week * group.size.min
    if places >= needed:
        return ""
    people = int(possible.attends[:, g].sum())
    return (
        f"{group.min_per_week} sessions of at least {group.size.min} members need {needed} places taken; "
        f"{people} may attend, and {places} are prescribed to them in all."
    )


EASED = (
    *("size", "prescription", "facilitators", "therapist-available", "patient-available", "opening", "stay"),
    *("patient-once", "therapist-once", "room-once", "starts", "track", "credentials", "language", "band"),
    *("room-fit", "room-open", "capacity", "roster", "runs", "apart", "after", "therapist-hours", "breaks"),
    *("days", "day-hours", "gap", "once-a-day", "hours-ceiling"),
)
"""Rules that can be left out to see whether they are in the way; the likeliest first."""


def named(clinic: Clinic, week: Week, conflict: Conflict) -> Iterator[str]:
    """Each demand of a conflict in words."""
    facts = Facts(clinic, Timetable(clinic.name, week))
    for demand in conflict.demands:
        if isinstance(demand, Pin):
            yield words(facts, demand)
        else:
            least = facts.groups[demand].min_per_week
            yield f"{demand} at least {'once' if least == 1 else f'{least} times'} a week"
