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

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from facilitator.events.access import (
    AccessFact,
    GlassBroken,
    Locked,
    PassphraseChanged,
    RolesGiven,
    Unlocked,
    UserAdded,
    UserRemoved,
    Viewed,
)
from facilitator.events.charts import (
    Certified,
    ChartFact,
    GoalClosed,
    GoalSet,
    HoldLifted,
    HoldPlaced,
    MeasureTaken,
    TaskDone,
    TaskSet,
)
from facilitator.events.consents import (
    ConsentFact,
    ConsentGiven,
    ConsentRevoked,
    Disclosed,
)
from facilitator.events.contacts import (
    ContactFact,
    ContactWritten,
    OutcomeWritten,
    Relative,
)
from facilitator.events.intake import (
    AuthorisationKept,
    IntakeFact,
    ProspectKept,
    RelativeKept,
)
from facilitator.events.live import (
    Arrived,
    BreakBegan,
    BreakEnded,
    Excused,
    Expected,
    FlagAnswered,
    FlagRaised,
    GuestCame,
    GuestLeft,
    Joined,
    JoinedRemotely,
    Left,
    Located,
    MinutesCorrected,
    NoShow,
    Parted,
    Rated,
    Scale,
    SessionCancelled,
    SessionEnded,
    SessionFact,
    SessionFinished,
    SessionOpened,
    SharedNote,
    Situation,
    StartedDespite,
    Step,
    StepExtended,
    StepSkipped,
    StepStarted,
    Tagged,
    TopicChosen,
    Undone,
    Unmarked,
    Variants,
    WalkedIn,
    WordsShown,
)
from facilitator.events.notes import (
    NoteAmended,
    NoteDrafted,
    NoteFact,
    NoteSigned,
    NoteStyleChosen,
)
from facilitator.events.people import (
    AbsenceFollowed,
    Admitted,
    Changed,
    Covered,
    Discharged,
    Merged,
    PatientFact,
    Paused,
    PlanReviewed,
    PlanTopics,
    Resumed,
)
from facilitator.events.weeks import (
    AbsencePlanned,
    CalledOff,
    HolidaySettled,
    TopicPlanned,
    WeekDrafted,
    WeekFact,
    WeekPublished,
)

__all__ = [
    "BY_KIND",
    "CLINIC_STREAM",
    "FACTS",
    "AbsenceFollowed",
    "AbsencePlanned",
    "AccessFact",
    "Admitted",
    "Arrived",
    "AuthorisationKept",
    "BreakBegan",
    "BreakEnded",
    "CalledOff",
    "Certified",
    "Changed",
    "ChartFact",
    "ConsentFact",
    "ConsentGiven",
    "ConsentRevoked",
    "ContactFact",
    "ContactWritten",
    "Covered",
    "Discharged",
    "Disclosed",
    "Entry",
    "Excused",
    "Expected",
    "Fact",
    "FlagAnswered",
    "FlagRaised",
    "GlassBroken",
    "GoalClosed",
    "GoalSet",
    "GuestCame",
    "GuestLeft",
    "HoldLifted",
    "HoldPlaced",
    "HolidaySettled",
    "IntakeFact",
    "Joined",
    "JoinedRemotely",
    "Left",
    "Located",
    "Locked",
    "MeasureTaken",
    "Merged",
    "MinutesCorrected",
    "NoShow",
    "NoteAmended",
    "NoteDrafted",
    "NoteFact",
    "NoteSigned",
    "NoteStyleChosen",
    "OutcomeWritten",
    "Parted",
    "PassphraseChanged",
    "PatientFact",
    "Paused",
    "PlanReviewed",
    "PlanTopics",
    "ProspectKept",
    "Rated",
    "Relative",
    "RelativeKept",
    "Resumed",
    "RolesGiven",
    "Scale",
    "SessionCancelled",
    "SessionEnded",
    "SessionFact",
    "SessionFinished",
    "SessionOpened",
    "SharedNote",
    "Situation",
    "StartedDespite",
    "Step",
    "StepExtended",
    "StepSkipped",
    "StepStarted",
    "Tagged",
    "TaskDone",
    "TaskSet",
    "TopicChosen",
    "TopicPlanned",
    "Undone",
    "Unlocked",
    "Unmarked",
    "UserAdded",
    "UserRemoved",
    "Variants",
    "Viewed",
    "WalkedIn",
    "WeekDrafted",
    "WeekFact",
    "WeekPublished",
    "WordsShown",
    "patient_stream",
    "prospect_stream",
    "session_stream",
    "taken_back",
    "user_stream",
    "week_stream",
]

Fact = (
    SessionFact | NoteFact | PatientFact | ConsentFact | WeekFact | AccessFact | ContactFact | ChartFact
    | IntakeFact
)  # fmt: skip

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


def prospect_stream(prospect: str) -> str:
    return f"prospect:{prospect}"


def user_stream(user: str) -> str:
    return f"user:{user}"


CLINIC_STREAM = "clinic"
"""Absences, closures and holidays stand here."""


def week_stream(week: str) -> str:
    return f"week:{week}"


def taken_back(entries: Iterable[Entry]) -> frozenset[str]:
    """Ids that an `Undone` among `entries` (in order) takes back which itself still stands; it reaches only
    backwards."""
    ordered = tuple(entries)
    numbers = {entry.id: entry.seq for entry in ordered}
    dead: set[str] = set()
    for entry in reversed(ordered):
        if isinstance(entry.fact, Undone) and entry.id not in dead:
            target = entry.fact.entry
            if numbers.get(target, entry.seq) < entry.seq:
                dead.add(target)
    return frozenset(dead)
