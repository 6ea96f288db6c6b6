"""Questions that one or two keys answer, asked in the footer; the round of numbers is the longest of them.

Each is a small state machine without a screen: `press` takes a key and says what to record and whether the
question is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen
from textual.content import Content

from facilitator.events import Arrived, Fact, Left, Rated, Tagged, Undone
from facilitator.live.attendance import in_room
from facilitator.live.state import PRIVATE_SCALES, SessionState
from facilitator.tui.session.telling import Naming
from facilitator.tui.text import line, said

TAGS = {
    "s": "shared",
    "q": "quiet",
    "u": "supportive",
    "d": "distressed",
    "l": "left room",
    "c": "challenged",
}
REASONS = {
    "w": "work",
    "f": "family",
    "r": "ride",
    "i": "ill",
    "d": "distressed",
    "a": "asked to leave",
    "b": "break",
}


@frozen
class Answer:
    """What a key did: facts to record, and whether the question is over."""

    facts: tuple[Fact, ...] = ()
    over: bool = False
    shown: str | None = None  # id of something to show in the step's place
    place: str | None = None  # the remote member who is to be asked where they are
    minutes: int | None = None  # into which the rest of the agenda is to fit


class Question(Protocol):
    """`press` returns None for a key that means nothing here."""

    def prompt(self, state: SessionState, naming: Naming) -> Content: ...
    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None: ...


def option(key: str, label: object, *, on: bool = False) -> Content:
    return said((f" {key} ", "bold $primary"), line(label), (" ✓" if on else "", "$success"), "  ")


LEAVE = said(("esc", "bold $primary"), " back")


class AskTag:
    """How a member took part; a tag that is on is taken off."""

    def __init__(self, member: str) -> None:
        self.member = member

    def prompt(self, state: SessionState, naming: Naming) -> Content:
        tags = state.members[self.member].tags
        options = (option(key, tag, on=tag in tags) for key, tag in TAGS.items())
        return said((f"{naming(self.member)}  ", "bold"), *options, LEAVE)

    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None:
        tag = TAGS.get(key)
        if tag is None:
            return Answer(over=True) if key == "escape" else None
        on = tag not in state.members[self.member].tags
        return Answer((Tagged(self.member, tag, on),), over=True)


class TypedTime:
    """A time of day by four digits: the latest moment of that name that is not after `latest`."""

    def __init__(self, at: datetime, latest: datetime) -> None:
        self.at, self._latest, self._typed = at, latest, ""
        self.refused = ""  # why what was typed last is not taken

    @property
    def shown(self) -> str:
        digits = f"{self._typed:_<4}" if self._typed else f"{self.at:%H%M}"
        return f"{digits[:2]}:{digits[2:]}"

    def shorter(self) -> None:
        self._typed = self._typed[:-1]

    def digit(self, digit: str) -> datetime | None:
        """The moment, with the fourth digit of one; what is no time is refused."""
        self._typed, self.refused = self._typed + digit, ""
        if len(self._typed) < 4:
            return None
        typed, self._typed = self._typed, ""
        shown = f"{typed[:2]}:{typed[2:]}"
        if typed > "2359" or typed[2:] > "59":
            self.refused = f"{shown} is no time of day"
            return None
        moment = self.at.replace(hour=int(typed[:2]), minute=int(typed[2:]), second=0, microsecond=0)
        made = self.kept(moment - timedelta(days=1) if moment > self._latest else moment)
        self.refused = "" if made else f"{shown} is still to come"
        return made

    def kept(self, at: datetime) -> datetime | None:
        """`at`, now the time that is shown; None when it is ahead, or half a day ago."""
        if not timedelta(0) <= self._latest - at < timedelta(hours=12):
            return None
        self.at = at
        return at


class AskReason:
    """Why a member goes, and when if it was not just now; enter gives no reason."""

    def __init__(self, member: str, at: datetime, since: datetime) -> None:
        """`since`: when they came in; nobody leaves before that."""
        self.member, self._since, self._time = member, since, TypedTime(at, at)

    def prompt(self, state: SessionState, naming: Naming) -> Content:
        options = (option(key, reason) for key, reason in REASONS.items())
        who = said((f"{naming(self.member)} leaves ", "bold"), (f" {self._time.shown} ", "bold $accent"), " ")
        return said(who, *options, option("0-9", "other time"), option("enter", "no reason"), LEAVE,
                    (self._time.refused, "bold $warning"))  # fmt: skip

    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None:
        if key in REASONS or key == "enter":
            at = max(self._time.at, self._since)
            return Answer((Left(self.member, at, REASONS.get(key, "")),), over=True)
        if key == "escape":
            return Answer(over=True)
        if key == "backspace":
            self._time.shorter()
            return Answer()
        if character and character in "0123456789":
            self._time.digit(character)
            return Answer()
        return None


class AskTime:
    """When a member really came: the stamp is stored already; digits or arrows correct it, enter keeps it."""

    def __init__(self, member: str, at: datetime, entry: str, latest: datetime) -> None:
        self.member, self._entry, self._time = member, entry, TypedTime(at, latest)

    @property
    def at(self) -> datetime:
        return self._time.at

    def prompt(self, state: SessionState, naming: Naming) -> Content:
        return said(
            (f"{naming(self.member)} came at ", "bold"),
            (f" {self._time.shown} ", "bold reverse $accent"),
            "  ",
            option("0-9", "type the time"),
            option("↑↓", "a minute"),
            option("enter", "keep"),
            (self._time.refused, "bold $warning"),
        )

    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None:
        if key in ("enter", "escape"):
            return Answer(over=True)
        if key in ("up", "down"):
            moved = self._time.kept(self.at + timedelta(minutes=1 if key == "up" else -1))
            return self._moved(moved, over=False)
        if key == "backspace":
            self._time.shorter()
            return Answer()
        if character and character in "0123456789":
            return self._moved(self._time.digit(character), over=True)
        return None

    def _moved(self, at: datetime | None, *, over: bool) -> Answer:
        if at is None:
            return Answer()
        return Answer((Undone(self._entry), Arrived(self.member, at)), over=over)

    def stored_as(self, entry: str) -> None:
        """The stamp that a next correction replaces."""
        self._entry = entry


class AskPlace:
    """A remote member is in: whether to ask now where they are. The answer goes on a view of its own."""

    def __init__(self, member: str) -> None:
        self.member = member

    def prompt(self, state: SessionState, naming: Naming) -> Content:
        return said(
            (f"{naming(self.member)} joins from elsewhere  ", "bold"),
            option("enter", "where they are, whom to call (private)"),
            option("esc", "later, v"),
        )

    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None:
        if key == "enter":
            return Answer(over=True, place=self.member)
        return Answer(over=True) if key == "escape" else None


LONGEST_REST = 3
"""Digits of the minutes that may be left."""


class AskMinutes:
    """How many minutes are left, when it is not the schedule that says so; the answer fits the rest."""

    def __init__(self, suggested: int) -> None:
        self._suggested, self._typed = suggested, ""

    def prompt(self, state: SessionState, naming: Naming) -> Content:
        return said(
            ("Minutes left ", "bold"),
            (f" {self._typed or self._suggested} ", "bold reverse $accent"),
            "  ",
            option("0-9", "type them"),
            option("enter", "fit what is left into them"),
            LEAVE,
        )

    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None:
        if key == "enter":
            return Answer(over=True, minutes=int(self._typed or self._suggested))
        if key == "escape":
            return Answer(over=True)
        if key == "backspace":
            self._typed = self._typed[:-1]
            return Answer()
        if character and character in "0123456789":
            self._typed = (self._typed + character)[:LONGEST_REST].lstrip("0")
            return Answer()
        return None


class Choice:
    """Any short list by number or letter; `shown` is the id of what was chosen."""

    def __init__(self, title: str, options: Sequence[tuple[str, str]]) -> None:
        self._title = title
        self._options = tuple(options[:9])

    def prompt(self, state: SessionState, naming: Naming) -> Content:
        options = (option(str(number), title) for number, (_, title) in enumerate(self._options, 1))
        return said((f"{self._title}  ", "bold"), *options, LEAVE)

    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None:
        if key == "escape":
            return Answer(over=True)
        if key.isdecimal() and 1 <= int(key) <= len(self._options):
            return Answer(over=True, shown=self._options[int(key) - 1][0])
        return None


class Round:
    """The check-in (or check-out) round: who is in the room, scale by scale, a key a number."""

    def __init__(self, state: SessionState, moment: str = "in") -> None:
        self.moment = moment
        self.members = tuple(key for key, member in state.members.items() if in_room(member, state))
        scales = state.opened.scales if state.opened else ()
        self.scales = tuple(scale for scale in scales if scale not in PRIVATE_SCALES)
        self.place = self._first_unanswered(state)

    def _first_unanswered(self, state: SessionState) -> int:
        """The first member without any answer; the beginning when all have one."""
        for i, key in enumerate(self.members):
            if not any(when == self.moment for when, _ in state.members[key].ratings):
                return i * len(self.scales)
        return 0

    @property
    def size(self) -> int:
        return len(self.members) * len(self.scales)

    @property
    def asked(self) -> tuple[str, str] | None:
        """Member and scale whose answer is awaited."""
        if not 0 <= self.place < self.size:
            return None
        who, which = divmod(self.place, len(self.scales))
        return self.members[who], self.scales[which]

    def prompt(self, state: SessionState, naming: Naming) -> Content:
        if self.asked is None:
            return said("Nobody in the room has been stamped in yet.  ", LEAVE)
        member, scale = self.asked
        questions = state.opened.questions if state.opened else ()
        own = next((each.question for each in questions if each.id == scale), "")
        return said(
            (f"Check-{self.moment}  ", "$quiet"),
            (f"{naming(member)}  ", "bold"),
            line(own or scale, "bold $accent", width=60),
            " ",
            option("0-9", ""),
            option("t", "ten"),
            option("-", "pass"),
            option("⌫", "back"),
            option("↑↓", "member"),
            option("esc", "done"),
        )

    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None:
        if key == "escape" or self.asked is None:
            return Answer(over=True)
        moves: dict[str, Callable[[], int]] = {
            "backspace": lambda: max(0, self.place - 1),
            "minus": lambda: self.place + 1,
            "down": lambda: self._member(1),
            "up": lambda: self._member(-1),
        }
        if key in moves:
            self.place = moves[key]()
            return Answer(over=self.place >= self.size)
        value = 10 if key == "t" else int(key) if key.isdecimal() and len(key) == 1 else None
        if value is None:
            return None
        member, scale = self.asked
        self.place += 1
        return Answer((Rated(member, scale, value, self.moment),), over=self.place >= self.size)

    def _member(self, by: int) -> int:
        who = self.place // len(self.scales) + by
        return max(0, min(who, len(self.members) - 1)) * len(self.scales)
