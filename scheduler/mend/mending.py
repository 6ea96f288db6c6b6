"""From what happened to a mended week: the changes applied, the rest of the week repaired, newcomers seated.

    mended = mend(clinic, timetable, changes, now=now)      # a week that is running
    mended = replan(clinic, timetable, changes)             # one in which nothing has happened yet

Neither touches the clinic or the timetable. The solver is imported when one of them is called.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from attrs import asdict, define, evolve, field, frozen

from curricula.diagnostics import BadInput
from scheduler.clinic import Clinic, Patient, enrolled
from scheduler.facts import Facts
from scheduler.files.pinned import loosened
from scheduler.mend.changes import Admitted, Cancelled, Change, Discharged, Put, applied
from scheduler.mend.mended import Arrival, Mended
from scheduler.mend.mistakes import people
from scheduler.mend.proof import Proof
from scheduler.progress import Event, Listener, Phase, Stop
from scheduler.same_rooms import in_their_rooms
from scheduler.score import unmet
from scheduler.timetable import Timetable, Unmet
from scheduler.validate import validate
from scheduler.week import Week

MENDING = 0.4  # share of a new plan's time that goes to mending the old one


class Fault(Exception):
    """An answer that breaks a rule; the lines say which. A defect of the search, never of the input."""


def mend(
    clinic: Clinic,
    timetable: Timetable,
    changes: Sequence[Change],
    *,
    now: datetime,
    time_limit: float = 10.0,
    workers: int = 2,
    seed: int = 0,
    listener: Listener | None = None,
    stop: Stop | None = None,
) -> Mended:
    """The week of `timetable` after `changes`; what starts before `now` (local time) has happened.

    First the rest of the week is repaired with as little disturbance as possible, if it has to be, then each
    newcomer is seated, with nobody moved where that is possible. Raises BadInput for changes that make no
    sense and a week that is over, and Fault.
    """
    week, arriving = timetable.week, admitted(timetable, changes)
    after = applied(clinic, changes, week)
    after = held_back(after, week, {*waiting(after, timetable)} - {*arriving})
    cancelled = tuple((c.group, week.minute(c.start)) for c in changes if isinstance(c, Cancelled))
    effort = Effort(time_limit, workers, seed)
    new, proof = timetable, Proof.LEAST
    lost: tuple[Unmet, ...] = ()
    calm = held_back(after, week, arriving)
    if any(not isinstance(change, Admitted) for change in changes) or _broken(calm, timetable, now):
        from scheduler.mend.repair import repair

        answer = repair(
            calm, timetable, now=now, cancelled=cancelled, listener=listener, stop=stop, **asdict(effort)
        )  # fmt: skip
        new, lost, proof = answer.timetable, answer.lost, answer.proof
        new = in_their_rooms(after, new, timetable, week.minute(now))
    new, admissions, least = _seated(after, new, arriving, now, effort, stop)
    dropped = _given_way(after, timetable, new, now, cancelled)
    old = _counted(held_back(clinic, week, waiting(clinic, timetable)), timetable, timetable)
    new = _counted(after, new, timetable)
    return Mended(
        after, old, new, tuple(changes), lost, admissions=admissions, dropped=dropped, proof=min(proof, least)
    )


@frozen
class Effort:
    """What a search may take: seconds, threads, and where it starts."""

    time_limit: float
    workers: int
    seed: int


def _seated(
    clinic: Clinic,
    timetable: Timetable,
    arriving: Sequence[str],
    now: datetime,
    effort: Effort,
    stop: Stop | None,
) -> tuple[Timetable, tuple[Arrival, ...], Proof]:
    """The timetable with every newcomer in it, one after the other, and whether that is proven the most."""
    admissions: list[Arrival] = []
    proof = Proof.LEAST
    for number, patient in enumerate(arriving):
        from scheduler.mend.repair import place_admission

        seen = held_back(clinic, timetable.week, arriving[number + 1 :])
        found = place_admission(seen, timetable, patient, now=now, stop=stop, **asdict(effort))
        timetable, proof = found.timetable, proof if found.proven else Proof.NONE
        moved = tuple(name for name in found.moved if name != patient)
        short = tuple(u for u in unmet(Facts(seen, timetable)) if u.patient == patient)
        admissions.append(Arrival(patient, moved, short))
    return timetable, tuple(admissions), proof


def _broken(clinic: Clinic, timetable: Timetable, now: datetime) -> bool:
    """Whether the rest of a week breaks a rule as it is, as one does that somebody changed by hand."""
    from scheduler.mend.happened import begin

    begun = begin(clinic, timetable, now)
    return bool(begun.violations(begun.ahead))


def _given_way(
    clinic: Clinic, old: Timetable, new: Timetable, now: datetime, cancelled: Collection[tuple[str, int]]
) -> tuple[str, ...]:
    """Pins and groups that had to run and do not. Raises Fault for any other rule that the answer breaks."""
    from scheduler.mend.happened import MUSTS, begin

    begun = begin(clinic, old, now, cancelled)
    ahead = evolve(
        new,
        sessions=tuple(s for s in new.sessions if s.start >= begun.now),
        appointments=tuple(b for b in new.appointments if b.start >= begun.now),
    )
    found = begun.violations(ahead)
    faults = [f"{v.rule}: {v.message}" for v in found if not (v.mendable and v.rule in MUSTS)]
    if faults:
        raise Fault(*faults)
    return tuple(violation.message for violation in found)


def replan(
    clinic: Clinic,
    timetable: Timetable,
    changes: Sequence[Change],
    *,
    time_limit: float = 20.0,
    workers: int = 2,
    seed: int = 0,
    listener: Listener | None = None,
    stop: Stop | None = None,
) -> Mended:
    """The whole week of `timetable` planned again after `changes`: least unmet first, then fewest changes.

    What `mend` makes of it stays unless a new plan meets more or changes less. Raises as `mend` does.
    """
    week = timetable.week
    began, start = time.monotonic(), week.moment(0)
    calm = mend(
        clinic, timetable, changes, now=start, time_limit=time_limit * MENDING, workers=workers, seed=seed,
        listener=listener, stop=stop,
    )  # fmt: skip
    seen, loose = loosened(calm.clinic, week)
    left = max(time_limit - (time.monotonic() - began), 1.0)
    outcome = _solved(seen, calm, left, workers, seed, _Calm(listener, stop))
    gone = {change.patient for change in changes if isinstance(change, Discharged)} | {*calm.arriving}
    score = None if outcome is None else outcome.score
    proven = score is not None and score.values[:3] == (
        score.unmet_minutes_bound, score.under_floor_bound, score.changes_bound
    )  # fmt: skip
    new, dropped = calm.new, calm.dropped
    if outcome is not None and outcome.score.values[:3] < calm.new.score.values[:3]:
        named = in_their_rooms(seen, _as_it_was(seen, outcome, timetable), timetable)
        new, dropped = _counted(seen, named, timetable), tuple(why for _, why in loose)
    return evolve(
        calm,
        new=new,
        lost=_more(new.unmet, calm.old.unmet, gone),
        met=_more(calm.old.unmet, new.unmet, gone),
        admissions=tuple(Arrival(name, None, _of(name, new)) for name in calm.arriving),
        dropped=dropped,
        proof=Proof.LEAST if proven else Proof.NONE,
    )


def _solved(
    clinic: Clinic, calm: Mended, time_limit: float, workers: int, seed: int, hears: _Calm
) -> Timetable | None:
    """The best week that a solver finds, beginning with the mended one; None when some must cannot hold."""
    from scheduler.solve import solve

    try:
        outcome = solve(
            clinic, calm.old.week, previous=calm.old, first=calm.new, time_limit=time_limit, workers=workers,
            seed=seed, listener=hears, stop=hears,
        )  # fmt: skip
    except BadInput:
        return None
    broken = () if outcome.timetable is None else validate(clinic, outcome.timetable).violations
    if broken:
        raise Fault(*(f"{violation.rule}: {violation.message}" for violation in broken))
    return outcome.timetable


def _as_it_was(clinic: Clinic, plan: Timetable, old: Timetable) -> Timetable:
    """The same plan with the people and rooms of `old`, as far as like copies and like rooms allow."""
    from scheduler.mend.ahead import rest_of
    from scheduler.mend.happened import begin
    from scheduler.mend.renaming import CannotSplit, renamed
    from scheduler.search.naming import plan_of

    begun = begin(clinic, old, old.week.moment(0))
    rest = rest_of(begun)
    try:
        named = renamed(rest, plan_of(rest.found, plan), begun.ahead)
    except CannotSplit:
        return plan
    report, wanted = validate(clinic, named, old), validate(clinic, plan, old).score.values[:3]
    as_good = report.valid and report.score.values[:3] <= wanted
    return evolve(plan, sessions=named.sessions, appointments=named.appointments) if as_good else plan


def admitted(timetable: Timetable, changes: Iterable[Change]) -> tuple[str, ...]:
    """Who starts: whoever is admitted, and whoever is new in the changes themselves."""
    known = people(timetable)
    found: list[str] = []
    for change in changes:
        if isinstance(change, Admitted):
            found.append(change.patient)
        elif isinstance(change, Put) and isinstance(change.item, Patient):
            found.append(change.item.id)
    return tuple(name for name in dict.fromkeys(found) if name not in known)


def waiting(clinic: Clinic, timetable: Timetable) -> tuple[str, ...]:
    """Patients of the clinic in this week of whom the timetable knows nothing."""
    known = people(timetable)
    return tuple(p.id for p in clinic.patients if p.id not in known and enrolled(p, timetable.week))


def held_back(clinic: Clinic, week: Week, patients: Collection[str]) -> Clinic:
    """The clinic with some patients to be admitted after `week` only."""
    later = week.shifted(1).monday
    return evolve(
        clinic,
        patients=tuple(
            evolve(p, admitted=later, discharge=None) if p.id in patients else p for p in clinic.patients
        ),
    )


def _counted(clinic: Clinic, timetable: Timetable, told: Timetable) -> Timetable:
    """A timetable with its unmet minutes and score counted anew, with the reasons that were told before.

    Its changes are those from `told`, the timetable it takes the place of.
    """
    report = validate(clinic, timetable, told)
    reasons = {(u.patient, u.service, u.minutes): u for u in (*told.unmet, *timetable.unmet)}
    unmet = tuple(reasons.get((u.patient, u.service, u.minutes), u) for u in report.unmet)
    return evolve(timetable, unmet=unmet, score=report.score, status="feasible")


def _more(some: Iterable[Unmet], others: Iterable[Unmet], but: Collection[str]) -> tuple[Unmet, ...]:
    """Minutes by patient and service that `some` lack and `others` do not."""
    minutes: Counter[tuple[str, str]] = Counter()
    for u in some:
        minutes[u.patient, u.service] += u.minutes
    for u in others:
        minutes[u.patient, u.service] -= u.minutes
    return tuple(Unmet(*key, count) for key, count in sorted((+minutes).items()) if key[0] not in but)


def _of(patient: str, timetable: Timetable) -> tuple[Unmet, ...]:
    return tuple(unmet for unmet in timetable.unmet if unmet.patient == patient)


@define(eq=False)
class _Calm:
    """Hears what the solver says, passes it on, and ends the search where it would only polish.

    Preferences are met by moving leaders and rooms about, which is no answer to a question of what if.
    """

    listener: Listener | None
    stop: Stop | None
    own: threading.Event = field(factory=threading.Event)

    def __call__(self, event: Event) -> None:
        if isinstance(event, Phase) and event.name == "preferences":
            self.own.set()
        if self.listener is not None:
            self.listener(event)

    def is_set(self) -> bool:
        return self.own.is_set() or (self.stop is not None and self.stop.is_set())
