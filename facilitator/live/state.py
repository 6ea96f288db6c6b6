"""What one session's stream says, as values: people with their times, steps, breaks, flags, words.

They are made by `facilitator.live.session` and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import field, frozen

from facilitator.events import (
    Entry,
    Expected,
    FlagAnswered,
    Located,
    MinutesCorrected,
    NoteAmended,
    NoteDrafted,
    NoteSigned,
    SessionCancelled,
    SessionOpened,
    Step,
)

PRIVATE_SCALES = frozenset({"safety"})
"""Scales that are never asked aloud and never shown on the room-facing screen."""


@frozen
class Stamp:
    """In (`inside`) or out of the room at `at`, as entry `entry` says."""

    at: datetime
    inside: bool
    entry: str
    reason: str = ""


@frozen
class Member:
    """One person of the roster. `stamps` stand in the order of time; `absence` is "", excused or no-show."""

    who: Expected
    stamps: tuple[Stamp, ...] = ()
    absence: str = ""
    reason: str = ""
    ratings: Mapping[tuple[str, str], int] = field(factory=dict)  # (in | out, scale) -> 0..10
    tags: tuple[str, ...] = ()
    corrected: MinutesCorrected | None = None
    remote_today: bool | None = None  # None: as planned
    located: Located | None = None  # where a remote member is; private

    @property
    def id(self) -> str:
        return self.who.member

    @property
    def remote(self) -> bool:
        """Joins from elsewhere today."""
        return self.who.remote if self.remote_today is None else self.remote_today


@frozen
class Guest:
    """Someone who sits in: counted, and never in a note."""

    id: str
    role: str
    came: datetime
    of: str | None = None
    left: datetime | None = None


@frozen
class Pause:
    """A break of the whole group; `until` is None while it lasts."""

    since: datetime
    until: datetime | None = None


@frozen
class Presence:
    """When a facilitator had the session's screen before them; `left` is None while they do."""

    user: str
    since: datetime
    left: datetime | None = None


@frozen
class AgendaStep:
    """One step with what became of it; `minutes` is the plan with every extension, never below 0."""

    plan: Step
    extra: int = 0
    skipped: bool = False
    parked: bool = False

    @property
    def minutes(self) -> int:
        return max(0, self.plan.minutes + self.extra)


@frozen
class Run:
    """The group was at step `step` from `at` until the next run began (or the session ended)."""

    step: int
    at: datetime


@frozen
class Flag:
    """A private safety concern; open until `answer` says who was told, what was decided and when."""

    member: str
    at: datetime
    entry: str
    why: str = ""
    answer: FlagAnswered | None = None


@frozen
class Past:
    """The entries so far as a chain, newest first, so that states share what they have in common."""

    entry: Entry
    before: Past | None
    dead: bool


@frozen
class SessionState:
    """Everything one session's stream says. Compare with ==; two equal states draw the same screen."""

    opened: SessionOpened | None = None
    cancelled: SessionCancelled | None = None
    members: Mapping[str, Member] = field(factory=dict)  # in the order of the roster, walk-ins last
    steps: tuple[AgendaStep, ...] = ()
    runs: tuple[Run, ...] = ()
    guests: Mapping[str, Guest] = field(factory=dict)
    pauses: tuple[Pause, ...] = ()  # breaks by key; a step of the kind "break" is one too
    here: Mapping[str, Presence] = field(factory=dict)  # facilitators, in the order they joined
    shown: tuple[str, ...] = ()  # situations whose words were brought up
    note: str = ""
    flags: Mapping[str, Flag] = field(factory=dict)
    ended: datetime | None = None
    finished: datetime | None = None
    drafts: Mapping[str, NoteDrafted] = field(factory=dict)
    signed: Mapping[str, tuple[NoteSigned, ...]] = field(factory=dict)
    amended: tuple[NoteAmended, ...] = ()
    saved: datetime | None = None  # the latest moment at which anything was written
    seq: int = -1  # number of the last entry
    past: Past | None = field(default=None, eq=False, repr=False)

    @property
    def current(self) -> int | None:
        """The step the group is at, or None before the first and after the end."""
        return self.runs[-1].step if self.runs and self.ended is None else None

    @property
    def resting(self) -> bool:
        """A break by key is going on."""
        return bool(self.pauses) and self.pauses[-1].until is None and self.ended is None

    @property
    def joined(self) -> tuple[str, ...]:
        """Facilitators who have the session's screen before them now."""
        return tuple(each.user for each in self.here.values() if each.left is None)

    @property
    def open_flags(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags.values() if flag.answer is None)

    def stamp(self, member: str | None, now: datetime) -> datetime:
        """`now` for `member` (None: for a step), never before their last stamp: a clock may go back."""
        known = member_of(self, member).stamps if member else self.runs
        return max(now, known[-1].at) if known else now

    def entries(self) -> tuple[Entry, ...]:
        """Every entry folded so far, oldest first, taken back or not."""
        return tuple(past.entry for past in reversed(list(chain(self.past))))

    def standing(self) -> Iterator[Entry]:
        """Entries that still stand, newest first: what an undo key walks."""
        return (past.entry for past in chain(self.past) if not past.dead)


def chain(past: Past | None) -> Iterator[Past]:
    """From the newest entry back to the first."""
    while past is not None:
        yield past
        past = past.before


def member_of(state: SessionState, key: str) -> Member:
    """The member, or a stranger known by the id alone when nobody expected them."""
    return state.members.get(key) or Member(Expected(key, key))
