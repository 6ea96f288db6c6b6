"""What is done with people, from the list and from a page: each writes a fact, and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from attrs import evolve

from facilitator.access.consents import consents
from facilitator.access.roles import May
from facilitator.admission import Admission, Draft, draft_of, next_id
from facilitator.chart.clocks import follow_ups
from facilitator.events import (
    Admitted,
    Changed,
    Discharged,
    Entry,
    Fact,
    GlassBroken,
    Merged,
    Paused,
    PlanReviewed,
    TaskSet,
    Undone,
    patient_stream,
    user_stream,
)
from facilitator.people import Person
from facilitator.records.errors import NotAllowed
from facilitator.today import count, short
from facilitator.tui.dialogs.ask import AskWords, Confirm
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from scheduler.week import Week

if TYPE_CHECKING:
    from facilitator.tui.patients.mending import Mending

FOLLOW_UP = "call and ask how it goes"


class Doing:
    """Works for one place: opens dialogs over it and writes through its desk.

    `back` says how the place takes back what was written last; empty where it has no key for that.
    """

    def __init__(self, place: Place, back: str = " u takes it back.") -> None:
        self._place, self._back = place, back
        self._last: tuple[tuple[Entry, ...], str] | None = None  # what u takes back, and how to say so

    @property
    def _today(self) -> Any:
        return self._place.desk.today()

    def person(self, name: str | None) -> Person | None:
        return self._place.desk.people.get(name or "")

    def allows(self, action: str, name: str | None) -> bool:
        """Whether an action makes sense for this person now; the footer shows no others."""
        person = self.person(name)
        gone = person is not None and person.stay.discharged
        if action == "undo":
            return self._last is not None
        if action == "readmit":
            return gone
        return action not in ("discharge", "pause", "level") or (person is not None and not gone)

    def open(self, name: str) -> None:
        """The person's page, on top of the list; of somebody else's patient only with a reason."""
        person, desk = self.person(name), self._place.desk
        if person is None:
            return
        if desk.sees(name):
            self._show(name)
        elif desk.may(May.SEE_OWN):
            self._place.run_worker(self._break_glass(person))
        else:
            self._place.notify(str(NotAllowed(May.SEE_OWN)), severity="error")

    async def _break_glass(self, person: Person) -> None:
        """The reason is written down before anything is shown."""
        reason = await self._place.app.push_screen_wait(
            AskWords(
                f"{person.initials} is not in your groups or caseload. Why do you open their pages? "
                "The reason is kept and shown on the trail.",
                yes="Open, and write it down",
                placeholder="On call tonight; they phoned in distress",
            )
        )
        stream = user_stream(self._place.desk.user)
        if reason is not None and self._place.write(stream, GlassBroken(person.id, reason)):
            self._show(person.id)

    def _show(self, name: str) -> None:
        from facilitator.tui.patients.page import PersonScreen

        self._place.app.push_screen(PersonScreen(self._place.desk, name))

    async def admit(self) -> None:
        from facilitator.tui.patients.form import PersonForm

        desk = self._place.desk
        draft = Draft(id=next_id(desk.people), admitted=str(self._today))
        made = await self._place.app.push_screen_wait(PersonForm(desk, "Admit", draft, consents=0))
        if made is not None:
            await self.admitted(made)

    async def admitted(self, made: Admission) -> bool:
        """Write an admission down, then look for a place in the week of the first day."""
        words = f"{made.initials} admitted{_papers(made)}"
        if not self._write(made.patient.id, _admitted(made, 1), *made.consents, words=words):
            return False
        from facilitator.tui.patients.seating import seat

        self._with(await seat(self._place, made))
        return True

    async def bring_in(self) -> None:
        """Everybody of a list that was looked at; one key takes them all back."""
        from facilitator.tui.patients.importing import choose

        made = await choose(self._place)
        if made:
            who = f"{made[0].initials} is" if len(made) == 1 else f"{len(made)} people are"
            facts = [(patient_stream(fact.patient.id), fact) for fact in made]
            self._keep(facts, f"{who} admitted; 2 plans their week")

    async def readmit(self, name: str | None) -> None:
        """A new enrollment for someone who left, with what held last as the start of the form."""
        from facilitator.tui.patients.form import PersonForm

        person = self.person(name)
        if person is None:
            return
        if not person.stay.discharged:
            self._place.notify(f"{person.initials} is enrolled. Discharge first, with d.")
            return
        draft = draft_of(person, self._today, again=True)
        known = len(consents(self._place.desk.about(person.id)))
        form = PersonForm(self._place.desk, f"Re-admit {person.initials}", draft, person, consents=known)
        made = await self._place.app.push_screen_wait(form)
        if made is not None:
            number = person.stay.number + 1
            words = f"{made.initials} admitted again, stay {number}{_papers(made)}"
            if self._write(person.id, _admitted(made, number), *made.consents, words=words):
                from facilitator.tui.patients.seating import seat

                self._with(await seat(self._place, made))

    async def change(self, name: str | None, *, paint: bool = False) -> None:
        from facilitator.tui.patients.form import PersonForm

        person = self.person(name)
        if person is None:
            return
        form = PersonForm(
            self._place.desk, f"Change {person.initials}", draft_of(person, self._today), person, paint=paint
        )
        made = await self._place.app.push_screen_wait(form)
        if made is not None:
            fact = Changed(made.patient, self._today, made.initials, made.name, made.goals)
            self._write(
                person.id,
                fact,
                words=f"{made.initials} changed from today on{_planned_from(made, person, self._today)}",
            )

    async def pause(self, name: str | None) -> None:
        """Days on which a stay rests; for somebody who pauses, the first day back."""
        from facilitator.tui.patients.pausing import ask_pause

        person = self.person(name)
        made = await ask_pause(self._place, person, self._today) if person else None
        if person is None or made is None:
            return
        mending = self._mending(person)
        fact, words = made
        if not self._write(person.id, fact, words=words):
            return
        if isinstance(fact, Paused):
            await mending.away(fact.first, fact.last)
        else:
            await mending.back()
        self._with(mending.kept)

    async def level(self, name: str | None) -> None:
        from facilitator.tui.patients.pausing import ask_level

        person = self.person(name)
        made = await ask_level(self._place, person, self._place.desk.config, self._today) if person else None
        if person is None or made is None:
            return
        mending = self._mending(person)
        if self._write(person.id, made[0], words=made[1]):
            await mending.leveled()
            self._with(mending.kept)

    def _mending(self, person: Person) -> Mending:
        """Made before something is written down: it has the planned weeks as they are until then."""
        from facilitator.tui.patients.mending import Mending, planned

        return Mending(self._place, person, planned(self._place.desk))

    async def discharge(self, name: str | None) -> None:
        from facilitator.tui.patients.leaving import DischargeDialog

        person = self.person(name)
        if person is None:
            return
        if person.stay.discharged:
            self._place.notify(f"{person.initials} has left already. r admits again.")
            return
        chosen = await self._place.app.push_screen_wait(DischargeDialog(person, self._today))
        if chosen is not None:
            last, reason = chosen
            calls = follow_ups(self._place.desk.rules, last)
            tasks = (TaskSet(f"task-{uuid4().hex[:8]}", person.id, FOLLOW_UP, day) for day in calls)
            words = f"{person.initials} leaves {short(last)}; goodbye slot and {len(calls)} calls set"
            mending = self._mending(person)
            if self._write(person.id, Discharged(person.id, last, reason), *tasks, words=words):
                await mending.left(last)
                self._with(mending.kept)

    async def contact(self, name: str | None) -> None:
        """A new contact; the form stores as it is typed."""
        from facilitator.tui.chart.contact import ContactScreen, new_contact

        person, desk = self.person(name), self._place.desk
        if person is not None:
            await self._place.app.push_screen_wait(
                ContactScreen(desk, person.id, new_contact(desk, person.id))
            )

    async def contacts(self, name: str | None) -> None:
        """Every contact, the newest first; one opens in its form, or as a signed note."""
        from facilitator.tui.chart.contacts import choose_contact

        person = self.person(name)
        if person is not None:
            await choose_contact(self._place, person)

    async def merge(self, name: str | None) -> None:
        """Another record turns out to be of the same person: from now on both are read as one."""
        person, desk = self.person(name), self._place.desk
        others = [other for other in desk.people.values() if person and other.id != person.id]
        if person is None or not others:
            return
        others.sort(key=lambda other: (other.initials != person.initials, other.initials, other.id))
        rows = [(other.id, said(line(other.initials, "bold"), f"  {other.id}")) for other in others]
        question = f"Which record is also of {person.initials} ({person.id})?"
        chosen = await self._place.app.push_screen_wait(Choose(question, rows))
        if chosen is None:
            return
        other = desk.people[chosen]
        asked = (
            f"From now on everything of {other.initials} ({other.id}) is read as of {person.initials} "
            f"({person.id}). Nothing is moved, and it can be taken back. How do you know?"
        )
        why = await self._place.app.push_screen_wait(
            AskWords(asked, yes="Read them as one", placeholder="Registered twice: same birth date and card")
        )
        if why:
            fact = Merged(other.id, person.id, self._today, why)
            self._write(person.id, fact, words=f"{other.id} is read as {person.id}")

    async def review(self, name: str | None) -> None:
        person = self.person(name)
        if person is not None:
            question = f"Was the treatment plan of {person.initials} reviewed today?"
            if await self._place.app.push_screen_wait(Confirm(question, "Reviewed", "Not yet")):
                self._write(person.id, PlanReviewed(person.id, self._today), words="Plan review written down")

    def _write(self, name: str, *facts: Fact, words: str) -> bool:
        return self._keep([(patient_stream(name), fact) for fact in facts], words)

    def _keep(self, facts: Sequence[tuple[str, Fact]], words: str) -> bool:
        entries = self._place.write_all(*facts)
        if not entries:
            return False
        self._last = (entries, words)
        self._place.notify(f"{words}.{self._back}")
        self._place.refresh_bindings()
        return True

    def _with(self, drafts: Sequence[Entry]) -> None:
        """Drafts of weeks that were kept for what was written last: they are taken back with it."""
        if self._last is not None and drafts:
            self._last = ((*self._last[0], *drafts), self._last[1])

    def undo(self) -> None:
        """Takes back what this place wrote last, with the drafts kept for it that are still worked on."""
        from facilitator.tui.patients.mending import still

        if self._last is None:
            self._place.notify("Nothing to take back here.")
            return
        entries, words = self._last
        entries, weeks = still(entries, self._place.desk)
        if not self._place.write_all(*((entry.stream, Undone(entry.id)) for entry in entries)):
            return
        self._last = None
        self._place.notify(f"Taken back: {words}.{weeks}")
        self._place.refresh_bindings()


def _admitted(made: Admission, number: int) -> Admitted:
    return Admitted(made.patient, made.initials, made.name, number, made.goals)


def _planned_from(made: Admission, person: Person, today: date) -> str:
    """From when weeks are planned with it, where that is not today: a week asks for what holds on Monday."""
    same = evolve(person.demand(today), admitted=None, discharge=None) == evolve(
        made.patient, admitted=None, discharge=None
    )
    if same or today.weekday() == 0 or person.stay.first >= today:
        return ""
    return f"; weeks are planned with it from {short(Week.of(today).shifted(1).monday)}"


def _papers(made: Admission) -> str:
    """`, with 2 consents`, or nothing."""
    return f", with {count(len(made.consents), 'consent')}" if made.consents else ""
