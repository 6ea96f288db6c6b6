"""One member's note as a form: facts to read, four fields to write, guards beside them."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static, TextArea

from curricula.text import clean
from facilitator.notes.guards import Guard, Severity
from facilitator.notes.note import Note
from facilitator.tui.text import line, said, text

FIELDS = ("response", "progress", "plan")
TITLES = {"done": "What was done"}
PLACEHOLDERS = {
    "done": "What you did together; of a screen its result, of a referral what it is for.",
    "response": "How did this member take part? Their words, what you saw.",
    "progress": "What moved toward the goal, or what stands in the way?",
    "plan": "What next, if anything changes (optional)",
}


class GoalPicker(Widget, can_focus=True):
    """The goals of a member's plan, one a digit; picking one goes on to the next note."""

    class Picked(Message):
        def __init__(self, goal: str) -> None:
            super().__init__()
            self.goal = goal

    def __init__(self) -> None:
        super().__init__(id="goal", classes="field")
        self._goals: tuple[str, ...] = ()
        self._goal = ""
        self._locked = False

    def on_mount(self) -> None:
        self.border_title = "Goal"

    def load(self, goals: Sequence[str], goal: str, *, locked: bool) -> None:
        """`goals` to pick from; a goal that was linked before and is gone from the plan stays visible."""
        extra = (goal,) if goal and goal not in goals else ()
        self._goals, self._goal, self._locked = (*goals, *extra)[:9], goal, locked
        self.refresh(layout=True)

    def render(self) -> Content:
        if not self._goals:
            return said(("No goals stand in this person's plan yet. enter goes on.", "$quiet"))
        rows = [
            said((f"{number} ", "bold $primary"), line(goal, "bold" if goal == self._goal else ""),
                 (" ✓" if goal == self._goal else "", "$success"))
            for number, goal in enumerate(self._goals, 1)
        ]  # fmt: skip
        return Content("\n").join(rows)

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            self.post_message(self.Picked(self._goal))
        elif event.key.isdecimal() and 1 <= int(event.key) <= len(self._goals) and not self._locked:
            event.stop()
            self._goal = self._goals[int(event.key) - 1]
            self.refresh()
            self.post_message(self.Picked(self._goal))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self._goals) and not self._locked:
            self._goal = self._goals[offset.y]
            self.refresh()
            self.post_message(self.Picked(self._goal))


class NoteForm(Vertical):
    """`load` shows a note; `Changed` says that its words are other than before."""

    class Changed(Message):
        """Somebody typed."""

    def __init__(self, *, shared: bool = False) -> None:
        """`shared`: what was done is written here as well, as for a contact with one person."""
        super().__init__(id="note-form")
        self._note = Note("", "")
        self._shared = shared

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="fields", can_focus=False):
            yield Static(id="facts", classes="field")
            if self._shared:
                yield _field("done")
            for name in ("response", "progress"):
                yield _field(name)
            yield GoalPicker()
            yield _field("plan")
        yield Static(id="units")
        yield Static(id="guards")

    def on_mount(self) -> None:
        self.query_one("#facts").border_title = "From the record"
        for name in (*FIELDS, "done") if self._shared else FIELDS:
            self.query_one(f"#{name}").border_title = TITLES.get(name, name.capitalize())

    def load(self, note: Note, goals: Sequence[str], *, signed: str = "", short: bool = False) -> None:
        """Show `note`; `signed` says by whom and when, and locks it; `short` runs the facts together."""
        self._note = note
        self.show_facts(note, signed=signed, short=short)
        if self._shared:
            self.query_one("#done", TextArea).load_text(clean(note.shared))
        for name in FIELDS:
            area = self.query_one(f"#{name}", TextArea)
            area.load_text(clean(getattr(note, name)))
            area.read_only = bool(signed)
        self.query_one(GoalPicker).load(goals, note.goal, locked=bool(signed))
        self.query_one("#fields").scroll_home(animate=False)
        self.screen.set_focus(self.query_one("#response", TextArea))

    def show_facts(self, note: Note, *, signed: str = "", short: bool = False) -> None:
        """The computed part, which may change while the form is open."""
        carried = note.shared and not self._shared
        shared = said("\n", ("Shared: ", "$quiet"), text(note.shared)) if carried else Content("")
        locked = said("\n", ("✓ ", "$success"), text(signed)) if signed else Content("")
        facts = line(note.facts) if short else text(note.facts)
        self.query_one("#facts", Static).update(said(facts, locked) if short else said(facts, shared, locked))

    def count(self, sentences: Sequence[str]) -> None:
        """What may be billed for it by the clinic's packs, and what may not and why."""
        units = self.query_one("#units", Static)
        units.display = bool(sentences)
        units.update(Content("\n").join(said(("$ ", "$quiet"), line(each, "$quiet")) for each in sentences))

    @property
    def words(self) -> Note:
        """The note with the words that stand in the form."""
        typed = {name: clean(self.query_one(f"#{name}", TextArea).text) for name in FIELDS}
        if self._shared:
            typed["shared"] = clean(self.query_one("#done", TextArea).text)
        return evolve(self._note, **typed)

    def warn(self, guards: Sequence[Guard] | None) -> None:
        """The guards' sentences; a stop and a look differ by glyph and word. None: it is signed."""
        ready = said(("✓ ", "$success"), ("Ready to sign.", "$quiet"))
        rows = [] if guards is None else [_guard(guard) for guard in guards] or [ready]
        self.query_one("#guards", Static).update(Content("\n").join(rows))

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    @on(GoalPicker.Picked)
    def _picked(self, event: GoalPicker.Picked) -> None:
        self._note = evolve(self._note, goal=event.goal)


def _field(name: str) -> TextArea:
    return TextArea(
        id=name, classes="field", compact=True, highlight_cursor_line=False, placeholder=PLACEHOLDERS[name]
    )


def _guard(guard: Guard) -> Content:
    stop = guard.severity is Severity.STOP
    glyph = said(("■ stop  ", "bold $error")) if stop else said(("▲ look  ", "bold $warning"))
    return glyph + text(guard.sentence)
