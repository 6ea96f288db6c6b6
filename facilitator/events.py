"""Everything that can stand in the record: one frozen class per fact, one append-only list of entries.

A *fact* says what happened; an *entry* is a fact as the record keeps it: numbered, stamped with who and
when it was written. Screens, sheets, notes, minutes and hours are all views of these facts, so nothing is
entered twice and replaying the entries gives the same screen. Facts are never edited: a later fact
corrects an earlier one.

Streams keep facts that are read together: `session:<id>`, `patient:<id>`, `user:<id>`, `clinic`,
`week:<2026-W48>`. Moments are timezone-aware datetimes; a fact's own `at` is when it happened (which a late
entry may set in the past), the entry's `at` is when it was written.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from attrs import frozen

from scheduler.clinic import Patient, Pin

# --- one live session -----------------------------------------------------------------------------------


@frozen
class Expected:
    """One person on the roster when the session was opened."""

    member: str  # patient id
    initials: str
    first: bool = False  # first session of this enrollment
    last: bool = False  # last session before discharge
    remote: bool = False


@frozen
class Step:
    """One step of the agenda as it was when the session was opened; later edits of a module leave it."""

    label: str
    kind: str  # a segment kind of the curriculum, or welcome | goodbye | opening | open-floor | closing
    minutes: int
    content: str = ""
    prompts: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    if_short: str = "keep"
    per_person_minutes: float = 0
    member: str | None = None  # whose welcome or goodbye it is


@frozen
class Situation:
    """Words at hand for one situation of a process group."""

    kind: str
    title: str
    content: str
    prompts: tuple[str, ...] = ()


@frozen
class SessionOpened:
    kind: ClassVar[str] = "session.opened"
    session: str
    group: str
    group_title: str
    service: str
    starts: datetime  # as scheduled
    minutes: int  # as scheduled
    room: str | None
    leaders: tuple[str, ...]
    roster: tuple[Expected, ...]
    agenda: tuple[Step, ...]
    scales: tuple[str, ...] = ("mood", "craving", "safety", "hope")
    situations: tuple[Situation, ...] = ()
    module: str | None = None
    topic: str | None = None  # id of the module's session
    title: str = ""  # its title
    handouts: tuple[str, ...] = ()
    homework: str = ""


@frozen
class Arrived:
    """In the room (again) at `at`; a first arrival well after the start reads as late."""

    kind: ClassVar[str] = "session.arrived"
    member: str
    at: datetime


@frozen
class Left:
    """Out of the room at `at`; `until` the end unless they arrive again."""

    kind: ClassVar[str] = "session.left"
    member: str
    at: datetime
    reason: str = ""


@frozen
class Excused:
    kind: ClassVar[str] = "session.excused"
    member: str
    reason: str = ""


@frozen
class NoShow:
    kind: ClassVar[str] = "session.no-show"
    member: str
    reason: str = ""  # what was heard afterwards; it does not make the absence an excused one


@frozen
class Unmarked:
    """Back to expected: the mark was a slip of the finger."""

    kind: ClassVar[str] = "session.unmarked"
    member: str


@frozen
class WalkedIn:
    """Someone who was not on the roster joins it."""

    kind: ClassVar[str] = "session.walked-in"
    who: Expected


@frozen
class Rated:
    """A check-in answer 0-10; None takes it back."""

    kind: ClassVar[str] = "session.rated"
    member: str
    scale: str
    value: int | None
    moment: str = "in"  # in | out


@frozen
class Tagged:
    kind: ClassVar[str] = "session.tagged"
    member: str
    tag: str
    on: bool = True


@frozen
class StepStarted:
    kind: ClassVar[str] = "session.step-started"
    step: int
    at: datetime


@frozen
class StepSkipped:
    kind: ClassVar[str] = "session.step-skipped"
    step: int
    parked: bool = False


@frozen
class StepExtended:
    kind: ClassVar[str] = "session.step-extended"
    step: int
    minutes: int


@frozen
class SharedNote:
    """The whole text of the shared part, as it stands now."""

    kind: ClassVar[str] = "session.shared-note"
    text: str


@frozen
class FlagRaised:
    """A private safety concern about one member. Never shown on the room-facing screen."""

    kind: ClassVar[str] = "session.flag-raised"
    member: str
    at: datetime
    why: str = ""


@frozen
class FlagAnswered:
    """Who was told, what was decided and when. openchair alerts nobody by itself."""

    kind: ClassVar[str] = "session.flag-answered"
    member: str
    told: str
    decided: str
    at: datetime


@frozen
class Undone:
    """Takes back one earlier entry of the same stream, by its id."""

    kind: ClassVar[str] = "session.undone"
    entry: str


@frozen
class SessionEnded:
    """The group went home at `at`; everyone still in the room leaves then. Wrap-up begins."""

    kind: ClassVar[str] = "session.ended"
    at: datetime


@frozen
class SessionCancelled:
    kind: ClassVar[str] = "session.cancelled"
    session: str
    group: str
    starts: datetime
    minutes: int
    roster: tuple[Expected, ...]
    reason: str


@frozen
class MinutesCorrected:
    """At wrap-up: the minutes counted for a member when the stamps were wrong, and why."""

    kind: ClassVar[str] = "session.minutes-corrected"
    member: str
    minutes: int
    reason: str


@frozen
class SessionFinished:
    """Wrap-up is done. Summarises what reports need, so that they need not replay the session."""

    kind: ClassVar[str] = "session.finished"
    session: str
    at: datetime


# --- notes ----------------------------------------------------------------------------------------------


@frozen
class NoteDrafted:
    """The words of one member's note as they stand now; facts are computed, never typed."""

    kind: ClassVar[str] = "note.drafted"
    session: str
    member: str
    response: str
    progress: str
    goal: str = ""
    plan: str = ""


@frozen
class NoteSigned:
    """One member's note, locked: everything that was signed, and the signature over it."""

    kind: ClassVar[str] = "note.signed"
    note: str  # id
    session: str
    member: str
    facts: str  # the computed part, as text
    shared: str
    response: str
    progress: str
    goal: str
    plan: str
    signer: str
    meaning: str  # author | co-signature
    at: datetime
    signature: str  # base64 Ed25519 over the canonical bytes


@frozen
class NoteAmended:
    """An addendum, a late entry or marked-in-error: a new signed text beside the old one."""

    kind: ClassVar[str] = "note.amended"
    note: str
    meaning: str  # addendum | late-entry | marked-in-error
    text: str
    signer: str
    at: datetime
    signature: str


# --- people ---------------------------------------------------------------------------------------------


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
    """A topic counted as covered for a member, in a group or elsewhere."""

    kind: ClassVar[str] = "patient.covered"
    member: str
    topic: str
    where: str  # session id, or words


# --- weeks and access -----------------------------------------------------------------------------------


@frozen
class WeekDrafted:
    """A solved or hand-changed timetable that is not published yet, as TOML, and what is pinned in it."""

    kind: ClassVar[str] = "week.drafted"
    week: str
    timetable: str
    pins: tuple[Pin, ...] = ()


@frozen
class WeekPublished:
    kind: ClassVar[str] = "week.published"
    week: str
    timetable: str
    note: str = ""


@frozen
class UserAdded:
    """Someone may unlock the record, and signs notes with the key whose public half this is."""

    kind: ClassVar[str] = "access.user-added"
    user: str
    public_key: str  # base64 Ed25519
    name: str = ""


@frozen
class Unlocked:
    kind: ClassVar[str] = "access.unlocked"
    user: str


@frozen
class Locked:
    kind: ClassVar[str] = "access.locked"
    user: str
    why: str = ""


@frozen
class Viewed:
    """A read that the audit trail keeps: whose record, and where in the app."""

    kind: ClassVar[str] = "access.viewed"
    what: str


SessionFact = (
    SessionOpened | Arrived | Left | Excused | NoShow | Unmarked | WalkedIn | Rated | Tagged
    | StepStarted | StepSkipped | StepExtended | SharedNote | FlagRaised | FlagAnswered | Undone
    | SessionEnded | SessionCancelled | MinutesCorrected | SessionFinished
)  # fmt: skip
NoteFact = NoteDrafted | NoteSigned | NoteAmended
PatientFact = Admitted | Changed | Discharged | PlanReviewed | AbsenceFollowed | Covered
WeekFact = WeekDrafted | WeekPublished
AccessFact = UserAdded | Unlocked | Locked | Viewed
Fact = SessionFact | NoteFact | PatientFact | WeekFact | AccessFact

FACTS: tuple[type[Fact], ...] = Fact.__args__
BY_KIND: dict[str, type[Fact]] = {fact.kind: fact for fact in FACTS}


@frozen
class Entry:
    """A fact as the record keeps it. `id` is made by the writer, so that a retry can never count twice."""

    seq: int
    id: str
    at: datetime
    who: str  # user id
    stream: str
    fact: Fact


def session_stream(session: str) -> str:
    """Session facts and the notes of that session stand in this stream."""
    return f"session:{session}"


def patient_stream(patient: str) -> str:
    return f"patient:{patient}"


def user_stream(user: str) -> str:
    return f"user:{user}"


def week_stream(week: str) -> str:
    return f"week:{week}"
