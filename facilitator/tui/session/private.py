"""The private view: opaque, opened by a second `!` or F9, with what to do, and what was told and decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from curricula.text import clean
from facilitator.events import FlagAnswered, FlagRaised, Rated, Undone
from facilitator.live.state import Flag
from facilitator.tui.session.drawing import hanging
from facilitator.tui.session.rows import Rows
from facilitator.tui.session.scribe import NotStored, Scribe
from facilitator.tui.settled import settled
from facilitator.tui.text import line, said, text
from scheduler.week import parse_clock

CHECKLIST = (
    "Stay near. Nobody goes out alone; a colleague keeps the group.",
    "Ask in private, with the tool your clinic uses.",
    "Tell who is on call. Immediate danger: emergency services first (US 911).",
    "Decide together who goes with them, who sees them and when.",
    "Write who was told, what was decided and when. Wrap-up waits for it.",
)
SHORT = 30
"""Below this height the lines stand closer."""

TITLES = {
    "told": "Who was told",
    "decided": "What was decided",
    "when": "When",
    "safety": "Safety 0-10, if it was asked",
}


class PrivateView(ModalScreen[None]):
    """Every flag of the session, and one form for the selected one. `member` is who the view opens on."""

    CSS_PATH = "session.tcss"
    AUTO_FOCUS: ClassVar[str | None] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,f9", "close", "back to the room"),
        ("ctrl+s", "store", "store the answer"),
        ("ctrl+r", "withdraw", "withdraw the flag"),
        ("ctrl+n", "raise_one", "raise a flag on the selected member"),
        # Before the field sees them: what is typed on at once belongs to the next field.
        Binding("enter", "forward", show=False, priority=True),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, scribe: Scribe, member: str | None) -> None:
        super().__init__()
        self.scribe = scribe
        self._member = member
        self._shown: str | None = None  # whose flag stands in the form
        self._stored: tuple[str, ...] = ()  # what of the form is in the record
        self._warned = False  # that what was typed is not complete

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="private"):
            yield Static(said(("Private view", "bold $accent"), "  nobody but you should see this screen"))
            yield Static(id="checklist")
            yield Rows(id="flags")
            yield Static("", id="place")
            yield Static("", id="about")
            with Vertical(id="answer"):
                yield Input(id="told", classes="field", compact=True)
                yield Input(id="decided", classes="field", compact=True)
                with Horizontal():
                    yield Input(id="when", classes="field", compact=True)
                    yield Input(id="safety", classes="field", compact=True)
            yield Static("", id="problem")
        yield Static(_keys(), id="private-keys")

    def on_mount(self) -> None:
        for name, title in TITLES.items():
            self.query_one(f"#{name}").border_title = title
        rows = self.query_one("#flags", Rows)
        flagged = [flag.member for flag in self._flags()]
        self._draw()
        if self._member in flagged:
            rows.select(flagged.index(self._member))
        self._fill()
        if flagged:
            self.query_one("#told").focus()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < SHORT, "-short")
        checklist = self.query_one("#checklist", Static)
        self.call_after_refresh(lambda: checklist.update(_checklist(checklist.size.width)))

    # --- what is shown ------------------------------------------------------------------------------------

    def _flags(self) -> list[Flag]:
        return list(self.scribe.state.flags.values())

    @property
    def flag(self) -> Flag | None:
        flags, selected = self._flags(), self.query_one("#flags", Rows).selected
        return flags[selected] if selected < len(flags) else None

    def _draw(self) -> None:
        rows = self.query_one("#flags", Rows)
        selected = min(rows.selected, len(self._flags()) - 1)
        rows.put([self._flag_line(flag, i == selected) for i, flag in enumerate(self._flags())])
        rows.display = bool(self._flags())
        self.query_one("#answer").display = bool(self._flags())
        place = self.query_one("#place", Static)
        words = self._place()
        place.display = bool(words.plain)
        place.update(words)
        about = self.query_one("#about", Static)
        about.display = not self._flags()
        about.update(self._about())

    def _flag_line(self, flag: Flag, selected: bool) -> Content:
        now = self.scribe.now()
        raised = f"raised {flag.at.astimezone(now.tzinfo):%H:%M}"
        state = said(("waits for an answer", "bold $warning"))
        if flag.answer is not None:
            when = f"{flag.answer.at.astimezone(now.tzinfo):%H:%M}"
            state = said(("✓ answered ", "$success"), when, ", told ", line(flag.answer.told, width=40))
        glyph = said(("›", "bold $primary")) if selected else said(" ")
        return said(glyph, " ! ", line(self._initials(flag.member), "bold"), f"  {raised}  ", state)

    def _place(self) -> Content:
        """Where the flagged (else the selected) member is, when they joined from elsewhere."""
        member = self.scribe.state.members.get(self.flag.member if self.flag else self._member or "")
        if member is None or not member.remote:
            return Content("")
        who = said(line(member.who.initials, "bold"), " is not in the room. ")
        told = member.located
        if told is None:
            return said(who, ("Nobody asked where: ask now, or v in the room.", "bold $warning"))
        when = told.at.astimezone(self.scribe.now().tzinfo)
        call = said("\n  Call ", line(told.call or "nobody was named", "bold"))
        return said(who, f"Where, as said {when:%H:%M}: ", line(told.where, "bold"), call)

    def _about(self) -> Content:
        """How to raise a flag, while there is none."""
        if self.flag is not None:
            return Content("")
        if self._member is None:
            return said("No flag is raised.")
        return said(
            "No flag is raised. ", ("ctrl+n", "bold $primary"), " raises one on ",
            line(self._initials(self._member), "bold"),
        )  # fmt: skip

    def _initials(self, member: str) -> str:
        known = self.scribe.state.members.get(member)
        return known.who.initials if known else member

    def _fill(self) -> None:
        """The stored answer of the selected flag into the form."""
        flag, now = self.flag, self.scribe.now()
        self._shown, self._warned = flag.member if flag else None, False
        answer = flag.answer if flag else None
        when = (answer.at if answer else now).astimezone(now.tzinfo)
        self.query_one("#told", Input).value = clean(answer.told) if answer else ""
        self.query_one("#decided", Input).value = clean(answer.decided) if answer else ""
        self.query_one("#when", Input).value = f"{when:%H:%M}"
        known = self.scribe.state.members.get(flag.member) if flag else None
        safety = known.ratings.get(("in", "safety")) if known else None
        self.query_one("#safety", Input).value = "" if safety is None else str(safety)
        self._stored = self._typed()

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        """Another flag; words that cannot be stored yet keep the form where it is."""
        if self.flag is not None and self.flag.member == self._shown:
            return
        if self._keeps_words():
            event.rows.select([flag.member for flag in self._flags()].index(self._shown or ""))
        else:
            self._fill()
        self._draw()

    # --- what is done -------------------------------------------------------------------------------------

    async def action_forward(self) -> None:
        """Enter goes on to the next empty field; on the last it stores."""
        await settled(self)
        order = [self.query_one(f"#{name}", Input) for name in ("told", "decided", "when")]
        empty = next((each for each in order if not each.value.strip()), None)
        if self._shown is None:
            return
        if empty is not None and empty is not self.focused:
            self.set_focus(empty)
        else:
            self.action_store()

    def _typed(self) -> tuple[str, ...]:
        """What stands in the form, in the order of its titles."""
        return tuple(clean(self.query_one(f"#{name}", Input).value).strip() for name in TITLES)

    def _keeps_words(self) -> bool:
        """Store what was typed. True, once, when it is not complete and would be lost."""
        if self._shown is None or self._warned or self._typed() == self._stored:
            return False
        self.action_store(" The same key again drops it.")
        self._warned = self._typed() != self._stored
        return self._warned

    def action_store(self, hint: str = "") -> None:
        """The answer, when it says who, what and when; `hint` follows what is still needed."""
        flag = self.scribe.state.flags.get(self._shown or "")
        if flag is None:
            return
        told, decided, when, safety = self._typed()
        moment = self._moment(when)
        wrong = [
            *(["who was told"] if not told else []),
            *(["what was decided"] if not decided else []),
            *(["when, as 18:40"] if moment is None else []),
            *(["safety as a whole number 0 to 10, or nothing"] if not _scale(safety) else []),
        ]
        if wrong or moment is None:
            self._say(f"Not stored yet. Still needed: {', '.join(wrong)}.{hint}")
            return
        facts: list[FlagAnswered | Rated] = [FlagAnswered(flag.member, told, decided, moment)]
        if safety:
            facts.append(Rated(flag.member, "safety", int(safety)))
        if self._write(*facts):
            self._stored = self._typed()

    def _moment(self, when: str) -> datetime | None:
        """The time of day in `when`, on the day of the session that is nearest to now."""
        try:
            minute = parse_clock(when, last=24 * 60 - 1)
        except ValueError:
            return None
        now = self.scribe.now()
        today = now.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
        return today - timedelta(days=1) if today - now > timedelta(hours=12) else today

    def _write(self, *facts: FlagAnswered | FlagRaised | Rated | Undone) -> bool:
        try:
            self.scribe.write(*facts)
        except NotStored as trouble:
            self._say(f"Not stored. {trouble}")
            return False
        saved = self.scribe.state.saved
        self._say(
            f"Stored {saved.astimezone(self.scribe.now().tzinfo):%H:%M:%S}." if saved else "", good=True
        )
        self._draw()
        return True

    def action_raise_one(self) -> None:
        if self._member is not None and self._member not in self.scribe.state.flags:
            self._write(FlagRaised(self._member, self.scribe.now()))
            self._fill()
            self.set_focus(self.query_one("#told", Input))

    def action_withdraw(self) -> None:
        """A flag raised by mistake; one that was answered stays."""
        flag = self.flag
        if flag is None:
            return
        if flag.answer is not None:
            self._say("It was answered and stays in the record.")
            return
        self._write(Undone(flag.entry))
        self._fill()

    def action_close(self) -> None:
        """Leave; what was typed is stored, or keeps the view open until escape is pressed again."""
        if not self._keeps_words():
            self.dismiss(None)

    def _say(self, words: str, *, good: bool = False) -> None:
        self.query_one("#problem", Static).update(text(words, "$success" if good else "$error"))


def _scale(words: str) -> bool:
    return not words or (words.isdecimal() and int(words) <= 10)


def _checklist(width: int) -> Content:
    rows = [
        hanging(said((f"{number} ", "bold $accent")), said(item), width)
        for number, item in enumerate(CHECKLIST, 1)
    ]
    honest = said(("openchair alerts nobody. It only keeps what you write here.", "bold"))
    return Content("\n").join([*rows, Content(""), honest])


def _keys() -> Content:
    keys = (("enter", "next field"), ("ctrl+s", "store"), ("ctrl+r", "withdraw"), ("esc", "back to the room"))
    return Content("").join(said((key, "bold $primary"), (f" {words}   ", "$quiet")) for key, words in keys)
