"""Keying a group in from its paper run-sheet: the same keys, in the order of the sheet, stored at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from curricula.text import clean
from facilitator.events import Expected, Fact, SessionOpened
from facilitator.live.keying import Paper, blank, facts, joined, press, problems, sat_in, was_at
from facilitator.people import Person
from facilitator.today import short
from facilitator.tui.dialogs.fields import Fields, Line
from facilitator.tui.session.joining import Joining, Newcomer
from facilitator.tui.text import line, said, text

GLYPHS = {"": ("·", "$quiet"), "present": ("✓", "$success"), "excused": ("e", "$secondary"),
          "no-show": ("–", "$quiet")}  # fmt: skip
AWAITED = {
    "in": "When did they come? Four digits, enter keeps",
    "out": "When did they go? Four digits",
    "why": "Why? w work · f family · r ride · i ill · d distressed · b break · enter none",
    "began": "When did the group begin? Four digits",
    "ended": "When did the group end? Four digits",
}
HELP = (
    "p present · l late · e excused · n no-show, then a number a scale (t ten, - pass) · o left early · "
    "s q u d c tags · v remote · w where they were · a joined, guest · b began · f ended · arrows"
)


class Keying(ModalScreen[tuple[Fact, ...] | None]):
    """Dismisses with the facts of the whole group, or nothing."""

    DEFAULT_CSS = """
    Keying VerticalScroll { height: 1fr; padding: 1 2 0 2; }
    Keying TextArea { height: 5; margin: 0 2; border: round $rule; }
    Keying #keying-says { height: auto; padding: 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "store", "store", priority=True),
        Binding("tab", "turn", "the note", priority=True),
        ("escape", "leave", "leave it"),
    ]

    def __init__(self, opened: SessionOpened, now: datetime, known: Sequence[Person] = ()) -> None:
        """`known`: patients of the clinic who may have walked in."""
        super().__init__()
        self._known = known
        self.paper: Paper = blank(opened)
        self._now, self._warned = now, False

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(id="paper")
        yield TextArea(
            id="paper-note", compact=True, placeholder="Shared note: what the group did, naming nobody."
        )
        yield Static(id="keying-says")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.draw()

    def on_key(self, event: events.Key) -> None:
        if isinstance(self.focused, TextArea):
            return
        if event.key == "escape" and not self.paper.awaits:
            return
        if event.key == "a" and not self.paper.awaits:
            event.stop()
            self._ask_who()
            return
        if event.key == "w" and not self.paper.awaits:
            event.stop()
            self._ask_where()
            return
        key = event.character if event.character in ("-",) else event.key
        made = press(self.paper, key)
        if made is None and event.key == "escape":
            made = press(self.paper, "down")
        if made is not None:
            event.stop()
            event.prevent_default()
            self.paper = made
            self.draw()

    def _ask_who(self) -> None:
        """Who came and was not on the roster, or a guest, by the dialog of the live session."""
        paper = self.paper
        here = set(paper.members)
        known = [person for person in self._known if person.id not in here]
        initials = next(who.initials for who in paper.roster if who.member == paper.member)
        self.app.push_screen(Joining(known, (paper.member, initials)), self._joins)

    def _ask_where(self) -> None:
        """Where a remote member was and whom to call there, if the sheet says so."""
        member, place = self.paper.placed, self.paper.line(self.paper.member).place or ("", "")
        if not member:
            self.draw("Where somebody was is asked of who came from elsewhere: p, then v.")
            return
        lines = [
            Line("where", "Where they were", place[0], "address, room"),
            Line("call", "Whom to call", place[1], "name, number; the emergency number there"),
        ]
        question = "From the sheet: it is kept in the private part of the record."

        def keep(found: tuple[str, str] | None) -> None:
            if found is not None:
                self.paper = was_at(self.paper, member, *found)
                self.draw()

        self.app.push_screen(Fields(question, lines, _place), keep)

    def _joins(self, found: Newcomer | None) -> None:
        if found is None:
            return
        if found.role:
            self.paper = sat_in(self.paper, found.role, found.member)
        else:
            name = found.member or f"walk-in-{len(self.paper.members) + 1}"
            who = Expected(name, found.initials, first=found.member is None)
            self.paper = joined(self.paper, who)
        self.draw()

    def draw(self, trouble: str = "") -> None:
        paper = self.paper
        opened = paper.opened
        head = said(
            ("From paper  ", "bold $primary"), line(opened.group_title, "bold"),
            f"  {short(opened.starts.date())}  {paper.began:%H:%M} to {paper.ended:%H:%M}",
            ("  late entry", "italic $accent"),
        )  # fmt: skip
        rows = [self._row(number) for number in range(len(paper.members))]
        rows += [said("  + ", line(f"guest: {role}", "$quiet")) for role, _ in paper.guests]
        self.query_one("#paper", Static).update(Content("\n").join([head, Content(""), *rows]))
        asked = AWAITED.get(paper.awaits, f"{paper.awaits} 0-9, t ten, - pass" if paper.awaits else HELP)
        typed = f"  {paper.typed:_<4}" if paper.typed else ""
        keys = said(("ctrl+s", "bold $primary"), " store the group  ", ("tab", "bold $primary"), " note  ",
                    ("esc", "bold $primary"), " leave it")  # fmt: skip
        first = (
            text(trouble, "$error") if trouble else text(asked + typed, "$quiet" if asked == HELP else "bold")
        )
        self.query_one("#keying-says", Static).update(Content("\n").join([first, keys]))

    def _row(self, number: int) -> Content:
        paper, who = self.paper, self.paper.roster[number]
        found = paper.line(who.member)
        here = number == paper.at
        times = f"{found.came:%H:%M}" if found.came else "     "
        times += f"-{found.left:%H:%M}" if found.left else "      "
        answers = []
        for scale in paper.scales:
            value = found.answers.get(scale)
            asked = here and paper.awaits == scale
            words = "?" if asked and value is None else "" if value is None else str(value)
            answers.append(said(f"  {scale[:2]} ", (f"{words:>2}", "bold reverse $accent" if asked else "")))
        placed = "far, place kept" if found.place else "far"
        far = placed if paper.remote(who.member) else ""
        return said(
            ("›", "bold $primary") if here else " ", " ", GLYPHS[found.mark], " ",
            line(who.initials, "bold" if here else "", width=8).pad_right(max(1, 9 - len(who.initials[:8]))),
            times, *answers, "  ", (", ".join(filter(None, (*found.tags, found.reason, far))), "$quiet"),
        )  # fmt: skip

    def action_turn(self) -> None:
        note = self.query_one(TextArea)
        (self.query_one(VerticalScroll) if self.focused is note else note).focus()

    def action_store(self) -> None:
        """In one piece; who has no mark becomes a no-show, which is said once before."""
        if found := problems(self.paper, self._now):
            self.draw(f"Not stored: {'; '.join(found)}.")
            return
        if self.paper.unmarked and not self._warned:
            self._warned = True
            self.draw(f"{self.paper.unmarked} without a mark become no-shows: ctrl+s again stores it so.")
            return
        self.dismiss(facts(self.paper, clean(self.query_one(TextArea).text).strip()))

    def action_leave(self) -> None:
        self.dismiss(None)


def _place(words: Mapping[str, str]) -> tuple[tuple[str, str] | None, Sequence[str]]:
    if not words["where"]:
        return None, ["Where were they? Without it there is nothing to keep."]
    return (words["where"], words["call"]), ()
