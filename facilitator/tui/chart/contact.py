"""One contact beside the groups as a form: what it was, then the same note as after a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from typing import ClassVar
from uuid import uuid4

from attrs import evolve
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.content import Content
from textual.screen import Screen
from textual.suggester import SuggestFromList
from textual.timer import Timer
from textual.widgets import Input, Label

from facilitator.access.consents import consents
from facilitator.chart.chart import Chart
from facilitator.chart.company import suggestions
from facilitator.chart.contact_draft import Problem, draft_of, read
from facilitator.chart.contacts import (
    MODES,
    OUTCOMES,
    SERVICES,
    Contact,
    contact_guards,
    note,
    title,
    unsigned,
)
from facilitator.chart.goals import open_words
from facilitator.chart.near import last_notes, near_contact
from facilitator.chart.summary import summary
from facilitator.desk import Desk
from facilitator.events import ContactWritten, Fact, NoteDrafted, NoteSigned, patient_stream
from facilitator.notes.guards import Guard, stops
from facilitator.notes.note import Note
from facilitator.records.errors import RecordError
from facilitator.resources import Resources, load, named
from facilitator.tui.actions import CONTACT, bindings
from facilitator.tui.session.footer import KeyLine, Line
from facilitator.tui.session.noteform import GoalPicker, NoteForm
from facilitator.tui.session.noteview import NoteView
from facilitator.tui.session.signing import Signing, Waiting
from facilitator.tui.settled import settled
from facilitator.tui.text import line, said, text
from facilitator.tui.widgets.words import Words

PAUSE = 0.4
FIELDS = (  # field of the draft, label, what may stand in it
    ("service", "kind", SERVICES),
    ("day", "day", ()),
    ("start", "began", ()),
    ("minutes", "minutes", ()),
    ("mode", "how", MODES),
    ("outcome", "outcome", OUTCOMES),
    ("company", "with", ()),
    ("to", "referred to", ()),
)
HINTS = {"company": "mother (c1); brother (none: why)", "to": "for a referral"}
SHORT = 30


class Particular(Grid):
    """One labelled line."""

    def __init__(self, name: str, label: str, value: str, known: Iterable[str]) -> None:
        super().__init__(classes="particular")
        self._label = Label(text(label))
        choices = list(known)
        suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
        hint = HINTS.get(name, "")
        self.input = Words(value, placeholder=hint, suggester=suggester, compact=True, id=f"field-{name}")

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.input


class ContactScreen(Screen[str | None]):
    """Says `signed`, or None when the rest was left for later; every word is stored."""

    CSS_PATH: ClassVar = ["../session/session.tcss", "chart.tcss"]
    AUTO_FOCUS: ClassVar[str | None] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("contact"),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, member: str, start: ContactWritten, *, known: bool = False) -> None:
        """`start`: the contact as the record has it (`known`), or what a new one begins with."""
        super().__init__()
        self.desk, self.member = desk, member
        self._fact, self._stored = start, start if known else None
        self._first = self._draft = draft_of(start, desk.zone)
        self._problems: tuple[Problem, ...] = ()
        self._words: NoteDrafted | None = None  # as stored
        self._last: Mapping[str, NoteSigned] = {}
        self._pause: Timer | None = None
        self._said = Content("")
        self._summary = ""
        self._consents = consents(desk.about(member))
        self._begun = False  # the form is filled: what changes from here on was typed

    @property
    def chart(self) -> Chart:
        return self.desk.whole_chart(self.member)

    @property
    def _staff(self) -> dict[str, str]:
        return {each.id: each.name or each.id for each in self.desk.config.therapists}

    def compose(self) -> ComposeResult:
        yield Line(id="head")
        with Grid(id="particulars"):
            for name, label, known in FIELDS:
                choices = (*known, *self._more_of(name))
                yield Particular(name, label, getattr(self._draft, name), dict.fromkeys(choices))
        yield NoteForm(shared=True)
        yield Line(id="status")
        yield KeyLine(CONTACT)

    def _more_of(self, name: str) -> Iterable[str]:
        """What a field completes beside the words that it always knows."""
        if name == "company":
            day = self._fact.starts.date()
            return suggestions(self.desk.relatives_of(self.member), self._consents, day)
        return self._own_services() if name == "service" else self._places() if name == "to" else ()

    def _places(self) -> Iterable[str]:
        """Where a referral may point to: the clinic's resource list."""
        return [each.name for each in self._resources.resources]

    def _own_services(self) -> Iterable[str]:
        for level in self.desk.config.levels:
            yield from (each.service for each in level.prescription.appointments)

    def on_mount(self) -> None:
        self.set_class(self.size.height < SHORT, "-short")
        self._read_last_notes()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        chart = self.chart
        contact = chart.contacts.get(self._fact.contact)
        self._words = contact.draft if contact else None
        person = self.desk.people.get(self.member)
        shown = contact or Contact(self._fact, self.desk.now())
        form = self.query_one(NoteForm)
        short = self.has_class("-short")
        form.load(
            note(shown, self.desk.zone, self._staff, known=self._consents),
            open_words(chart.goals),
            short=short,
        )
        first = "#field-service" if self._stored is None and not self._fact.appointment else "#done"
        self.set_focus(self.query_one(first))
        who = person.initials if person else self.member
        self.query_one("#head", Line).put_ends(
            said(("openchair  ", "bold $primary"), "Contact · ", line(who, "bold")),
            said((f"{self.desk.now():%H:%M}", "bold")),
        )
        self._begun = True
        self.draw()

    @work(thread=True)
    def _read_last_notes(self) -> None:
        """Everybody's latest note, for the guard against copies; read beside the typing."""
        found = last_notes(self.desk, self._fact.contact)
        self.app.call_from_thread(setattr, self, "_last", found)

    # --- what stands on screen ----------------------------------------------------------------------------

    def words(self) -> Note:
        """The note with what is typed, its facts as they would be signed now."""
        typed = self.query_one(NoteForm).words
        contact = Contact(self._fact, self.desk.now())
        known = self.desk.chart(self.member).contacts.get(self._fact.contact)
        contact = evolve(known, fact=self._fact) if known else contact
        return evolve(
            typed, facts=note(contact, self.desk.zone, self._staff, self._more, self._consents).facts
        )

    @property
    def _more(self) -> str:
        """What a stay came to stands in its discharge note."""
        person = self.desk.people.get(self.member)
        if person is None or self._fact.service != "discharge":
            return ""
        if not self._summary:
            self._summary = summary(self.desk, person)
        return self._summary

    def guards(self) -> tuple[Guard, ...]:
        near = near_contact(self.desk, self.member, self._last)
        return contact_guards(self._fact, self.words(), near, self._consents)

    def draw(self) -> None:
        form = self.query_one(NoteForm)
        form.show_facts(self.words(), short=self.has_class("-short"))
        form.warn(self.guards())
        problem = self._problems[0] if self._problems else None
        mark = said(("▲ ", "bold $warning"), line(problem.message)) if problem else self._said
        told = said(mark, "  ", self._there()) if mark.plain else self._there()
        self.query_one("#status", Line).put(told)
        wrong = {each.field for each in self._problems}
        for name, _, _ in FIELDS:
            self.query_one(f"#field-{name}", Input).set_class(name in wrong, "-wrong")

    def _there(self) -> Content:
        """Of a referral to an entry of the resource list: how to reach it."""
        found = named(self._resources, self._fact.to) if self._fact.to else None
        parts = (found.name, found.phone, found.where, found.hours) if found else ()
        return line("  ".join(filter(None, parts)), "$quiet")

    @cached_property
    def _resources(self) -> Resources:
        return load(self.desk.folder)[0]

    @on(Input.Changed)
    def _typed_field(self, event: Input.Changed) -> None:
        name = (event.input.id or "").removeprefix("field-")
        if not self._begun or name not in {field for field, _, _ in FIELDS}:
            return
        self._draft = self._draft.typed(name, event.value)
        self._changed()

    @on(NoteForm.Changed)
    def _changed(self) -> None:
        if not self._begun:
            return
        done = self.query_one(NoteForm).words.shared
        base = evolve(self._fact, done=done)
        made, self._problems = read(self._draft, base, self.desk.now(), self.desk.zone)
        self._fact = made or base
        self.draw()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self.store)

    @on(GoalPicker.Picked)
    def _picked(self) -> None:
        self.query_one("#plan").focus()
        self._changed()

    # --- storing ------------------------------------------------------------------------------------------

    def store(self) -> bool:
        """Store what is new; True when all of it stands in the record."""
        if self._pause is not None:
            self._pause.stop()
        facts = list(self._new())
        if not facts:
            return not self._problems
        try:
            self.desk.append(patient_stream(self.member), *facts)
        except RecordError as trouble:
            self._said = said(("Not stored. ", "bold $error"), text(trouble))
            self.draw()
            return False
        for fact in facts:
            if isinstance(fact, ContactWritten):
                self._stored = fact
            elif isinstance(fact, NoteDrafted):
                self._words = fact
        self._said = said((f"saved {self.desk.now():%H:%M:%S}", "$quiet"))
        self.draw()
        return not self._problems

    def _new(self) -> Iterable[Fact]:
        typed = self.query_one(NoteForm).words
        words = NoteDrafted(
            self._fact.contact, self.member, typed.response, typed.progress, typed.goal, typed.plan
        )
        empty = NoteDrafted(self._fact.contact, self.member, "", "")
        changed = words != (self._words or empty)
        touched = changed or self._draft != self._first or self._fact.done
        if self._fact != self._stored and (self._stored is not None or touched) and not self._problems:
            yield self._fact
        if changed and (self._stored is not None or not self._problems):
            yield words

    def on_unmount(self) -> None:
        with suppress(Exception):
            self.store()

    # --- keys ---------------------------------------------------------------------------------------------

    @work
    async def action_sign(self) -> None:
        await settled(self)
        self._changed()
        if self._problems or (self._stored is None and not self.store()):
            self.draw()
            return
        self.store()
        name = self.desk.people[self.member].initials if self.member in self.desk.people else self.member
        found = self.guards()
        stop = next((guard.sentence for guard in found if stops((guard,))), "")
        waiting = Waiting(name, title(self._fact.service), stop, len(found))
        signer = await self.app.push_screen_wait(Signing(self.desk, (waiting,)))
        if signer is None:
            return
        contact = self.chart.contacts[self._fact.contact]
        now = self.desk.now()
        fact = unsigned(contact, signer.user, now, self.desk.zone, self._staff, self._more, self._consents)
        try:
            self.desk.append(patient_stream(self.member), signer.signed(fact))
        except RecordError as trouble:
            self._said = said(("Not stored. ", "bold $error"), text(trouble))
            self.draw()
            return
        self.dismiss("signed")

    def action_style(self) -> None:
        self.app.push_screen(NoteView(self.words(), self.desk.note_style, self.desk))

    def action_leave(self) -> None:
        """What is typed is stored; what cannot be read yet is said first, and left the second time."""
        if self.store() or self._said.plain == LEAVING:
            self.dismiss(None)
        else:
            self._problems, self._said = (), said((LEAVING, "bold $warning"))
            self.query_one("#status", Line).put(self._said)


USUAL = 50
LEAVING = "Not complete, so not stored: esc again leaves it."


def new_contact(desk: Desk, member: str, service: str = "individual") -> ContactWritten:
    """What the form starts with: something that just ended, by who is signed in."""
    now = desk.now()
    begun = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0) - timedelta(minutes=USUAL)
    return ContactWritten(f"contact-{uuid4().hex[:16]}", member, service, begun, USUAL, desk.user)
