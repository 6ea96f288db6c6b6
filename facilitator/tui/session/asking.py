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
from facilitator.live.session import PRIVATE_SCALES, SessionState
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
REASONS = {"w": "work", "f": "family", "r": "ride", "i": "ill", "d": "distressed", "a": "asked to leave"}


@frozen
class Answer:
    """What a key did: facts to record, and whether the question is over."""

    facts: tuple[Fact, ...] = ()
    over: bool = False
    shown: str | None = None  # id of something to show in the step's place


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


class AskReason:
    """Why a member goes now; enter gives no reason."""

    def __init__(self, member: str, at: datetime) -> None:
        self.member, self.at = member, at

    def prompt(self, state: SessionState, naming: Naming) -> Content:
        options = (option(key, reason) for key, reason in REASONS.items())
        who = said((f"{naming(self.member)} leaves {self.at:%H:%M}  ", "bold"))
        return said(who, *options, option("enter", "no reason"), LEAVE)

    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None:
        if key in REASONS or key == "enter":
            return Answer((Left(self.member, self.at, REASONS.get(key, "")),), over=True)
        return Answer(over=True) if key == "escape" else None


class AskTime:
    """When a member really came: the stamp is stored already; digits or arrows correct it, enter keeps it."""

    def __init__(self, member: str, at: datetime, entry: str, latest: datetime) -> None:
        self.member, self.at, self._entry, self._latest = member, at, entry, latest
        self._typed = ""

    def prompt(self, state: SessionState, naming: Naming) -> Content:
        shown = f"{self._typed:_<4}" if self._typed else f"{self.at:%H%M}"
        return said(
            (f"{naming(self.member)} came at ", "bold"),
            (f" {shown[:2]}:{shown[2:]} ", "bold reverse $accent"),
            "  ",
            option("0-9", "type the time"),
            option("↑↓", "a minute"),
            option("enter", "keep"),
        )

    def press(self, key: str, character: str | None, state: SessionState) -> Answer | None:
        if key in ("enter", "escape"):
            return Answer(over=True)
        if key in ("up", "down"):
            return self._moved(self.at + timedelta(minutes=1 if key == "up" else -1), over=False)
        if key == "backspace":
            self._typed = self._typed[:-1]
            return Answer()
        return self._digit(character) if character and character in "0123456789" else None

    def _digit(self, digit: str) -> Answer:
        """The fourth digit makes a time, the latest one before now; what is no time is forgotten."""
        self._typed += digit
        if len(self._typed) < 4:
            return Answer()
        typed, self._typed = self._typed, ""
        if typed > "2359" or typed[2:] > "59":
            return Answer()
        moment = self.at.replace(hour=int(typed[:2]), minute=int(typed[2:]), second=0, microsecond=0)
        if moment > self._latest:
            moment -= timedelta(days=1)
        return self._moved(moment, over=True)

    def _moved(self, at: datetime, *, over: bool) -> Answer:
        if not timedelta(0) <= self._latest - at < timedelta(hours=12):
            return Answer()
        self.at = at
        return Answer((Undone(self._entry), Arrived(self.member, at)), over=over)

    def stored_as(self, entry: str) -> None:
        """The stamp that a next correction replaces."""
        self._entry = entry


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
        return said(
            (f"Check-{self.moment}  ", "$quiet"),
            (f"{naming(member)}  ", "bold"),
            (f"{scale} ", "bold $accent"),
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
