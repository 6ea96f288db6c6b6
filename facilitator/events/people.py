"""Who is in the program: enrollments, what is prescribed, and what is done for a person."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import frozen

from scheduler.clinic import Patient


@frozen
class Admitted:
    """A new enrollment; a re-admission is a second one, never an edit of the first."""

    kind: ClassVar[str] = "patient.admitted"
    patient: Patient  # the demand as the scheduler knows it; `patient.admitted` is the first day
    initials: str
    name: str = ""  # preferred name
    enrollment: int = 1
    goals: tuple[str, ...] = ()
    note: str = ""


@frozen
class Changed:
    """The demand or profile from `on` (level of care, availability, therapist ...)."""

    kind: ClassVar[str] = "patient.changed"
    patient: Patient
    on: date
    initials: str
    name: str = ""
    goals: tuple[str, ...] = ()
    reason: str = ""


@frozen
class Discharged:
    kind: ClassVar[str] = "patient.discharged"
    member: str
    on: date  # last day, inclusive
    reason: str = ""


@frozen
class Paused:
    """The stay goes on and nothing is asked of the person, both days inclusive; open-ended without `last`."""

    kind: ClassVar[str] = "patient.paused"
    member: str
    first: date
    last: date | None = None
    reason: str = ""


@frozen
class Resumed:
    """The person comes again from `on`, whatever a pause said."""

    kind: ClassVar[str] = "patient.resumed"
    member: str
    on: date


@frozen
class PlanReviewed:
    kind: ClassVar[str] = "patient.plan-reviewed"
    member: str
    on: date


@frozen
class AbsenceFollowed:
    """Outreach after an absence."""

    kind: ClassVar[str] = "patient.absence-followed"
    member: str
    session: str
    what: str


@frozen
class Covered:
    """A topic counted as covered for a member, in a group or elsewhere; `where` is empty when it is not."""

    kind: ClassVar[str] = "patient.covered"
    member: str
    topic: str
    where: str  # session id, or words


@frozen
class PlanTopics:
    """All topics that the treatment plan names for a member, beside the core ones."""

    kind: ClassVar[str] = "patient.plan-topics"
    member: str
    topics: tuple[str, ...]


@frozen
class Merged:
    """Two records were found to be of one person: from now on `member` is read as `into`."""

    kind: ClassVar[str] = "patient.merged"
    member: str
    into: str
    on: date
    why: str


PatientFact = (
    Admitted | Changed | Discharged | Paused | Resumed | PlanReviewed | AbsenceFollowed | Covered | PlanTopics
    | Merged
)  # fmt: skip
