"""What could be allowed: wider prescriptions, groups that meet for fewer or more, or at other times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil

import numpy as np
from attrs import evolve

from scheduler.clinic import Clinic, Pin, Size
from scheduler.facts import Facts
from scheduler.rules.pins import words as pin_words
from scheduler.week import DAY, Start, when
from scheduler.why.change import Change, of_group, of_patient
from scheduler.why.company import lets_in
from scheduler.why.scene import Scene

MOST_STARTS = 7
MOST_PINS = 3


def allowances(scene: Scene) -> Iterator[Change]:
    """Everything of this kind that is worth trying."""
    yield from _groups(scene)
    yield from _rosters(scene)
    yield from _starts(scene)
    yield from _shape(scene)
    yield from _pins(scene)


def _groups(scene: Scene) -> Iterator[Change]:
    for g in scene.groups:
        group = scene.clinic.groups[g]
        if group.size.min > 1:
            words = f"{group.id} with {group.size.min - 1} member{'s' if group.size.min > 2 else ''}"
            yield Change(60, words, group.id, "few", _smaller(group.id))
        words = f"{group.id} with up to {group.size.max + 1} members"
        yield Change(130, words, group.id, "full", _larger(group.id))
        if group.max_per_week is not None:
            yield Change(50, f"{group.id} once more a week", group.id, "runs", _more_runs(group.id))


def _smaller(name: str) -> Callable[[Clinic], Clinic]:
    return lambda clinic: of_group(
        clinic, name, lambda g: evolve(g, size=Size(max(g.size.min - 1, 1), g.size.max))
    )


def _larger(name: str) -> Callable[[Clinic], Clinic]:
    return lambda clinic: of_group(clinic, name, lambda g: evolve(g, size=Size(g.size.min, g.size.max + 1)))


def _more_runs(name: str) -> Callable[[Clinic], Clinic]:
    return lambda clinic: of_group(clinic, name, lambda g: evolve(g, max_per_week=(g.max_per_week or 0) + 1))


def _rosters(scene: Scene) -> Iterator[Change]:
    """A closed group without one who cannot come; a group that no longer waits for another."""
    for g in scene.groups:
        group = scene.clinic.groups[g]
        for member in group.members or ():
            if member != scene.who:
                yield Change(
                    190, f"{group.id} without {member}", group.id, "roster", _left_out(group.id, member)
                )
    me = scene.clinic.patients[scene.index]
    for group in scene.clinic.groups if not scene.wanted.appointment else ():
        mine = group.service == scene.wanted.service and lets_in(group, me)
        if mine and group.members is not None and me.id not in group.members:
            words = f"{me.id} on the roster of {group.id}"
            yield Change(185, words, group.id, "roster", _let_in(group.id, me.id))
    for group in scene.clinic.groups:
        for other in group.after:
            words = f"{group.id} no longer after {other}"
            yield Change(190, words, group.id, "after", _at_once(group.id, other))


def _left_out(name: str, member: str) -> Callable[[Clinic], Clinic]:
    return lambda clinic: of_group(
        clinic, name, lambda g: evolve(g, members=tuple(m for m in g.members or () if m != member))
    )


def _let_in(name: str, member: str) -> Callable[[Clinic], Clinic]:
    return lambda clinic: of_group(clinic, name, lambda g: evolve(g, members=(*(g.members or ()), member)))


def _at_once(name: str, other: str) -> Callable[[Clinic], Clinic]:
    return lambda clinic: of_group(
        clinic, name, lambda g: evolve(g, after=tuple(a for a in g.after if a != other))
    )


def _starts(scene: Scene) -> Iterator[Change]:
    """One more start for a group that names its starts: on each day the first that would do."""
    possible = scene.possible
    for g in scene.groups:
        group = scene.clinic.groups[g]
        if group.starts is None:
            continue
        come = possible.fits(possible.patient_free[[scene.index]], group.minutes)[0]
        if group.leaders:
            idle = scene.staff_idle[np.flatnonzero(possible.leads[:, g])]
            come &= possible.fits(idle, group.minutes).any(0)
        starts = possible.starts[come]
        for day in sorted(set((starts // DAY).tolist()))[:MOST_STARTS]:
            at = int(starts[starts // DAY == day][0])
            start = Start(day, at - day * DAY)
            yield Change(55, f"{group.id} on {when(at)} as well", group.id, "starts", _also(group.id, start))


def _also(name: str, start: Start) -> Callable[[Clinic], Clinic]:
    return lambda clinic: of_group(clinic, name, lambda g: evolve(g, starts=(*(g.starts or ()), start)))


def _shape(scene: Scene) -> Iterator[Change]:
    """The patient's own prescription, a little wider."""
    who, prescription = scene.who, scene.prescription
    more = ceil(scene.minutes / 60)
    if prescription.max_gap is not None:
        most = prescription.max_gap + 15
        words = f"waits of up to {most} minutes for {who}"
        yield Change(170, words, who, "gap", _prescribed(who, max_gap=most))
    if prescription.day_hours_max is not None:
        longest = prescription.day_hours_max + more
        words = f"days of up to {longest:g} hours for {who}"
        yield Change(175, words, who, "day-hours", _prescribed(who, day_hours_max=longest))
    if prescription.days is not None and prescription.days < 7 and prescription.services:
        days = prescription.days + 1
        yield Change(180, f"{days} group days for {who}", who, "days", _prescribed(who, days=days))
    if prescription.hours_max is not None:
        week = prescription.hours_max + more
        words = f"up to {week:g} hours a week for {who}"
        yield Change(185, words, who, "hours-ceiling", _prescribed(who, hours_max=week))
    if prescription.once_a_day:
        words = f"a service twice a day for {who}"
        yield Change(190, words, who, "once-a-day", _prescribed(who, once_a_day=False))


def _prescribed(who: str, **values: object) -> Callable[[Clinic], Clinic]:
    return lambda clinic: of_patient(clinic, who, lambda p: evolve(p, own={**p.own, **values}))


def _pins(scene: Scene) -> Iterator[Change]:
    facts = Facts(scene.clinic, scene.timetable)
    for pin in scene.clinic.pins[:MOST_PINS]:
        words = f"no pin of {pin_words(facts, pin)}"
        yield Change(45, words, words, "pins", _unpinned(pin))


def _unpinned(dropped: Pin) -> Callable[[Clinic], Clinic]:
    return lambda clinic: evolve(clinic, pins=tuple(pin for pin in clinic.pins if pin != dropped))
