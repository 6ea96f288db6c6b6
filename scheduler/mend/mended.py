"""What a mended week means for its people: what was lost, whom to phone, who is disturbed, what gave way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from attrs import asdict, frozen

from scheduler.clinic import Clinic
from scheduler.mend.changes import Change
from scheduler.mend.phoning import Call, calls, rooms
from scheduler.mend.proof import Proof
from scheduler.score import entries
from scheduler.timetable import Timetable, Unmet


@frozen
class Arrival:
    """Somebody new in a week: who was moved for them (None: that cannot be told), what found no place."""

    patient: str
    moved: tuple[str, ...] | None = ()
    unmet: tuple[Unmet, ...] = ()

    def __str__(self) -> str:
        short = "".join(by_patient(self.unmet)).removeprefix(f"{self.patient}, ")
        missing = f"; no place for {short}" if short else ""
        if self.moved is None:
            return f"{self.patient}{missing}"
        if not self.moved:
            return f"{self.patient}, and nobody is moved{missing}"
        return f"{self.patient}; moved for it: {', '.join(self.moved)}{missing}"


@frozen(eq=False, slots=False)
class Mended:
    """A week before and after, in the clinic as it is now.

    `lost` are minutes that were planned and are gone, `met` those that were missing and are there now,
    `dropped` sentences of pins and groups that had to give way. `proof`: that less could not be lost, nor
    fewer people get other hours; who takes what at the same hours is not part of it. The `unmet` of both
    timetables are counted anew.
    """

    clinic: Clinic
    old: Timetable
    new: Timetable
    changes: tuple[Change, ...]
    lost: tuple[Unmet, ...] = ()
    met: tuple[Unmet, ...] = ()
    admissions: tuple[Arrival, ...] = ()
    dropped: tuple[str, ...] = ()
    proof: Proof = Proof.NONE

    @property
    def proven(self) -> bool:
        return self.proof is Proof.LEAST

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Whom to phone, in order of time."""
        return calls(self.clinic, self.old, self.new, self.changes)

    @cached_property
    def rooms(self) -> tuple[str, ...]:
        """What goes to another room at its time."""
        return rooms(self.old, self.new)

    @property
    def arriving(self) -> tuple[str, ...]:
        """The newcomers."""
        return tuple(admission.patient for admission in self.admissions)

    @property
    def minutes_lost(self) -> int:
        return sum(unmet.minutes for unmet in self.lost)

    def disturbed(self, role: str) -> tuple[str, ...]:
        """Who has to hear of it: patients or therapists, by id; newcomers are not disturbed."""
        found = {call.person for call in self.calls if call.role == role}
        return tuple(sorted(found - {*self.arriving}))

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """Patients with other hours, of those who have to hear of it."""
        old, new = entries(self.old), entries(self.new)
        changed = {entry.patient for entry in (*(old - new), *(new - old))}
        return tuple(name for name in self.disturbed("patient") if name in changed)

    @cached_property
    def told(self) -> tuple[str, ...]:
        """Patients with the same hours and somebody else there, and then therapists."""
        patients = (name for name in self.disturbed("patient") if name not in self.moved)
        return *patients, *self.disturbed("therapist")


def words(mended: Mended) -> list[str]:
    """A line for everything, admissions first, calls in order of time, the verdict last."""
    lines = unmet_lines(mended)
    lines += [f"phone: {call}" for call in mended.calls]
    lines += [f"room: {line}" for line in mended.rooms]
    return [*lines, verdict(mended)]


def unmet_lines(mended: Mended) -> list[str]:
    """Who is admitted, what is met now and what is lost, and what gave way."""
    lines = [f"admitted: {admission}" for admission in mended.admissions]
    lines += [f"met now: {line}" for line in by_patient(mended.met)]
    lines += [f"lost: {line}" for line in by_patient(mended.lost)]
    return lines + [f"gave way: {sentence}" for sentence in mended.dropped]


def by_patient(unmet: Iterable[Unmet]) -> list[str]:
    """A line a patient: `P-003, 60 minutes of process and 30 of medication`."""
    lines = []
    for patient, rows in groupby(sorted(unmet), key=lambda u: u.patient):
        parts = [f"{u.minutes} of {u.service}" for u in rows]
        parts[0] = parts[0].replace(" of ", " minutes of ", 1)
        lines.append(f"{patient}, {' and '.join(filter(None, [', '.join(parts[:-1]), parts[-1]]))}")
    return lines


def verdict(mended: Mended) -> str:
    """`60 minutes lost, 1 patient with other hours: P-003; proven least; 2 more to tell: P-007, t2`."""
    moved = _count(len(mended.moved), "patient") if mended.moved else "nobody"
    who = f"{moved} with other hours{_names(mended.moved)}"
    told = f"; {len(mended.told)} {'more ' if mended.moved else ''}to tell{_names(mended.told)}"
    more = told if mended.told else ""
    return f"{mended.minutes_lost} minutes lost, {who}; {mended.proof.words}{more}"


def _names(names: Sequence[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def as_json(mended: Mended) -> dict[str, Any]:
    """The same for a program."""
    return {
        "week": str(mended.new.week),
        "minutes_lost": mended.minutes_lost,
        "lost": _unmet(mended.lost),
        "met": _unmet(mended.met),
        "admitted": [
            {"patient": a.patient, "moved": _list(a.moved), "unmet": _unmet(a.unmet)}
            for a in mended.admissions
        ],
        "gave_way": list(mended.dropped),
        "calls": [{**asdict(call), "at": call.at.isoformat()} for call in mended.calls],
        "rooms": list(mended.rooms),
        "disturbed": {
            "patients": list(mended.disturbed("patient")),
            "therapists": list(mended.disturbed("therapist")),
        },
        "other_hours": list(mended.moved),
        "proven": mended.proven,
        "proof": mended.proof.key,
    }


def _list(names: tuple[str, ...] | None) -> list[str] | None:
    return None if names is None else list(names)


def _unmet(unmet: Sequence[Unmet]) -> list[dict[str, Any]]:
    return [{"patient": u.patient, "service": u.service, "minutes": u.minutes} for u in unmet]
