"""Where a remote member is now, whom to call, and whether they agreed: a small form on a view of its own."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from curricula.text import clean
from facilitator.access.telehealth import agreed, in_words, standing
from facilitator.events import Located
from facilitator.live.state import Member
from facilitator.tui.session.scribe import NotStored, Scribe
from facilitator.tui.settled import settled
from facilitator.tui.text import said, text
from facilitator.tui.widgets.words import Words

TITLES = {
    "where": "Where they are now (address, room)",
    "call": "Whom to call there (name, number; and the local emergency number)",
}


class Whereabouts(ModalScreen[None]):
    """What was said last time stands in it as a suggestion; enter on the last line stores it anew."""

    CSS_PATH = "session.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#where"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "forward", show=False, priority=True),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("ctrl+y", "agreed", show=False, priority=True),
        ("escape", "close", "back to the room"),
    ]

    def __init__(self, scribe: Scribe, member: str) -> None:
        super().__init__()
        self.scribe, self._member = scribe, member

    def compose(self) -> ComposeResult:
        member = self.scribe.state.members[self._member]
        known = member.located or self.scribe.last_place(self._member)
        with Vertical(classes="private"):
            yield Static(said(("Private view", "bold $accent"), "  nobody but you should see this screen"))
            yield Static(self._about(member, known), id="place-about")
            for name, title in TITLES.items():
                field = Words(
                    clean(getattr(known, name)) if known else "", id=name, classes="field", compact=True
                )
                field.border_title = title
                yield field
            yield Static("", id="telehealth")
            yield Static("", id="problem")
        yield Static(
            said(
                ("enter", "bold $primary"), " next, then store   ", ("ctrl+y", "bold $primary"),
                " they agree to telehealth   ", ("esc", "bold $primary"), " later",
            )
        )  # fmt: skip

    def on_mount(self) -> None:
        self._show_consent()

    def _show_consent(self) -> None:
        """Whether they agreed to be seen from elsewhere: asked at arrival, before anything is said."""
        found = standing(self.scribe.consents(self._member), self.scribe.now().date())
        mark = ("✓ ", "$success") if found else ("▲ ", "bold $warning")
        self.query_one("#telehealth", Static).update(said(mark, text(in_words(found))))

    def _about(self, member: Member, known: Located | None) -> str:
        who = member.who.initials
        if known is None:
            return f"{who} joins from elsewhere. Ask before you begin; in an emergency it is too late."
        day = f"{known.at.day}.{known.at.month}." if known is not member.located else f"{known.at:%H:%M}"
        return f"{who} joins from elsewhere. This is what was said {day}: is it so now?"

    async def action_forward(self) -> None:
        await settled(self)
        where, call = (self.query_one(f"#{name}", Input) for name in TITLES)
        if self.focused is where:
            self.set_focus(call)
        elif not where.value.strip():
            self._say("Where are they? Without it nobody can be sent.")
            self.set_focus(where)
        else:
            self._store(where.value, call.value)

    def _store(self, where: str, call: str) -> None:
        fact = Located(self._member, clean(where).strip(), clean(call).strip(), self.scribe.now())
        try:
            self.scribe.write(fact)
        except NotStored as trouble:
            self._say(f"Not stored. {trouble}")
            return
        self.dismiss(None)

    def action_agreed(self) -> None:
        """Written down in their own record, as said by word of mouth; once a day is enough."""
        known, day = self.scribe.consents(self._member), self.scribe.now().date()
        if standing(known, day) is None:
            try:
                self.scribe.write_about(self._member, agreed(self._member, known, day))
            except NotStored as trouble:
                self._say(f"Not stored. {trouble}")
                return
        self._show_consent()

    def _say(self, words: str) -> None:
        self.query_one("#problem", Static).update(text(words, "$error"))

    def action_close(self) -> None:
        self.dismiss(None)
