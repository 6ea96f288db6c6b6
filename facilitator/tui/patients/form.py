"""The form that admits, changes and re-admits: typed fields, a painted week, every problem at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import evolve
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from facilitator.admission import Admission, Draft, Problem, read, sketch
from facilitator.desk import Desk
from facilitator.events import ConsentGiven
from facilitator.intake.fitting import Fit, fits
from facilitator.painting import PaintedWeek
from facilitator.people import Person
from facilitator.tui.dialogs.ask import Confirm
from facilitator.tui.patients.papers import Papers
from facilitator.tui.text import line, said, text
from facilitator.tui.widgets.keys import Keys
from facilitator.tui.widgets.week_painter import LEGEND, WeekPainter
from facilitator.tui.widgets.words import Words
from scheduler.week import Week, hours

FIELDS = (  # field of the draft, label, what may stand in it
    ("id", "id", "P-101"),
    ("initials", "initials", "A.M."),
    ("name", "preferred name", "optional"),
    ("level", "level of care", ""),
    ("track", "track", "none: joins untracked groups only"),
    ("band", "age band", "adult or adolescent"),
    ("language", "language", "none: joins any"),
    ("therapist", "therapist", "primary"),
    ("prescriber", "prescriber", "anyone with the credential"),
    ("admitted", "first day", "2026-11-30"),
    ("discharge", "planned last day", "open"),
    ("apart", "keep apart from", "ids or initials"),
    ("goals", "goals", "separated by ;"),
)


MOST_FITS = 4
"""Tracks that the form tells of; the best stand first."""


def fit_words(fit: Fit) -> Content:
    """`✓ evening  process 3:00, skills 3:00` or `– day  process 1:30 of 3:00: Wed 09:00 is full`."""
    parts = [
        f"{one.name} {hours(one.reachable)}"
        + (f" of {hours(one.prescribed)}" if one.reachable < one.prescribed else "")
        for one in fit.services
    ]
    sign = ("✓ ", "bold $success") if fit.whole else ("– ", "$quiet")
    because = f": {'; '.join(fit.reasons)}" if fit.reasons else ""
    name = line(fit.track or "any track", "bold", width=14)
    gap = " " * (15 - name.cell_length)
    return said(sign, name, gap, line(", ".join(parts)), line(because, "$quiet"))


class Field(Horizontal):
    """One labelled line."""

    def __init__(self, name: str, label: str, hint: str, value: str, known: Iterable[str]) -> None:
        super().__init__(classes="long" if name == "goals" else "")
        self._label = Label(text(label))
        choices = sorted(set(known))
        suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
        hint = ", ".join(choices)[:40] if choices and not hint else hint
        self.input = Words(value, placeholder=hint, suggester=suggester, compact=True, id=f"field-{name}")

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.input


class PersonForm(ModalScreen[Admission | None]):
    """Gives an admission once the whole form can be read; None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", priority=True),
        Binding("escape", "leave", "leave"),
        Binding("tab", "app.focus_next", "next field", priority=True),
        Binding("shift+tab", "app.focus_previous", "field before", priority=True, show=False),
    ]

    def __init__(
        self,
        desk: Desk,
        title: str,
        draft: Draft,
        person: Person | None = None,
        *,
        paint: bool = False,
        partly: bool = False,
        consents: int | None = None,
    ) -> None:
        """`partly`: what is not known yet may stay empty. `consents`: how many the person has already; where
        it is given the form takes further ones."""
        super().__init__()
        self._partly = partly
        self._papers = None if consents is None else Papers(consents + 1, desk.today())
        self._desk, self._title, self._person = desk, title, person
        self._first = self._draft = draft
        self._paint_first = paint
        self._tried = False

    def compose(self) -> ComposeResult:
        config = self._desk.config
        known = {
            "level": [level.id for level in config.levels],
            "track": [group.track for group in config.groups if group.track],
            "band": ["adult", "adolescent"],
            "therapist": [therapist.id for therapist in config.therapists],
            "prescriber": [therapist.id for therapist in config.therapists],
        }
        yield Static(said((self._title, "bold")), id="title")
        with VerticalScroll(id="form", can_focus=False):
            with Grid(id="fields"):
                for name, label, hint in FIELDS:
                    value = getattr(self._draft, name)
                    yield Field(name, label, hint, value, known.get(name, ()))
            if self._papers is not None:
                yield self._papers
            yield Static(id="fits")
            yield Static(self._caption(), id="caption")
            week = PaintedWeek.of(self._draft.available, self._draft.prefers)
            yield WeekPainter(config, week)
            yield Static(id="problems")
        yield Keys()

    def on_mount(self) -> None:
        for name in ("id",) if self._person else ():
            self.query_one(f"#field-{name}", Input).disabled = True
        if self._paint_first:
            self.query_one(WeekPainter).focus()
        else:
            self.query_one("#field-initials").focus()
        self.query_one("#fits").display = False
        self.watch(self.query_one(WeekPainter), "cursor", self._recaption, init=False)

    def _caption(self, where: str = "") -> Content:
        return said(("Can come   ", "bold"), LEGEND, (f"   {where}", "$quiet"))

    def _recaption(self) -> None:
        painter = self.query_one(WeekPainter)
        wide = self.size.width >= 90
        self.query_one("#caption", Static).update(self._caption(painter.where() if wide else ""))

    # --- reading ------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        name = (event.input.id or "").removeprefix("field-")
        self._draft = self._draft.typed(name, event.value)
        self._check()

    @on(WeekPainter.Changed)
    def _painted(self, event: WeekPainter.Changed) -> None:
        self._draft = evolve(self._draft, available=event.week.available, prefers=event.week.prefers)
        self._check()

    def _check(self) -> Admission | None:
        """Read the form; problems are shown from the first try to save on."""
        made, problems = read(
            self._draft, self._desk.config, self._desk.people, person=self._person, partly=self._partly
        )
        self._tell_fits()
        if self._tried:
            self._tell(problems)
        return made

    def _tell_fits(self) -> None:
        """Which tracks fit as the week stands, and why others do not."""
        desk = self._desk
        asked = sketch(self._draft, desk.config, desk.people, self._person)
        week = max(Week.of(asked.admitted or desk.today()), desk.week())
        week = week if desk.timetable(week) else desk.week()
        found = fits(asked, desk.clinic(week), desk.timetable(week)) if asked.available else ()
        rows = [fit_words(fit) for fit in found[:MOST_FITS]]
        told = self.query_one("#fits", Static)
        told.update(Content("\n").join(rows))
        told.display = bool(rows)

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        wrong = {problem.field for problem in problems}
        for name, _, _ in FIELDS:
            self.query_one(f"#field-{name}", Input).set_class(name in wrong, "-wrong")
        labels = {name: label for name, label, _ in FIELDS}
        lines = [
            said(("! ", "bold $warning"), (f"{labels.get(p.field, 'can come')}: ", "bold"), line(p.message))
            for p in problems
        ]
        self.query_one("#problems", Static).update(Content("\n").join(lines))

    @property
    def _given(self) -> tuple[ConsentGiven, ...]:
        return self._papers.given if self._papers is not None else ()

    # --- keys ---------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def action_save(self) -> None:
        self._tried = True
        made = self._check()
        if made is not None:
            given = tuple(evolve(one, member=made.patient.id) for one in self._given)
            self.dismiss(evolve(made, consents=given))
        else:
            self.query_one("#problems").scroll_visible(animate=False)

    @work
    async def action_leave(self) -> None:
        question = "Leave the form? What you typed is not kept."
        changed = self._draft != self._first or bool(self._given)
        if not changed or await self.app.push_screen_wait(Confirm(question, "Leave", "Go on")):
            self.dismiss(None)
