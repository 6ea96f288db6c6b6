"""The form that asks who it is and for the passphrase; used at the door and by the lock."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from facilitator.records.errors import LockedOut, RecordError, WrongPassphrase
from facilitator.tui.text import line, said, text


class SignIn(Vertical):
    """Users to choose from with the arrows, one passphrase, one line of what is going on."""

    DEFAULT_CSS = "SignIn { height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [("up", "choose(-1)"), ("down", "choose(1)")]

    @dataclass
    class Given(Message):
        """Somebody entered a passphrase."""

        user: str
        passphrase: str = field(repr=False)

    def __init__(self, users: Sequence[tuple[str, str]], user: str = "") -> None:
        super().__init__()
        self._users = list(users)
        self._first = user
        self._until = 0.0
        self._timer: Timer | None = None
        self.listening = True  # False while a passphrase is being tried, or the next has to wait

    def compose(self) -> ComposeResult:
        users = OptionList(*(Option(_name(user, name), id=user) for user, name in self._users))
        users.can_focus = False
        yield users
        yield Input(password=True, placeholder="Passphrase", id="passphrase")
        yield Static("", classes="problem")

    def on_mount(self) -> None:
        names = [user for user, _ in self._users]
        self.query_one(OptionList).highlighted = names.index(self._first) if self._first in names else 0
        self.query_one(Input).focus()

    @property
    def user(self) -> str:
        chosen = self.query_one(OptionList).highlighted
        return self._users[chosen or 0][0]

    def action_choose(self, step: int) -> None:
        options = self.query_one(OptionList)
        options.highlighted = ((options.highlighted or 0) + step) % len(self._users)

    @on(OptionList.OptionHighlighted)
    def _another(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.stop_waiting()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()

    def on_click(self, event: events.Click) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value and self.listening:
            self.listening = False
            self.say(said(("Opening ...", "$quiet")))
            self.post_message(self.Given(self.user, event.value))

    def refused(self, trouble: RecordError) -> None:
        """Say why it did not open, and count down when the next try has to wait."""
        self.query_one(Input).value = ""
        self.say(said(("■ ", "$error"), text(trouble)))
        wait = trouble.wait if isinstance(trouble, WrongPassphrase | LockedOut) else 0
        if wait:
            self._until = time.monotonic() + wait
            self._timer = self.set_interval(0.25, self._count_down)
            self._count_down()
        else:
            self.listening = True

    def _count_down(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            self.stop_waiting()
            return
        whole = int(left) + 1
        clock = f"{whole // 60}:{whole % 60:02d}"
        self.say(
            said(("■ ", "$error"), f"That passphrase did not open it. The next try is taken in {clock}.")
        )

    def stop_waiting(self) -> None:
        """Take the next passphrase."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self.say(Content(""))
            self.listening = True

    def say(self, words: Content) -> None:
        self.query_one(".problem", Static).update(words)


def _name(user: str, name: str) -> Content:
    return said(line(user, "bold"), "  ", line(name)) if name else line(user, "bold")
