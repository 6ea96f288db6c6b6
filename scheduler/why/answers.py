"""One unmet hour, answered: the reason, proven where the time allows, and the cheapest change.

Counting comes first. Then the solver looks for a smallest set of causes in the small clinic around the
patient, and for a change with which the hour is met.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from attrs import evolve, field, frozen

from scheduler.clinic import Clinic, due
from scheduler.facts import Item, label
from scheduler.timetable import Session, Timetable, Unmet
from scheduler.why.around import Around, around, narrowed
from scheduler.why.causes import REST_OF_IT, Asked, Cause, eased, possible_causes
from scheduler.why.company import company
from scheduler.why.counting import counted, ruled_out
from scheduler.why.fixes import Fixes, OutOfTime, fixes
from scheduler.why.minimal import is_smallest, smallest
from scheduler.why.question import SECONDS, Kind, Reply, Wanted, ask_for, minutes_of_kinds
from scheduler.why.reasons import sentence
from scheduler.why.scene import Occupied, Scene

REASON_SHARE = 0.6  # of the time, for the reason; the rest is for the fix


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


@frozen(eq=False)
class Inquiry:
    """One patient in a valid timetable with complete `unmet`, made ready for every question about them."""

    timetable: Timetable
    small: Around
    occupied: Occupied
    found: list[tuple[Cause, ...]] = field(factory=list)  # reasons so far: the next may be the same

    @classmethod
    def about(cls, clinic: Clinic, timetable: Timetable, patient: str) -> Inquiry:
        """Cut the small clinic out, with whoever lacks the same."""
        mine = [wanted_of(clinic, timetable, u) for u in timetable.unmet if u.patient == patient]
        near = dict.fromkeys(who for wanted in mine for who in company(clinic, timetable, wanted))
        small = around(clinic, timetable, [patient], near)
        week = evolve(small.timetable, unmet=timetable.unmet)
        return cls(timetable, small, Occupied(narrowed(small.clinic, timetable.week), week, clinic))

    def answer(self, unmet: Unmet, seconds: float) -> Answer:
        """Why one thing is unmet, and what would meet it, within about `seconds`."""
        now = time.monotonic()
        return self.fixed(self.reason(unmet, now + seconds * REASON_SHARE), now + seconds)

    def all(self, mine: Sequence[Unmet], seconds: float) -> tuple[Answer, ...]:
        """Why all these are unmet: first every reason, then the fixes as far as the time reaches."""
        now = time.monotonic()
        reasons = [self.reason(unmet, now + seconds * REASON_SHARE) for unmet in mine]
        found = []
        for number, reason in enumerate(reasons):
            left = now + seconds - time.monotonic()
            found.append(self.fixed(reason, time.monotonic() + left / (len(mine) - number)))
        return tuple(found)

    def reason(self, unmet: Unmet, ends: float) -> Answer:
        """The reason alone."""
        scene = self._scene(unmet)
        told = counted(scene)
        if told:
            return Answer(evolve(unmet, because=told), ("counted",), True, False, None)
        told, causes = ruled_out(scene)
        if told:
            return Answer(evolve(unmet, because=told), causes, True, False, None)
        found = _reason(self.small, scene.wanted, ends, self.found)
        if found.proven and found.causes and found.causes not in self.found:
            self.found.append(found.causes)
        names = tuple(cause.name for cause in found.causes)
        free = found.reply is not None
        told = _place(self.small, found.reply, scene.wanted) if found.reply else sentence(scene, names)
        return Answer(evolve(unmet, because=told or UNKNOWN), names, found.proven, free, None)

    def fixed(self, answer: Answer, ends: float) -> Answer:
        """The same with the cheapest changes that meet it."""
        if answer.free:
            return answer
        counted_or_unknown = not answer.proven or answer.causes == ("counted",)
        causes = frozenset[str]() if counted_or_unknown else frozenset(answer.causes)
        found = fixes(self.small, self._scene(answer.unmet), ends, causes=causes)
        return evolve(answer, unmet=evolve(answer.unmet, fix=found.words), fixes=found)

    def _scene(self, unmet: Unmet) -> Scene:
        return Scene(self.occupied, wanted_of(self.small.clinic, self.small.timetable, unmet))


def answer(clinic: Clinic, timetable: Timetable, unmet: Unmet, seconds: float) -> Answer:
    """Why `unmet` of a valid timetable is so, and what would meet it, within about `seconds`."""
    return Inquiry.about(clinic, timetable, unmet.patient).answer(unmet, seconds)


UNKNOWN = "It could not be said why within the time given."


@frozen(eq=False)
class _Reason:
    """A smallest set of causes; `reply` when there is none since it could be met."""

    causes: tuple[Cause, ...]
    proven: bool
    reply: Reply | None = None


def _reason(small: Around, wanted: Wanted, ends: float, guesses: list[tuple[Cause, ...]]) -> _Reason:
    asked = Asked(small, wanted)
    every = possible_causes(asked)

    def ask(kept: tuple[Cause, ...], named: bool = False) -> Reply:
        left = ends - time.monotonic()
        if left <= 0:
            raise OutOfTime
        away = tuple(cause for cause in every if cause not in kept)
        clinic = eased(asked, away)
        return ask_for(
            small,
            clinic,
            wanted,
            wanted.now + 1,
            alone=REST_OF_IT in away,
            seconds=min(left, SECONDS),
            named=named,
            key=("without", frozenset(cause.name for cause in away if cause is not REST_OF_IT)),
        )

    def blocks(kept: tuple[Cause, ...]) -> bool:
        return ask(kept).possible is False

    try:
        for guess in guesses:
            if set(guess) <= set(every) and is_smallest(guess, blocks):
                return _Reason(guess, True)
        now = ask(every, named=True)
        if now.possible:
            return _Reason((), True, now)
        found = smallest(every, blocks)
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
