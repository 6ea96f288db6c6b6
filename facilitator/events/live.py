"""What happens in one live session, from its opening to the end of wrap-up."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from attrs import frozen


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
    people: int = 0  # how many turns `minutes` has room for, where everyone has one
    member: str | None = None  # whose welcome or goodbye it is


@frozen
class Situation:
    """Words at hand for one situation of a process group."""

    kind: str
    title: str
    content: str
    prompts: tuple[str, ...] = ()


@frozen
class Scale:
    """A curriculum's own check-in question, answered 0-10 like the clinic's own."""

    id: str
    question: str


@frozen
class Variants:
    """The topic under other circumstances, in the module's words; empty where it has none."""

    short: str = ""
    telehealth: str = ""
    newcomer: str = ""


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
    questions: tuple[Scale, ...] = ()  # the words of those `scales` that are the curriculum's own
    variants: Variants = Variants()
    breaks_count: bool = True  # whether minutes of a break count as attendance, by the rule pack
    from_paper: bool = False  # keyed in afterwards from the paper run-sheet: a late entry


@frozen
class TopicChosen:
    """Another topic than the session was opened with, before the topic began: by who came, or by wish."""

    kind: ClassVar[str] = "session.topic-chosen"
    at: datetime
    agenda: tuple[Step, ...]  # in place of everything after the first `kept` steps
    kept: int
    module: str | None
    topic: str | None
    title: str
    handouts: tuple[str, ...] = ()
    homework: str = ""
    scales: tuple[str, ...] = ("mood", "craving", "safety", "hope")
    questions: tuple[Scale, ...] = ()
    variants: Variants = Variants()


@frozen
class StartedDespite:
    """The session was started although checks spoke against it, for a reason."""

    kind: ClassVar[str] = "session.started-despite"
    checks: tuple[str, ...]  # in sentences
    reason: str


@frozen
class Joined:
    """A facilitator has the session's screen before them from `at`."""

    kind: ClassVar[str] = "session.joined"
    user: str
    at: datetime


@frozen
class Parted:
    """A facilitator left the session's screen at `at`; the session goes on."""

    kind: ClassVar[str] = "session.parted"
    user: str
    at: datetime


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
class GuestCame:
    """Someone who is no patient of the group sits in: counted apart, and nobody writes a note about them."""

    kind: ClassVar[str] = "session.guest-came"
    guest: str  # an id within the session
    role: str  # relative | observer | interpreter | other
    at: datetime
    of: str | None = None  # the member whose guest it is


@frozen
class GuestLeft:
    kind: ClassVar[str] = "session.guest-left"
    guest: str
    at: datetime


@frozen
class BreakBegan:
    """The whole group takes a break from `at`, whatever step it is at."""

    kind: ClassVar[str] = "session.break-began"
    at: datetime


@frozen
class BreakEnded:
    kind: ClassVar[str] = "session.break-ended"
    at: datetime


@frozen
class JoinedRemotely:
    """Whether the member joins from elsewhere today, whatever was planned."""

    kind: ClassVar[str] = "session.remote"
    member: str
    on: bool = True


@frozen
class Located:
    """Where a remote member is now, and whom to call in an emergency. Private, like a flag."""

    kind: ClassVar[str] = "session.located"
    member: str
    where: str
    call: str
    at: datetime


@frozen
class WordsShown:
    """The words for a situation were brought up on the screen."""

    kind: ClassVar[str] = "session.words-shown"
    situation: str
    at: datetime


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


SessionFact = (
    SessionOpened | StartedDespite | TopicChosen | Joined | Parted | Arrived | Left | Excused | NoShow
    | Unmarked | WalkedIn | GuestCame | GuestLeft | BreakBegan | BreakEnded | JoinedRemotely | Located
    | WordsShown | Rated | Tagged | StepStarted | StepSkipped | StepExtended | SharedNote | FlagRaised
    | FlagAnswered | Undone | SessionEnded | SessionCancelled | MinutesCorrected | SessionFinished
)  # fmt: skip
