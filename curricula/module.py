"""What is taught: a module with its sessions, or a process format with its rounds.

These classes are the file format: `reading` fills them from TOML, `schema` turns them into a JSON Schema, and
the sentence beside each field is what an author sees while typing.
"""

from datetime import date
from typing import Literal

from attrs import field, frozen

from curricula.shape import about

ID = "[a-z0-9]+(-[a-z0-9]+)*"
ID_FORM = "small letters, digits and single hyphens, like urge-surfing"
LONGEST = 24 * 60
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")

Kind = Literal["psychoeducation", "skills", "cognitive-behavioural", "support", "process", "family"]
Status = Literal["draft", "active", "retired"]
Entry = Literal["any-session", "module-start", "closed"]
Order = Literal["any", "first", "last"]
Requirement = Literal["core", "elective", "by-plan"]
CoFacilitator = Literal["none", "recommended", "required"]
Area = Literal["cognitive", "affective", "psychophysiological"]
IfShort = Literal["keep", "shrink", "drop"]
SegmentKind = Literal[
    "check-in",
    "homework-review",
    "psychoeducation",
    "activity",
    "discussion",
    "open-process",
    "break",
    "check-out",
]
RoundKind = Literal["opening", "open-floor", "closing"]
SituationKind = Literal["silence", "one-voice", "new-member", "departing-member", "conflict", "crisis"]


def kebab(name: str) -> str:
    """A topic's name as it is. Raises ValueError when it is not in kebab-case."""
    if not name or name.strip("-") != name or "--" in name or not set(name) <= _LETTERS:
        raise ValueError(f'the topic "{name}" must be {ID_FORM}')
    return name


@frozen
class GroupSize:
    """How many people the module is written for."""

    min: int = field(default=3, metadata=about("The fewest people it works with.", at_least=1, at_most=100))
    ideal: int = field(default=8, metadata=about("The number it is written for.", at_least=1, at_most=100))
    max: int = field(default=12, metadata=about("The most people it works with.", at_least=1, at_most=100))

    def __attrs_post_init__(self) -> None:
        if not self.min <= self.ideal <= self.max:
            sizes = f"{self.min}, {self.ideal}, {self.max}"
            raise ValueError(f"min, ideal and max must not fall: {sizes}", "for instance 3, 8 and 12")


@frozen
class Stay:
    """What the shortest stay of its people offers the module."""

    weeks: int = field(
        default=8, metadata=about("Weeks from admission to discharge.", at_least=1, at_most=520)
    )
    sessions_a_week: int = field(
        default=3, metadata=about("How often a week the module runs.", at_least=1, at_most=50)
    )
    attendance: float = field(
        default=0.8, metadata=about("The share of sessions that people come to.", at_least=0.05, at_most=1)
    )

    @property
    def sessions(self) -> int:
        """How many sessions a person can be expected to come to."""
        return int(self.weeks * self.sessions_a_week * self.attendance + 1e-9)


@frozen
class Segment:
    """One step of a session's agenda."""

    label: str = field(metadata=about("What the group sees on the board for this step."))
    kind: SegmentKind = field(metadata=about("What happens in it."))
    minutes: int = field(metadata=about("How long it takes.", at_least=1, at_most=LONGEST))
    if_short: IfShort = field(
        default="keep", metadata=about("What becomes of it when time is short: keep, shrink or drop.")
    )
    per_person_minutes: float = field(
        default=0.0,
        metadata=about("Minutes for each person, where everyone has a turn.", at_least=0, at_most=60),
    )
    content: str = field(default="", metadata=about("What the facilitator says and does, in Markdown."))
    prompts: tuple[str, ...] = field(default=(), metadata=about("Reminders to the facilitator."))
    questions: tuple[str, ...] = field(default=(), metadata=about("Questions to the group."))


@frozen
class Handout:
    """A page that people take home: its text stands here (`body`) or in a file beside the module (`file`)."""

    title: str = field(metadata=about("The heading of the page."))
    body: str = field(default="", metadata=about("The page in Markdown, at reading grade 6 or below."))
    file: str = field(
        default="", metadata=about("A Markdown file inside the module's folder, in place of `body`.")
    )
    language: str = field(default="", metadata=about("The page's language, where it differs, as in `es`."))


@frozen
class Homework:
    """What people try before they meet again."""

    body: str = field(metadata=about("The task in words that people can take home, in Markdown."))
    due: str = field(default="", metadata=about("When it should be done, in words."))
    review_in_next: bool = field(
        default=False, metadata=about("True when the next session looks back at it.")
    )


@frozen
class Variants:
    """The same session under other circumstances, in Markdown."""

    telehealth: str = field(default="", metadata=about("What changes when people join by video."))
    short: str = field(default="", metadata=about("How to run it when there is clearly less time."))
    newcomer_recap: str = field(default="", metadata=about("Two minutes for someone who joins today."))


@frozen
class Session:
    """One group meeting on one theme."""

    id: str = field(metadata=about("Its name within the module; never reused.", pattern=ID, form=ID_FORM))
    title: str = field(metadata=about("What people call it."))
    minutes: int = field(
        metadata=about("How long it runs; the agenda adds up to it.", at_least=1, at_most=LONGEST)
    )
    objectives: tuple[str, ...] = field(
        default=(),
        metadata=about("What a person can do afterwards; each begins with a verb one can observe."),
    )
    areas: tuple[Area, ...] = field(default=(), metadata=about("What it works on."))
    teaches: tuple[str, ...] = field(
        default=(), metadata=about("The topics that it covers.", each=kebab, pattern=ID)
    )
    requires: tuple[str, ...] = field(
        default=(), metadata=about("Topics that come before it.", each=kebab, pattern=ID)
    )
    order: Order = field(default="any", metadata=about("Where it stands in the module."))
    pair_with: str = field(default="", metadata=about("The id of the session that follows it immediately."))
    after_core: int = field(
        default=0,
        metadata=about("It comes after this many core sessions.", at_least=0, at_most=100),
    )
    requirement: Requirement = field(
        default="core", metadata=about("Whether everyone needs it (core), may choose it, or by their plan.")
    )
    repeatable: bool = field(default=False, metadata=about("True when a second time is worth as much."))
    co_facilitator: CoFacilitator = field(default="none", metadata=about("Whether it takes two to run it."))
    credentials: tuple[str, ...] = field(
        default=(),
        metadata=about(
            "What someone who leads it is credentialed for, beside the group's own service, as in `trauma`; "
            "a word that the clinic's therapists have among their services."
        ),
    )
    materials: tuple[str, ...] = field(default=(), metadata=about("What to have at hand."))
    cautions: tuple[str, ...] = field(
        default=(), metadata=about("What may go wrong for whom, and what to do then.")
    )
    problem_tags: tuple[str, ...] = field(
        default=(), metadata=about("Problems of a treatment plan that it speaks to.")
    )
    agenda: tuple[Segment, ...] = field(default=(), metadata=about("The steps, in order."))
    handouts: tuple[Handout, ...] = field(default=(), metadata=about("Pages to take home."))
    homework: Homework | None = field(default=None, metadata=about("What people try before they meet again."))
    variants: Variants = field(
        factory=Variants, metadata=about("The session by video, in less time, and a newcomer's recap.")
    )


@frozen
class Round:
    """One part of a process group."""

    label: str = field(metadata=about("What the group sees for this part."))
    kind: RoundKind = field(metadata=about("Whether it opens, leaves the floor open, or closes."))
    minutes: int = field(metadata=about("How long it takes.", at_least=1, at_most=LONGEST))
    if_short: IfShort = field(
        default="keep", metadata=about("What becomes of it when time is short: keep, shrink or drop.")
    )
    per_person_minutes: float = field(
        default=0.0,
        metadata=about("Minutes for each person, where everyone has a turn.", at_least=0, at_most=60),
    )
    content: str = field(default="", metadata=about("What the facilitator says and does, in Markdown."))
    prompts: tuple[str, ...] = field(default=(), metadata=about("Reminders to the facilitator."))
    questions: tuple[str, ...] = field(default=(), metadata=about("Questions to the group."))


@frozen
class CheckIn:
    """A question of the check-in round that is answered with a number from 0 to 10."""

    id: str = field(metadata=about("Its short name, as in `sleep`; never reused.", pattern=ID, form=ID_FORM))
    question: str = field(metadata=about("What people are asked, 0 to 10."))


@frozen
class Situation:
    """Something that happens in process groups, and what helps then."""

    kind: SituationKind = field(metadata=about("What happens."))
    title: str = field(metadata=about("The situation in a few words."))
    content: str = field(default="", metadata=about("What it may mean and what helps, in Markdown."))
    prompts: tuple[str, ...] = field(default=(), metadata=about("Things to say or do."))


@frozen
class Module:
    """A curriculum: sessions, or for `kind = "process"` rounds and situations."""

    format: Literal[1] = field(metadata=about("The version of this file format: 1."))
    id: str = field(metadata=about("Its name everywhere; never reused.", pattern=ID, form=ID_FORM))
    title: str = field(metadata=about("What people call it."))
    kind: Kind = field(metadata=about("What sort of group it is for."))
    summary: str = field(default="", metadata=about("One or two sentences for the shelf."))
    version: str = field(default="1.0", metadata=about("Its version, as in `1.2`."))
    status: Status = field(default="draft", metadata=about("Whether it is being written, used or retired."))
    language: str = field(default="en", metadata=about("The language it is written in, as in `en` or `es`."))
    translation_of: str = field(default="", metadata=about("Id and version of the module it translates."))
    authors: tuple[str, ...] = field(default=(), metadata=about("Who wrote it."))
    contributors: tuple[str, ...] = field(default=(), metadata=about("Who helped."))
    reviewed_by: tuple[str, ...] = field(default=(), metadata=about("Who read it with a clinical eye."))
    reviewed_on: date | None = field(default=None, metadata=about("When that was."))
    license: str = field(default="", metadata=about("On what terms others may use it, as in `CC-BY-4.0`."))
    source: str = field(default="", metadata=about("Where it comes from, when it is not the authors' own."))
    attribution: str = field(default="", metadata=about("The line that the source asks to be shown."))
    forked_from: str = field(default="", metadata=about("The module and version that it grew out of."))
    changelog: tuple[str, ...] = field(default=(), metadata=about("What changed, newest first."))
    references: tuple[str, ...] = field(default=(), metadata=about("Further reading and evidence."))
    population: tuple[str, ...] = field(default=(), metadata=about("Whom it is for, as in `adult`."))
    entry: Entry = field(default="any-session", metadata=about("When a person may join."))
    group_size: GroupSize = field(factory=GroupSize, metadata=about("How many people it is written for."))
    stay: Stay = field(
        factory=Stay, metadata=about("How long and how often the people come who stay shortest.")
    )
    credentials: tuple[str, ...] = field(
        default=(),
        metadata=about("What someone who leads it is credentialed for, in every session, as in `dbt`."),
    )
    sessions: tuple[Session, ...] = field(
        default=(), metadata=about("The sessions, in the order of a shelf.")
    )
    check_in: tuple[CheckIn, ...] = field(
        default=(),
        metadata=about("Its own 0-10 questions, in place of mood, craving and hope."),
    )
    themes: tuple[str, ...] = field(default=(), metadata=about("What a process group returns to."))
    norms: tuple[str, ...] = field(default=(), metadata=about("What the group agrees on."))
    rounds: tuple[Round, ...] = field(default=(), metadata=about("The parts of a process group, in order."))
    situations: tuple[Situation, ...] = field(
        default=(), metadata=about("What happens in process groups, and what helps.")
    )
    materials: tuple[str, ...] = field(default=(), metadata=about("What to have at hand every time."))
    cautions: tuple[str, ...] = field(default=(), metadata=about("What may go wrong for whom."))

    @property
    def is_process(self) -> bool:
        """True for a process format, which has rounds in place of sessions."""
        return self.kind == "process"

    @property
    def minutes(self) -> int:
        """How long one meeting of a process format takes: the sum of its rounds."""
        return sum(r.minutes for r in self.rounds)

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic that some session teaches, in order, once."""
        return tuple(dict.fromkeys(t for s in self.sessions for t in s.teaches))

    @property
    def core_topics(self) -> tuple[str, ...]:
        """The topics of the core sessions."""
        return tuple(dict.fromkeys(t for s in self.sessions if s.requirement == "core" for t in s.teaches))

    def credentials_for(self, session: Session) -> frozenset[str]:
        """What those who lead `session` are credentialed for between them, beside the group's service."""
        return frozenset((*self.credentials, *session.credentials))

    def session(self, session_id: str) -> Session | None:
        """The session of that id."""
        return next((s for s in self.sessions if s.id == session_id), None)
