"""Why not this very thing at this very time; and when it can be, what it would cost whom.

A wish is a pin that is tried out: first against the rules alone, then with only the patient planned anew,
then with those who are in its way planned anew as well.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from attrs import evolve, field, frozen

from scheduler.clinic import MEDICATION, Clinic, Pin, due
from scheduler.diff import Difference, differences
from scheduler.facts import Facts, Item, patients_of, staff_of
from scheduler.files.pinned import timetable as only_pinned
from scheduler.program.columns import Objective
from scheduler.program.goals import combined, goals
from scheduler.program.model import Model
from scheduler.program.objectives import unmet
from scheduler.program.possible import Mask
from scheduler.timetable import Session, Timetable, Unmet
from scheduler.validate import validate
from scheduler.week import Week, overlap, when
from scheduler.why.around import REST, Around, around, narrowed
from scheduler.why.causes import REST_OF_IT, Asked, Cause, eased, possible_causes
from scheduler.why.company import company
from scheduler.why.fixes import OutOfTime
from scheduler.why.minimal import independent
from scheduler.why.question import SECONDS, Wanted, ask_for, asked, grounded, minutes_of_kinds
from scheduler.why.reasons import inside, sentence
from scheduler.why.scene import Occupied, Scene
from scheduler.why.words import listed

MOST_MOVED = 14
"""Beside the patient, so many people who are in the way are planned anew."""
MOST_REASONS = 3
SHARE = 0.5  # of the time, for a plan in which others move


@frozen
class Wish:
    """A group session or an appointment for one patient at a minute of the week."""

    patient: str
    what: str  # a group's id, or an appointment's service
    start: int
    group: bool
    therapist: str | None = None
    room: str | None = None

    def pin(self, week: Week) -> Pin:
        """The wish as something that must hold."""
        moment = week.moment(self.start)
        if self.group:
            leaders = (self.therapist,) if self.therapist else ()
            return Pin(
                group=self.what, start=moment, room=self.room, leaders=leaders, members=(self.patient,)
            )
        return Pin(
            service=self.what,
            patient=self.patient,
            start=moment,
            therapist=self.therapist,
            room=self.room,
        )

    def __str__(self) -> str:
        more = f" with {self.therapist}" if self.therapist else ""
        more += f" in {self.room}" if self.room else ""
        return f"{self.what} on {when(self.start)}{more}"


@frozen(eq=False)
class WishAnswer:
    """What stands against a wish, or what it would cost.

    `verdict`: "so" (it is so already), "never" (a rule forbids it whatever else happens), "free" (only the
    patient's own week changes), "cost" (others move or somebody loses), "blocked" (not as the week stands),
    "unknown" (not found out in the time given). `lost` are minutes that somebody gets less (or, below zero,
    more), `moves` what changes for patients.
    """

    wish: Wish
    verdict: str
    because: str
    rules: tuple[str, ...] = ()
    lost: tuple[Unmet, ...] = ()
    moves: tuple[Difference, ...] = ()
    changes: int = 0
    unmet_minutes: int = 0  # more than now, below zero: fewer
    timetable: Timetable | None = field(default=None, repr=False)


def why_not(clinic: Clinic, timetable: Timetable, wish: Wish, seconds: float = 10.0) -> WishAnswer:
    """What forbids `wish` in a valid timetable, or what it would take."""
    ends = time.monotonic() + seconds
    wish = _with_prescriber(clinic, wish)
    if _is_so(timetable, wish):
        return WishAnswer(wish, "so", f"{wish.patient} has {wish} already.")
    broken = _rules_against(clinic, timetable.week, wish)
    if broken:
        return WishAnswer(wish, "never", _sentences([m for _, m in broken]), tuple(r for r, _ in broken))
    wanted = _wanted(clinic, timetable, wish)
    small = around(clinic, timetable, [wish.patient], company(clinic, timetable, wanted))
    alone = _least(small, wish, min(seconds * SHARE, SECONDS))
    if alone is not None and not alone.lost:
        return evolve(alone, verdict="free")
    left = ends - time.monotonic()
    movers = in_the_way(clinic, timetable, wish)
    if movers and left > 0:
        wide = around(clinic, timetable, [wish.patient, *movers])
        moved = _least(wide, wish, left * SHARE)
        alone = min(filter(None, (alone, moved)), key=lambda a: (a.unmet_minutes, a.changes), default=None)
    if alone is not None:
        return alone
    return _blocked(clinic, small, timetable, wish, wanted, ends)


def _with_prescriber(clinic: Clinic, wish: Wish) -> Wish:
    """Medication is the prescriber's, where there is one."""
    prescriber = next(p.prescriber for p in clinic.patients if p.id == wish.patient)
    if wish.group or wish.what != MEDICATION or wish.therapist or not prescriber:
        return wish
    return evolve(wish, therapist=prescriber)


def _is_so(timetable: Timetable, wish: Wish) -> bool:
    return any(
        item.start == wish.start
        and (item.group if isinstance(item, Session) else item.service) == wish.what
        and wish.room in (None, item.room)
        and wish.therapist in (None, *(item.leaders if isinstance(item, Session) else (item.therapist,)))
        for item in timetable.of_patient(wish.patient)
    )


def _rules_against(clinic: Clinic, week: Week, wish: Wish) -> list[tuple[str, str]]:
    """(rule, sentence) of what the wish breaks by itself, whatever else the week holds."""
    patient = next(p for p in clinic.patients if p.id == wish.patient)
    appointments = {a.service: a for a in clinic.prescription(patient).appointments}
    if not wish.group:
        if wish.what not in appointments:
            return [("prescription", f"{wish.what} is not prescribed for {wish.patient}.")]
        if not due(appointments[wish.what], patient, week):
            return [("prescription", f"{wish.what} of {wish.patient} is not due in {week}.")]
    bare = evolve(clinic, pins=())
    report = validate(bare, only_pinned(clinic, week, [wish.pin(week)]))
    return [(v.rule, v.message) for v in report.violations if not v.mendable]


def _sentences(messages: list[str]) -> str:
    return " ".join(dict.fromkeys(messages))


def _wanted(clinic: Clinic, timetable: Timetable, wish: Wish) -> Wanted:
    """The kind of thing that is wished for, with what the patient has of it now."""
    patient = next(p for p in clinic.patients if p.id == wish.patient)
    prescription = clinic.prescription(patient)
    had = minutes_of_kinds(Around(clinic, timetable, ()), wish.patient)
    if wish.group:
        service = next(group.service for group in clinic.groups if group.id == wish.what)
        kind, full = ("group", service), prescription.services.get(service, 0)
    else:
        appointment = next(a for a in prescription.appointments if a.service == wish.what)
        kind, full = ("appointment", wish.what), appointment.minutes * appointment.times
    return Wanted(wish.patient, kind, had[kind], full)


def _with(clinic: Clinic, wish: Wish, week: Week) -> Clinic:
    return evolve(clinic, pins=(*clinic.pins, wish.pin(week)))


def _least(small: Around, wish: Wish, seconds: float) -> WishAnswer | None:
    """The week with the wish that leaves least unmet and then changes least; None when none was found."""
    clinic = _with(small.clinic, wish, small.week)
    ground = grounded(small, clinic)

    def post(model: Model) -> Objective:
        hint = model.program.complete(ground.plan.values)
        return combined([unmet(model), goals(model, small.timetable)[2]], hint)

    reply = asked(ground, post, seconds)
    if reply.timetable is None:
        return None
    return _cost(small, clinic, reply.timetable, wish)


def _cost(small: Around, clinic: Clinic, timetable: Timetable, wish: Wish) -> WishAnswer | None:
    """What the week with the wish costs, as the check counts it."""
    report = validate(clinic, timetable, small.timetable)
    before = validate(small.clinic, small.timetable)
    if not report.valid:
        return None
    was = {(u.patient, u.service): u.minutes for u in before.unmet}
    now = {(u.patient, u.service): u.minutes for u in report.unmet}
    lost = tuple(
        Unmet(who, service, now.get((who, service), 0) - was.get((who, service), 0))
        for who, service in sorted({*was, *now})
        if now.get((who, service), 0) != was.get((who, service), 0)
    )
    people = {patient.id for patient in clinic.patients if not patient.id.startswith(REST)}
    moves = tuple(
        d
        for d in differences(small.timetable, timetable)
        if d.person in people and d.kind in ("moved", "added", "lost")
    )
    more = report.score.unmet_minutes - before.score.unmet_minutes
    less = tuple(u for u in lost if u.minutes > 0)
    told = _told(wish, moves, less)
    return WishAnswer(wish, "cost", told, (), less, moves, report.score.changes, more, timetable)


def _told(wish: Wish, moves: tuple[Difference, ...], lost: tuple[Unmet, ...]) -> str:
    """Who would change, and what they would lose in all."""
    others = sorted({move.person for move in moves} - {wish.patient})
    losers = sorted({u.patient for u in lost})
    if not others and not losers:
        return f"It can be: {wish.patient} could have {wish}, and nobody else would move."
    parts = [f"{listed(others, 6)} would change"] if others else []
    if losers:
        services = sorted({u.service for u in lost})
        minutes = sum(u.minutes for u in lost)
        parts.append(f"{listed(losers, 6)} would lose {minutes} minutes of {listed(services, 4)}")
    return f"It can be, at a price: {', and '.join(parts)}."


def in_the_way(clinic: Clinic, timetable: Timetable, wish: Wish) -> tuple[str, ...]:
    """Patients whose plans could make room: seen then by whoever could do it, or able to come along."""
    facts = Facts(clinic, timetable)
    minutes = _minutes(facts, wish)
    span = wish.start, wish.start + minutes
    service = facts.groups[wish.what].service if wish.group else wish.what
    able = {t.id for t in clinic.therapists if service in t.services}
    if wish.therapist:
        able &= {wish.therapist}
    found = list(_could_come(facts, wish, minutes)) if wish.group else []
    items: list[Item] = [*timetable.appointments, *timetable.sessions]
    for item in sorted(items, key=lambda item: len(patients_of(item))):
        held = not able.isdisjoint(staff_of(item)) or (wish.room is not None and item.room == wish.room)
        people = patients_of(item)
        if held and overlap(item.span, span) and len(found) + len(people) <= MOST_MOVED:
            found += people
    return tuple(dict.fromkeys(who for who in found if who != wish.patient))


def _minutes(facts: Facts, wish: Wish) -> int:
    if wish.group:
        return facts.groups[wish.what].minutes
    return facts.appointments_due(wish.patient)[wish.what].minutes


def _could_come(facts: Facts, wish: Wish, minutes: int) -> Iterator[str]:
    """Who could be in that session as well, those who lack its service first."""
    group = facts.groups[wish.what]
    lacking = {u.patient for u in facts.timetable.unmet if u.service == group.service}
    possible = narrowed(evolve(facts.clinic, groups=(group,), pins=()), facts.week)
    span = slice(wish.start, wish.start + minutes)
    can = possible.attends[:, 0] & possible.patient_free[:, span].all(1)
    people = [p.id for p, comes in zip(facts.clinic.patients, can, strict=True) if comes]
    people.sort(key=lambda who: who not in lacking)
    yield from people[: max(group.size.min, MOST_MOVED // 3)]


def _blocked(
    clinic: Clinic, small: Around, timetable: Timetable, wish: Wish, wanted: Wanted, ends: float
) -> WishAnswer:
    """A smallest set of causes, with the times that the wish is about."""
    ask = Asked(small, wanted)
    every = tuple(cause for cause in possible_causes(ask) if cause.name not in ("times", "starts", "rest"))
    every = (*every, REST_OF_IT)

    def holds(kept: tuple[Cause, ...]) -> bool:
        left = ends - time.monotonic()
        if left <= 0:
            raise OutOfTime
        away = tuple(cause for cause in every if cause not in kept)
        changed = _with(eased(ask, away), wish, small.week)
        alone = REST_OF_IT in away
        least = 0 if alone else wanted.now
        reply = ask_for(small, changed, wanted, least, alone=alone, seconds=min(left, SECONDS), named=False)
        return reply.possible is False

    found: list[tuple[Cause, ...]] = []
    try:
        if holds(every):
            found.extend(independent(every, holds, MOST_REASONS))
    except OutOfTime:
        pass
    if not found:
        return WishAnswer(wish, "unknown", UNKNOWN)
    week = evolve(small.timetable, unmet=timetable.unmet)
    scene = _At(Occupied(narrowed(small.clinic, small.week), week, clinic), wanted, wish.start)
    told = [inside(scene, sentence(scene, [cause.name for cause in causes]) or NOTHING) for causes in found]
    because = f"Not as the week stands: {' Besides: '.join(told)}"
    return WishAnswer(wish, "blocked", because, tuple(cause.name for causes in found for cause in causes))


NOTHING = "no way was found, whatever gives way."
UNKNOWN = "It could not be found out in the time given; try a longer --time-limit."


@frozen(eq=False)
class _At(Scene):
    """A scene that looks at one start only."""

    start: int = 0

    @cached_property
    def starts(self) -> Mask:
        return np.asarray(self.possible.starts == self.start)
