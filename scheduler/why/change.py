"""One change of a clinic, and how parts of a clinic are replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import evolve, frozen

from scheduler.clinic import Clinic, Group, Patient, Therapist
from scheduler.week import Window


@frozen(eq=False)
class Change:
    """`made` applies it to any clinic that has those it names; `of` is whom or what it is about.

    `eases` is the cause that it makes smaller: where that is no reason, the change cannot help. `window` is
    the time that it adds, if it adds any.
    """

    cost: int
    words: str
    of: str
    eases: str
    made: Callable[[Clinic], Clinic]
    window: Window | None = None


def all_made(clinic: Clinic, changes: Iterable[Change]) -> Clinic:
    """The clinic after all of them."""
    for change in changes:
        clinic = change.made(clinic)
    return clinic


def of_therapist(clinic: Clinic, who: str, change: Callable[[Therapist], Therapist]) -> Clinic:
    return evolve(clinic, therapists=tuple(change(t) if t.id == who else t for t in clinic.therapists))


def of_patient(clinic: Clinic, who: str, change: Callable[[Patient], Patient]) -> Clinic:
    return evolve(clinic, patients=tuple(change(p) if p.id == who else p for p in clinic.patients))


def of_group(clinic: Clinic, name: str, change: Callable[[Group], Group]) -> Clinic:
    return evolve(clinic, groups=tuple(change(g) if g.id == name else g for g in clinic.groups))
