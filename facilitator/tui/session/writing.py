"""The words of wrap-up: the shared part, one note after another, absences; each stored as it is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

from attrs import evolve
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import ContentSwitcher

from curricula.text import clean
from facilitator.chart.goals import open_words
from facilitator.chart.makeups import makeups
from facilitator.chart.near import near_copy
from facilitator.chart.units import in_words, units_of
from facilitator.desk import Desk
from facilitator.events import (
    AbsenceFollowed,
    Excused,
    Fact,
    NoShow,
    NoteDrafted,
    NoteSigned,
    SharedNote,
    TaskSet,
)
from facilitator.notes.facts import facts
from facilitator.notes.guards import Guard, around, guards, owed, stops
from facilitator.notes.note import Note, note
from facilitator.people import Person
from facilitator.tui.session.footer import KeyLine, Line
from facilitator.tui.session.keys import SHEET, WRAP, bound
from facilitator.tui.session.noteform import GoalPicker, NoteForm
from facilitator.tui.session.notelist import (
    ABSENCE,
    NOTE,
    SHARED,
    Item,
    Standing,
    item_line,
    items_of,
    standing,
)  # fmt: skip
from facilitator.tui.session.otherforms import AbsenceForm, SharedForm
from facilitator.tui.session.reconcile import Reconcile
from facilitator.tui.session.rows import Rows
from facilitator.tui.session.scribe import NotStored, Scribe
from facilitator.tui.session.telling import names
from facilitator.tui.settled import settled
from facilitator.tui.text import line, said, text
from scheduler.packs.billing import Counted

PAUSE = 0.4
"""Seconds without typing after which a draft is stored."""

SHORT = 30
"""Below this height the facts stand in one paragraph and fields are lower."""


class Writing(Screen[str | None]):
    """The sheet of minutes, then the list of what is to be written, with the form that is open."""

    CSS_PATH = "session.tcss"
    AUTO_FOCUS: ClassVar[str | None] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(WRAP),
        # Before the field sees them: what is typed on at once belongs to the next field.
        Binding("tab", "forward", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(
        self, scribe: Scribe, *, hide_names: bool = False, leaders: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.leaders = leaders or {}
        self.scribe = scribe
        self.hidden = hide_names
        self.people: dict[str, Person] = {}
        self.last: dict[str, NoteSigned] = {}  # each member's latest note of another session
        self.opened: set[str] = set()
        self.items: list[Item] = []
        self.place = -1
        self._pause: Timer | None = None
        self._pending: Fact | None = None  # what was typed, until it is stored
        self.desk = scribe.record if isinstance(scribe.record, Desk) else None
        self._units = Counted((), ())
        self._makeups: dict[str, tuple[str, ...]] = {}
        self._said = Content("")

    # --- parts --------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Line(id="head")
        with ContentSwitcher(initial="reconcile", id="parts"):
            yield Reconcile(self.scribe, hidden=self.hidden)
            with Horizontal(id="notes"):
                with Vertical(classes="pane", id="notes-pane"):
                    yield Rows(id="notes-list")
                with ContentSwitcher(initial=SHARED, id="forms"):
                    yield SharedForm()
                    yield NoteForm()
                    yield AbsenceForm()
        yield Line(id="status")
        yield KeyLine(SHEET)

    def on_mount(self) -> None:
        self.query_one("#notes-pane").border_title = "Notes"
        self._read_last_notes()
        self.call_after_refresh(self._begin)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < SHORT, "-short")
        self.call_after_refresh(self.draw)

    def _begin(self) -> None:
        if self.scribe.state.ended is not None:
            self._write_notes()
        self.draw()

    @on(Reconcile.Accepted)
    def _write_notes(self) -> None:
        """The minutes stand: on to the words."""
        state = self.scribe.state
        if not self.people:
            found = {key: self.scribe.person(key) for key in state.members}
            self.people = {key: person for key, person in found.items() if person}
        self.items = items_of(state)
        if self.desk is not None:
            self._units = units_of(self.desk, state)
            self._find_makeups(self.desk)
        self.query_one("#parts", ContentSwitcher).current = "notes"
        self.go(0)

    @work(thread=True)
    def _read_last_notes(self) -> None:
        """Each member's latest note elsewhere, for the guard against copies; read beside the typing."""
        found: dict[str, NoteSigned] = {}
        for entry in self.scribe.record.entries((NoteSigned.kind,)):
            fact = entry.fact
            if isinstance(fact, NoteSigned) and not fact.counselling and fact.session != self.scribe.session:
                found[fact.member] = fact
        self.app.call_from_thread(setattr, self, "last", found)

    @work(thread=True)
    def _find_makeups(self, desk: Desk) -> None:
        """What each who did not come could still come to; looked for beside the typing."""
        opened = self.scribe.state.opened
        for item in self.items:
            if item.form == ABSENCE and opened is not None:
                found = makeups(desk, item.member, opened)
                self.app.call_from_thread(self._makeups_found, item.member, found)

    def _makeups_found(self, member: str, found: tuple[str, ...]) -> None:
        self._makeups[member] = found
        if self.is_mounted and self.place >= 0 and self.items[self.place] == Item(ABSENCE, member):
            self.query_one(AbsenceForm).suggest(found)

    # --- drawing ------------------------------------------------------------------------------------------

    def draw(self) -> None:
        state, now = self.scribe.state, self.scribe.now()
        opened = state.opened
        title = f"{opened.group_title} · {opened.title}" if opened and opened.title else ""
        late = "late entry · " if opened and opened.from_paper else ""
        self.query_one("#head", Line).put_ends(
            said(("openchair  ", "bold $primary"), f"Wrap up · {late}", line(title)),
            said((f"{now:%H:%M}", "bold")),
        )
        saved = state.saved
        zone = now.tzinfo
        self.query_one("#status", Line).put_ends(
            self._said, said((f"saved {saved.astimezone(zone):%H:%M:%S}" if saved else "", "$quiet"))
        )
        self.query_one(KeyLine).show(WRAP if self.items else SHEET)
        if self.items:
            self._draw_list()
            self._draw_guards()

    def _draw_list(self) -> None:
        rows = self.query_one("#notes-list", Rows)
        shown = names(self.scribe.state, hidden=self.hidden)
        rows.put(
            [
                item_line(item, self._standing(item), shown.get(item.member, ""), here=i == self.place)
                for i, item in enumerate(self.items)
            ]
        )
        left, total = len(owed(self.scribe.state)), sum(item.form == NOTE for item in self.items)
        title = f"Notes {total - left} of {total} signed"
        if self.query_one("#notes-pane").border_title != title:
            self.query_one("#notes-pane").border_title = title

    def _standing(self, item: Item) -> Standing:
        person = self.people.get(item.member)
        return standing(
            item,
            self.scribe.state,
            followed=person is not None and self.scribe.session in person.followed,
            stopped=item.form == NOTE and stops(self.guards(item.member)),
            opened=item.member in self.opened,
        )

    def _draw_guards(self) -> None:
        item = self.items[self.place]
        if item.form == NOTE:
            signed = item.member in self.scribe.state.signed
            self.query_one(NoteForm).warn(None if signed else self.guards(item.member))

    def guards(self, member: str) -> tuple[Guard, ...]:
        """What is to be looked at in a member's note as it stands on screen or in the draft."""
        state = self.scribe.state
        called = {key: person.name for key, person in self.people.items()}
        near = around(state, member, called, self.last.get(member))
        if self.desk is not None:
            own = self.desk.chart(member)
            near = evolve(near, near_copy=near_copy(self.desk), flag="open" if own.unsafe else near.flag)
        return guards(self._note(member), near)

    def _note(self, member: str) -> Note:
        item = self.items[self.place] if self.place >= 0 else None
        if item == Item(NOTE, member) and member not in self.scribe.state.signed:
            return self.query_one(NoteForm).words
        return note(self.scribe.state, member, self.leaders)

    # --- from one to the next -----------------------------------------------------------------------------

    def go(self, place: int) -> None:
        """Store what is here and open the item at `place`."""
        if not 0 <= place < len(self.items) or not self.store():
            return
        self.place = place
        item = self.items[place]
        self.query_one("#forms", ContentSwitcher).current = item.form
        self.query_one("#notes-list", Rows).select(place)
        {SHARED: self._open_shared, NOTE: self._open_note, ABSENCE: self._open_absence}[item.form](
            item.member
        )
        self.draw()

    def _open_shared(self, _: str) -> None:
        state = self.scribe.state
        self.query_one(SharedForm).load(state.note, locked=bool(state.signed))

    def _open_note(self, member: str) -> None:
        self.opened.add(member)
        state, signed = self.scribe.state, self.scribe.state.signed.get(member)
        by = f"Signed by {signed[0].signer}, {signed[0].at:%d %b %H:%M}. It is locked." if signed else ""
        goals = open_words(self.scribe.chart(member).goals)
        words, short = note(state, member, self.leaders), self.has_class("-short")
        self.query_one(NoteForm).load(words, goals, signed=by, short=short)
        self.query_one(NoteForm).count(in_words(self._units, member))

    def _open_absence(self, member: str) -> None:
        state = self.scribe.state
        known = facts(state, member, self.leaders)
        form = self.query_one(AbsenceForm)
        form.load(known, state.members[member].reason, "")
        form.suggest(self._makeups.get(member))

    async def action_next(self) -> None:
        await settled(self)
        self._on_to_next()

    def _on_to_next(self) -> None:
        self.go(min(self.place + 1, len(self.items) - 1))

    def action_forward(self) -> None:
        """To the next field; from the last one of a form to the next form. The list is left to the mouse."""
        fields = [each for each in self.focus_chain if each.id != "notes-list"]
        if self.items and fields and self.focused is fields[-1]:
            self._on_to_next()
        else:
            self.app.action_focus_next()

    async def action_previous(self) -> None:
        await settled(self)
        self.go(max(0, self.place - 1))

    @on(Rows.Moved, "#notes-list")
    def _moved(self, event: Rows.Moved) -> None:
        if event.rows.selected != self.place:
            self.go(event.rows.selected)

    @on(GoalPicker.Picked)
    def _picked(self) -> None:
        self._on_to_next()

    @on(AbsenceForm.Done)
    def _absence_done(self) -> None:
        self._on_to_next()

    # --- storing ------------------------------------------------------------------------------------------

    @on(NoteForm.Changed)
    @on(SharedForm.Changed)
    def _typed(self) -> None:
        """Guards at once, the record after a short pause."""
        self._draw_guards()
        self._pending = self._typed_fact()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self.store)

    def store(self) -> bool:
        """Store what stands in the open form; True when it is stored (or nothing was new)."""
        if self._pause is not None:
            self._pause.stop()
        if not self.is_mounted or self.place < 0:
            return True
        item = self.items[self.place]
        if item.form == ABSENCE:
            return self._store_absence(item.member)
        fact = self._typed_fact()
        self._pending = None
        return self.write(fact) if fact is not None else True

    def on_unmount(self) -> None:
        """Words typed in the last moment before the app was left."""
        if self._pending is not None:
            with suppress(NotStored):
                self.scribe.write(self._pending)

    def _typed_fact(self) -> Fact | None:
        """What stands in the open form, when the record does not have it yet."""
        item = self.items[self.place]
        if item.form == SHARED:
            return self._shared_fact()
        return self._draft_fact(item.member) if item.form == NOTE else None

    def _shared_fact(self) -> Fact | None:
        state, words = self.scribe.state, self.query_one(SharedForm).words
        return SharedNote(words) if words != clean(state.note) and not state.signed else None

    def _draft_fact(self, member: str) -> Fact | None:
        state, words = self.scribe.state, self.query_one(NoteForm).words
        if member in state.signed or member != words.member:
            return None
        fact = NoteDrafted(
            self.scribe.session, member, words.response, words.progress, words.goal, words.plan
        )
        stored = state.drafts.get(member, NoteDrafted(self.scribe.session, member, "", ""))
        return fact if fact != stored else None

    def _store_absence(self, member: str) -> bool:
        """The reason into the session, the outreach into the person's own stream."""
        form, known = self.query_one(AbsenceForm), self.scribe.state.members[member]
        absent = NoShow if known.absence == "no-show" else Excused
        if form.reason and form.reason != known.reason and not self.write(absent(member, form.reason)):
            return False
        if not form.outreach:
            return True
        try:
            self.scribe.write_about(member, self._outreach(member, form.outreach))
        except NotStored as trouble:
            return self._trouble(trouble)
        if person := self.scribe.person(member):
            self.people[member] = person
        return True

    def _outreach(self, member: str, words: str) -> Fact:
        """`+2 call again` is a task due in two days; anything else was done."""
        later = re.fullmatch(r"\+(\d{1,3})\s+(.+)", words)
        if later is None:
            return AbsenceFollowed(member, self.scribe.session, words)
        due = self.scribe.now().date() + timedelta(days=int(later[1]))
        return TaskSet(f"task-{uuid4().hex[:8]}", member, later[2], due, self.scribe.session)

    def write(self, *new: Fact) -> bool:
        try:
            self.scribe.write(*new)
        except NotStored as trouble:
            return self._trouble(trouble)
        self.draw()
        return True

    def _trouble(self, trouble: NotStored) -> bool:
        self._said = said(("Not stored. ", "bold $error"), text(trouble))
        self.draw()
        return False
