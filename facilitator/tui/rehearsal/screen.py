"""The live screen with a room that speaks, and what was made of it at the end."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from facilitator.rehearsal.debrief import Debrief, Seen, debrief
from facilitator.rehearsal.scenario import Cue, Scenario
from facilitator.rehearsal.staging import RoomClock, coming, said
from facilitator.tui.actions import Action
from facilitator.tui.session.keys import bound
from facilitator.tui.session.live import LiveScreen
from facilitator.tui.session.scribe import Book
from facilitator.tui.text import line, text
from facilitator.tui.text import said as content

HEARD = 3
"""The last things said that stand on the screen."""
KEYS = (
    Action("rehearsal.on", "full_stop", "what comes next", "Put the clock on to the next thing that happens"),
)


class RehearsalScreen(LiveScreen):
    """Everything as in a group; `.` goes on to what happens next, `w` ends with the debrief."""

    CSS_PATH = "../session/session.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bound(KEYS)
    DEFAULT_CSS = """
    #heard {
        height: auto; max-height: 9; padding: 0 1;
        border: round $secondary; border-title-color: $secondary;
    }
    """

    def __init__(self, record: Book, session: str, scenario: Scenario, clock: RoomClock) -> None:
        super().__init__(record, session, clock=clock)
        self.scenario, self._room_clock = scenario, clock
        self._heard = -1

    def on_mount(self) -> None:
        heard = Static(id="heard")
        heard.border_title = "In the room"
        self.query_one("#right").mount(heard, before="#step-pane")
        self.call_after_refresh(self._hear)

    def _tick(self) -> None:
        super()._tick()
        if self.is_current:
            self._hear()

    def _hear(self) -> None:
        """What was said last, and how long nothing will be."""
        cues = said(self.scenario, self._room_clock.passed)
        if len(cues) == self._heard:
            return
        self._heard = len(cues)
        rows = [_heard(cue, last=cue is cues[-1]) for cue in cues[-HEARD:]]
        if coming(self.scenario, self._room_clock.passed) is None:
            rows.append(
                content(
                    ("That was all. ", "$quiet"), ("w", "bold $primary"), (" ends with a debrief.", "$quiet")
                )
            )
        nothing = text("The room fills. p stamps who comes in, space begins.", "$quiet")
        self.query_one("#heard", Static).update(Content("\n").join(rows or [nothing]))

    def action_on(self) -> None:
        if (cue := coming(self.scenario, self._room_clock.passed)) is not None:
            self._room_clock.on_to(cue.at)
            self._tick()

    def action_wrap(self) -> None:
        """A rehearsal has no notes to write: it ends with what was used, and what one might try."""
        if self.store_note():
            opened = self.scribe.state.opened
            assert opened is not None
            found = debrief(self.scenario, self.scribe.state, opened.starts)
            self.app.push_screen(DebriefView(self.scenario, found), self._debriefed)

    def _debriefed(self, again: bool | None) -> None:
        if again is not None:
            self.dismiss("again" if again else "finished")


def _heard(cue: Cue, *, last: bool) -> Content:
    minutes, seconds = divmod(int(cue.at.total_seconds()), 60)
    who = content(line(cue.who, "bold"), "  ") if cue.who else Content("")
    words = text(cue.says, "" if last else "$quiet")
    return content((f"{minutes:>2}:{seconds:02d}  ", "$quiet"), who, words)


class DebriefView(ModalScreen[bool | None]):
    """What was hoped for and done, and what was used. `r` rehearses again, escape goes back to the room."""

    DEFAULT_CSS = """
    DebriefView VerticalScroll { padding: 1 2; max-width: 100; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter,q", "answer(False)", "done"),
        ("r", "answer(True)", "once more"),
        ("escape", "back", "back to the room"),
    ]

    def __init__(self, scenario: Scenario, found: Debrief) -> None:
        super().__init__()
        self._scenario, self._found = scenario, found

    def compose(self) -> ComposeResult:
        goals = len(self._found.goals)
        rows = [content(("Debrief  ", "bold $primary"), line(self._scenario.title, "bold"))]
        rows.append(text(f"{self._found.met} of {goals} of what this scenario is about.", "$quiet"))
        rows += [Content(""), *(_goal(seen) for seen in self._found.goals), Content("")]
        rows.append(content(("What you used", "bold $secondary")))
        rows += [content("  ", line(words)) for words in self._found.used]
        keys = (("enter", "done"), ("r", "once more"), ("esc", "back to the room"))
        told = [content((key, "bold $primary"), (f" {words}   ", "$quiet")) for key, words in keys]
        rows += [Content(""), Content("").join(told)]
        with VerticalScroll():
            yield Static(Content("\n").join(rows))

    def action_answer(self, again: bool) -> None:
        self.dismiss(again)

    def action_back(self) -> None:
        self.dismiss(None)


def _goal(seen: Seen) -> Content:
    if seen.after is None:
        mark, when = ("– ", "$quiet"), "not this time"
    elif seen.late:
        mark, when = ("◆ ", "$warning"), f"at {_clock(seen.after)}, later than it helps"
    else:
        mark, when = ("✓ ", "$success"), f"at {_clock(seen.after)}"
    head = content(mark, line(seen.goal.words, "bold"), (f"  {when}", "$quiet"))
    return content(head, "\n    ", text(seen.goal.why, "$quiet"))


def _clock(after: timedelta) -> str:
    minutes, seconds = divmod(int(after.total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"
