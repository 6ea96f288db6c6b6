"""One unmet hour, answered: the reason, proven where the time allows, and the cheapest change.

Counting comes first. Then the solver looks for a smallest set of causes in the small clinic around the
patient, and for a change with which the hour is met.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from attrs import evolve, frozen

from scheduler.clinic import Clinic, due
from scheduler.facts import Item, label
from scheduler.timetable import Session, Timetable, Unmet
from scheduler.why.around import Around, around, narrowed
from scheduler.why.causes import REST_OF_IT, Asked, Cause, eased, possible_causes
from scheduler.why.company import company
from scheduler.why.counting import counted
from scheduler.why.fixes import Fixes, OutOfTime, fixes
from scheduler.why.minimal import smallest
from scheduler.why.question import Kind, Reply, Wanted, ask_for, minutes_of_kinds
from scheduler.why.reasons import sentence
from scheduler.why.scene import Occupied, Scene

REASON_SHARE = 0.55  # of the time, for the reason; the rest is for the fix


@frozen(eq=False)
class Answer:
    """Why one service of one patient is not met.

    `causes` is a smallest set: none can be left out. `proven`: counted, or shown by the solver; otherwise
    the reason is the tally at hand. `free`: nothing forbids it, there is simply a place that is not used.
    """

    unmet: Unmet
    causes: tuple[str, ...]
    proven: bool
    free: bool
    fixes: Fixes | None


def wanted_of(clinic: Clinic, timetable: Timetable, unmet: Unmet) -> Wanted:
    """What is missing, told apart by group and appointment where a service has both."""
    patient = next(p for p in clinic.patients if p.id == unmet.patient)
    prescription = clinic.prescription(patient)
    full: dict[Kind, int] = {("group", s): minutes for s, minutes in prescription.services.items()}
    for a in prescription.appointments:
        if due(a, patient, timetable.week):
            full["appointment", a.service] = a.minutes * a.times
    had = minutes_of_kinds(Around(clinic, timetable, ()), unmet.patient)
    kinds: tuple[Kind, Kind] = ("group", unmet.service), ("appointment", unmet.service)
    fitting = [kind for kind in kinds if full.get(kind, 0) - had[kind] == unmet.minutes]
    kind = fitting[0] if fitting else next(kind for kind in kinds if kind in full)
    return Wanted(unmet.patient, kind, had[kind], full[kind])


def answer(
    clinic: Clinic, timetable: Timetable, unmet: Unmet, seconds: float, *, with_fix: bool = True
) -> Answer:
    """Why `unmet` of a valid timetable is so, and what would meet it, within about `seconds`."""
    ends = time.monotonic() + seconds
    wanted = wanted_of(clinic, timetable, unmet)
    small = around(clinic, timetable, [unmet.patient], company(clinic, timetable, wanted))
    week = evolve(small.timetable, unmet=timetable.unmet)
    scene = Scene(Occupied(narrowed(small.clinic, timetable.week), week, clinic), wanted)
    causes: tuple[str, ...] = ("counted",)
    told, free, proven = counted(scene), False, True
    if not told:
        reason = _reason(small, wanted, time.monotonic() + seconds * (REASON_SHARE if with_fix else 1))
        free = reason.reply is not None
        causes, proven = tuple(cause.name for cause in reason.causes), reason.proven
        told = _place(small, reason.reply, wanted) if reason.reply is not None else sentence(scene, causes)
    found = None
    if with_fix and not free:
        known = frozenset(causes) if proven and causes != ("counted",) else frozenset[str]()
        found = fixes(small, scene, ends, causes=known)
    words = found.words if found is not None else ""
    return Answer(evolve(unmet, because=told or UNKNOWN, fix=words), causes, proven, free, found)


UNKNOWN = "It could not be said why within the time given."


@frozen(eq=False)
class _Reason:
    """A smallest set of causes; `reply` when there is none since it could be met."""

    causes: tuple[Cause, ...]
    proven: bool
    reply: Reply | None = None


def _reason(small: Around, wanted: Wanted, ends: float) -> _Reason:
    asked = Asked(small, wanted)
    every = possible_causes(asked)

    def ask(kept: tuple[Cause, ...], named: bool = False) -> Reply:
        left = ends - time.monotonic()
        if left <= 0:
            raise OutOfTime
        away = tuple(cause for cause in every if cause not in kept)
        clinic = eased(asked, away)
        alone = REST_OF_IT in away
        return ask_for(
            small, clinic, wanted, wanted.now + 1, alone=alone, seconds=min(left, 2.0), named=named
        )

    try:
        now = ask(every, named=True)
        if now.possible:
            return _Reason((), True, now)
        found = smallest(every, lambda kept: ask(kept).possible is False)
    except OutOfTime:
        return _Reason((), False)
    return _Reason(found, now.possible is False)


def _place(small: Around, reply: Reply, wanted: Wanted) -> str:
    """Where it would go, when nothing forbids it."""
    assert reply.timetable is not None
    new = [label(item) for item in _new(small, reply.timetable, wanted)]
    where = f": {new[0]}" if new else ""
    return f"Nothing forbids it; with everybody else's week as it is, {wanted.patient} could have it{where}."


def _new(small: Around, timetable: Timetable, wanted: Wanted) -> Iterator[Item]:
    """What the patient has of the service there and has not now."""
    service = {group.id: group.service for group in small.clinic.groups}
    had = {(type(i), i.span, _what(i)) for i in small.timetable.of_patient(wanted.patient)}
    for item in timetable.of_patient(wanted.patient):
        mine = service[item.group] if isinstance(item, Session) else item.service
        if mine == wanted.service and (type(item), item.span, _what(item)) not in had:
            yield item


def _what(item: Item) -> str:
    return item.group if isinstance(item, Session) else item.service
