"""The screen that faces the room: what it is made of and how it is drawn. `live` gives it its keys."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static, TextArea

from curricula.text import clean
from facilitator.events import Fact, SharedNote, Situation, Step
from facilitator.live import agenda
from facilitator.live.attendance import count_in_room
from facilitator.live.shared import both
from facilitator.live.state import SessionState
from facilitator.tui.session import drawing
from facilitator.tui.session.asking import Question, Round
from facilitator.tui.session.drawing import Columns
from facilitator.tui.session.footer import KeyLine, Line
from facilitator.tui.session.keys import LIVE
from facilitator.tui.session.rows import Rows
from facilitator.tui.session.scribe import Book, Clock, NotStored, Scribe
from facilitator.tui.session.telling import names, step_label, tell, told_by_others
from facilitator.tui.text import line, said, text

PAUSE = 0.4
"""Seconds without typing after which the shared note is stored."""

MESSAGE_SECONDS = 8

WRITING = said(("esc", "bold $primary"), (" back to the keys; until then every key writes", "$quiet"))
"""In place of the keys while the shared note has the focus."""

FRAMES = 10
"""Lines around the members and the agenda; in a window with fewer lines in all the two take turns."""

TINY, NARROW = 72, 104
"""Below these widths the left side takes less, and the title says less."""


class RoomScreen(Screen[str | None]):
    """Members, agenda, the current step and the shared note of one open session."""

    CSS_PATH = "session.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "#members"

    def __init__(self, record: Book, session: str, *, clock: Clock, hide_names: bool = False) -> None:
        super().__init__()
        self.scribe = Scribe(record, session, clock)
        self.hidden = hide_names
        self.question: Question | None = None
        self.situation: Situation | None = None
        self._said = Content("")
        self._said_at = self.scribe.now()
        self._step_shown: tuple[object, ...] = ()
        self._pause: Timer | None = None
        self._pending: str | None = None  # the note as typed, until it is stored

    # --- parts --------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Line(id="head")
        with Horizontal(id="room"):
            with Vertical(id="left"):
                with Vertical(id="members-pane", classes="pane"):
                    yield Line(id="members-heading")
                    yield Rows(id="members")
                with Vertical(id="agenda-pane", classes="pane"):
                    yield Line(id="agenda-heading")
                    yield Rows(id="agenda")
            with Vertical(id="right"):
                with Vertical(id="step-pane", classes="pane"):
                    yield Line(id="bar")
                    with VerticalScroll(id="step-words", can_focus=False):
                        yield Static(id="step")
                with Vertical(id="note-pane", classes="pane"):
                    yield TextArea(
                        clean(self.scribe.state.note),
                        id="note",
                        compact=True,
                        highlight_cursor_line=False,
                        placeholder="Enter writes here: what the group did, naming nobody.",
                    )
        yield Line(id="status")
        opened = self.scribe.state.opened
        yield KeyLine([each for each in LIVE if each.name != "situation" or (opened and opened.situations)])

    def on_mount(self) -> None:
        self.query_one("#note-pane").border_title = "Shared note"
        self.set_interval(1, self._tick)
        self.call_after_refresh(self.draw)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < NARROW, "-narrow")
        self.set_class(event.size.width < TINY, "-tiny")
        state = self.scribe.state
        rows = len(state.members) + len(state.guests) + len(state.steps)
        self.set_class(rows + FRAMES > event.size.height, "-turns")
        self._step_shown = ()
        self.call_after_refresh(self.draw)

    # --- drawing ------------------------------------------------------------------------------------------

    def name_of(self, member: str) -> str:
        """What stands on this screen for a member."""
        return names(self.scribe.state, hidden=self.hidden).get(member, member)

    def draw(self) -> None:
        """Bring every part up to date; only what reads differently is painted."""
        self._draw_members()
        self._draw_agenda()
        self._draw_step()
        self._draw_clock()
        self._draw_foot()

    def _tick(self) -> None:
        if self.is_current:
            self.take_in()
            self._draw_agenda()
            self._draw_clock()
            self._draw_foot()

    def take_in(self) -> None:
        """What was written at another keyboard since: drawn, and said."""
        before, state, gone = clean(self.scribe.state.note), self.scribe.state, self.scribe.gone
        found = self.scribe.catch_up()
        if self.scribe.gone and not gone:
            self.tell(("■ Nothing can be stored now. ", "bold $error"), text(self.scribe.gone))
        elif gone and not self.scribe.gone:
            self.tell(("✓ ", "$success"), "The database server answers again: keys are stored.")
        if self.scribe.state is state:
            return
        if any(isinstance(entry.fact, SharedNote) for entry in found):
            self._merge_note(before)
        if told := told_by_others(found, self.scribe.state, self.name_of):
            self.tell(("● ", "$secondary"), line(told))
        self.draw()

    def _merge_note(self, before: str) -> None:
        """Another hand's words into the field; what stands in it and is not stored yet stays."""
        mine, theirs = clean(self.note.text), clean(self.scribe.state.note)
        merged = both(before, mine, theirs)
        if merged == mine:
            return
        if self.focused is self.note and merged.startswith(mine):
            end = self.note.document.end
            self.note.insert(merged[len(mine) :], end, maintain_selection_offset=True)
        else:
            self.note.load_text(merged)

    def _draw_members(self) -> None:
        state, rows = self.scribe.state, self.query_one("#members", Rows)
        columns = Columns.fitting(rows.size.width or 40, state.opened.scales if state.opened else ())
        self.query_one("#members-heading", Line).put(drawing.heading(columns))
        round_ = self.question if isinstance(self.question, Round) else None
        asked = round_.asked if round_ else None
        shown = names(state, hidden=self.hidden)
        if asked:
            rows.select(list(state.members).index(asked[0]), tell=False)
        rows.put(
            [
                drawing.member_line(
                    member,
                    state,
                    shown[key],
                    columns,
                    selected=number == rows.selected,
                    moment=round_.moment if round_ else "in",
                    asked=asked[1] if asked and asked[0] == key else None,
                )
                for number, (key, member) in enumerate(state.members.items())
            ]
            + [
                drawing.guest_line(guest, state, self.name_of, selected=number == rows.selected)
                for number, guest in enumerate(state.guests.values(), len(state.members))
            ]
        )
        title = f"Members {count_in_room(state)} of {len(state.members)}"
        guests = sum(guest.left is None for guest in state.guests.values())
        with_guests = f" + {guests} guest{'s' if guests > 1 else ''}" if guests else ""
        self._title("#members-pane", said(title, with_guests, self._turn("agenda")))

    def _draw_agenda(self) -> None:
        state, rows = self.scribe.state, self.query_one("#agenda", Rows)
        width = rows.size.width or 40
        self.query_one("#agenda-heading", Line).put(drawing.agenda_heading(width))
        focused = rows.has_focus
        rows.put(
            [
                drawing.agenda_line(
                    each, self.name_of, width, selected=focused and each.step == rows.selected
                )
                for each in agenda.lines(state, self.scribe.now())
            ]
        )
        self._title("#agenda-pane", said("Agenda", self._turn("members")))

    def _turn(self, other: str) -> Content:
        """Where two panes take turns, how to see the other."""
        return said(" · ", ("tab", "$primary"), f" {other}") if self.has_class("-turns") else Content("")

    def _draw_step(self) -> None:
        """The words of the current step (or of the situation in its place), painted when they change."""
        state = self.scribe.state
        index = state.current if state.current is not None else agenda.next_step(state)
        step = state.steps[index] if index is not None else None
        now = self.scribe.now()
        minutes = agenda.given(state, index, now) if index is not None else 0
        people = agenda.people(state, index, now) if index is not None else 0
        also = _also(state, step.plan) if step else ()
        shown = (index, minutes, state.current, self.situation, self.hidden, people, also)
        if shown == self._step_shown:
            return
        new_words = self._step_shown[:1] != shown[:1] or self._step_shown[3:4] != shown[3:4]
        self._step_shown = shown
        width = self.query_one("#step").size.width
        if self.situation is not None:
            title, words = said(line(self.situation.title)), _situation_words(self.situation, width)
        elif step is None:
            title, words = (
                said("Agenda done"),
                said("Every step is done. ", ("w", "bold $primary"), " wraps up."),
            )
        else:
            number = f"{(index or 0) + 1}/{len(state.steps)} "
            begun = state.current is not None
            title = said(number if begun else "Next: ", line(step_label(step.plan, self.name_of)))
            words = _step_words(step.plan, minutes, people, also, width)
            if not begun:
                words = said(("space", "bold $primary"), " starts this step.\n\n", words)
        self._title("#step-pane", title)
        self.query_one("#step", Static).update(words)
        if new_words:
            self.query_one("#step-words").scroll_home(animate=False)

    def _draw_clock(self) -> None:
        state, now = self.scribe.state, self.scribe.now()
        bar = self.query_one("#bar", Line)
        step = agenda.step_clock(state, now)
        if state.resting:
            bar.put(drawing.resting(max(timedelta(0), now - state.pauses[-1].since), bar.size.width))
        else:
            bar.put(drawing.bar(step, bar.size.width) if step else said(("not started", "$quiet")))
        self._draw_notice()
        opened, whole = state.opened, agenda.session_clock(state, now)
        if opened is None or whole is None:
            return
        over = bool(whole.over)
        left = f"{drawing.hours(whole.over)} over" if over else f"{drawing.hours(whole.left)} left"
        early = opened.starts - now
        if early > timedelta(0):
            left = f"starts in {drawing.hours(early + timedelta(seconds=59))}"
        parts = [
            opened.group_title,
            *([opened.title] if opened.title else []),
            *([opened.room] if opened.room else []),
        ]
        leaders = " + ".join(self._leader(who) for who in dict.fromkeys((*opened.leaders, *state.joined)))
        if leaders and not self.has_class("-narrow"):
            parts.append(leaders)
        title = line(" · ".join(parts))
        self.query_one("#head", Line).put_ends(
            said(("openchair  ", "bold $primary"), title),
            said((f"{now:%H:%M}", "bold"), " · ", (left, "bold $warning" if over else "")),
        )

    def _leader(self, who: str) -> str:
        """A facilitator, and whether they have this session before them."""
        if who == self.me:
            return f"{who} (you)"
        return f"{who} (here)" if who in self.scribe.state.joined else who

    def _draw_notice(self) -> None:
        """At the end of a step, without a sound: a line under it that stays until something is done."""
        state, now = self.scribe.state, self.scribe.now()
        notice, turn = agenda.notice(state, now), agenda.turn(state, now)
        words = Content("")
        if notice is agenda.Notice.UP:
            keys = (
                ("space", "$primary"),
                (" next · ", "$quiet"),
                ("+", "$primary"),
                (" five more", "$quiet"),
            )
            words = said(("▲ time is up", "bold $warning"), (" · ", "$quiet"), *keys)
        elif notice is agenda.Notice.SOON:
            words = said(("▲ two minutes", "$warning"))
        elif turn is not None and not state.resting:
            words = said((f"about turn {turn.number} of {turn.of}", "$quiet"))
        pane = self.query_one("#step-pane")
        if pane.border_subtitle != words.markup:
            pane.border_subtitle = words

    @property
    def me(self) -> str:
        return self.scribe.record.who

    def _draw_foot(self) -> None:
        now, saved = self.scribe.now(), self.scribe.state.saved
        if now - self._said_at > timedelta(seconds=MESSAGE_SECONDS):
            self._said = Content("")
        zone = now.tzinfo
        right = (
            said(("writing …", "$accent"))
            if self._unsaved
            else said((f"saved {saved.astimezone(zone):%H:%M:%S}" if saved else "", "$quiet"))
        )
        self.query_one("#status", Line).put_ends(self._said, right)
        asked = self.question.prompt(self.scribe.state, self.name_of) if self.question else None
        self.query_one(KeyLine).ask(WRITING if asked is None and self.focused is self.note else asked)

    def _title(self, pane: str, title: Content) -> None:
        widget = self.query_one(pane)
        if widget.border_title != title.markup:
            widget.border_title = title

    # --- saying and storing -------------------------------------------------------------------------------

    def tell(self, *parts: str | Content | tuple[object, str]) -> None:
        """Say something on the status line for a while."""
        self._said, self._said_at = said(*parts), self.scribe.now()

    def record(self, *facts: Fact) -> bool:
        """Store `facts`, say what happened, and draw. False (and said) when they could not be stored."""
        try:
            self.scribe.write(*facts)
        except NotStored as trouble:
            self.tell(("Not stored. ", "bold $error"), text(trouble))
            self.draw()
            return False
        sentences = [tell(fact, self.scribe.state, self.name_of) for fact in facts]
        if told := "; ".join(filter(None, sentences)):
            self.tell(("✓ ", "$success"), line(told))
        self.draw()
        return True

    # --- the shared note ----------------------------------------------------------------------------------

    @property
    def note(self) -> TextArea:
        return self.query_one("#note", TextArea)

    @property
    def _unsaved(self) -> bool:
        return clean(self.note.text) != clean(self.scribe.state.note)

    @on(TextArea.Changed, "#note")
    def _typed(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        if self._unsaved:
            self._pending = clean(self.note.text)
            self._pause = self.set_timer(PAUSE, self.store_note)
            self._draw_foot()

    @on(events.DescendantBlur)
    def _left_note(self) -> None:
        self.store_note()
        self._draw_foot()

    @on(events.DescendantFocus)
    def _other_keys(self) -> None:
        self._draw_foot()

    def store_note(self) -> bool:
        """Store the shared note as it stands; True when it is stored."""
        if not self.is_mounted or not self._unsaved:
            return True
        if not self.record(SharedNote(clean(self.note.text))):
            return False
        self._pending = None
        return True

    def on_unmount(self) -> None:
        """Words typed in the last moment before the app was left."""
        if self._pending is not None:
            with suppress(NotStored):
                self.scribe.write(SharedNote(self._pending))


def _also(state: SessionState, step: Step) -> tuple[tuple[str, str], ...]:
    """Other words of the topic that hold tonight: to a newcomer, by video, in less time."""
    if state.opened is None:
        return ()
    words, members = state.opened.variants, state.members.values()
    remote = any(member.remote and not member.absence for member in members)
    found = (
        ("For who is new", words.newcomer if step.kind == "welcome" else ""),
        ("In less time", words.short if agenda.shortened(state) else ""),
        ("For those who join by video", words.telehealth if remote else ""),
    )
    return tuple((title, text_.strip()) for title, text_ in found if text_.strip())


def _step_words(
    step: Step, minutes: int, people: int, also: tuple[tuple[str, str], ...], width: int
) -> Content:
    """The facilitator's words: what to say, reminders, questions to the group, what if time is short."""
    parts = [text(step.content.strip())] if step.content.strip() else []
    if step.per_person_minutes:
        turns = f"{step.per_person_minutes:g} min each, {people} here: {minutes} min in all."
        parts.append(said((turns, "$quiet")))
    if step.prompts:
        title = "Read aloud" if step.kind == "welcome" else "Have in mind"
        parts.append(_list(title, "•", step.prompts, width))
    if step.questions:
        parts.append(_list("Ask", "›", step.questions, width))
    parts += [said((title, "bold $secondary"), "\n", text(words)) for title, words in also]
    parts.append(said((f"If short: {step.if_short}.", "$quiet")))
    return Content("\n\n").join(parts)


def _situation_words(situation: Situation, width: int) -> Content:
    parts = [_list("Words at hand", "›", situation.prompts, width)] if situation.prompts else []
    if situation.content.strip():
        parts.append(text(situation.content.strip()))
    parts.append(
        said(("i", "bold $primary"), " other words  ", ("esc", "bold $primary"), " back to the step")
    )
    return Content("\n\n").join(parts)


def _list(title: str, glyph: str, items: tuple[str, ...], width: int) -> Content:
    rows = [drawing.hanging(said((f"{glyph} ", "bold $accent")), line(item), width) for item in items]
    return Content("\n").join([said((title, "bold $secondary")), *rows])
