"""What is written into a person's chart from their page: measures, goals, tasks, certifications, holds."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from textual.content import Content

from facilitator.chart.clocks import certification_due, kept, measures_due
from facilitator.chart.goals import Goal
from facilitator.chart.history import Line, history
from facilitator.chart.measures import MEASURES, safety_words, scored
from facilitator.desk import Desk
from facilitator.events import (
    Certified,
    Covered,
    Fact,
    FlagRaised,
    GoalClosed,
    GoalSet,
    HoldLifted,
    HoldPlaced,
    MeasureTaken,
    TaskDone,
    TaskSet,
    Viewed,
    patient_stream,
    user_stream,
)
from facilitator.gap_filling import topics_of
from facilitator.people import Person
from facilitator.today import short
from facilitator.tui.chart.measure import MeasureEntry
from facilitator.tui.chart.safety import SafetyReview
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.patients.topics import choose_topics
from facilitator.tui.place import Place
from facilitator.tui.text import line, said


class Charting:
    """Works for one place and one person: opens dialogs over it and writes through its desk."""

    def __init__(self, place: Place, member: str) -> None:
        self._place, self._member = place, member

    @property
    def person(self) -> Person:
        return self._place.desk.people[self._member]

    @property
    def _today(self) -> date:
        return self._place.desk.today()

    def _write(self, *facts: Fact) -> bool:
        return bool(self._place.write(patient_stream(self._member), *facts))

    async def _ask(
        self, question: str, yes: str, hint: str = "", value: str = "", *, needed: bool = True
    ) -> str | None:
        asking = AskWords(question, yes=yes, placeholder=hint, value=value, needed=needed)
        return await self._place.app.push_screen_wait(asking)

    # --- measures -----------------------------------------------------------------------------------------

    async def measure(self) -> None:
        """Choose one, enter its answers, say the score; the safety item opens its review at once."""
        desk, person = self._place.desk, self.person
        chart = desk.chart(person.id)
        due = {c.what: c.on for c in measures_due(desk.rules, person, chart, self._today, desk.zone)}
        rows = []
        for each in MEASURES.values():
            on = due.get(each.title)
            words = "" if on is None else "due now" if on <= self._today else f"due {short(on)}"
            rows.append((each.id, said(line(each.title, "bold"), "  ", (words, "$quiet"))))
        chosen = await self._place.app.push_screen_wait(Choose(f"A measure for {person.initials}", rows))
        if chosen is None:
            return
        given = await self._place.app.push_screen_wait(MeasureEntry(MEASURES[chosen], person.initials))
        if given is None:
            return
        fact = MeasureTaken(person.id, chosen, desk.now(), *given)
        found = scored(fact)
        raised = (FlagRaised(person.id, fact.at, safety_words(fact)),) if found.safety else ()
        if self._write(fact, *raised):
            self._place.notify(f"{MEASURES[chosen].title}: {found.words}.")
            if found.safety:
                await self.safety()

    async def safety(self) -> None:
        """The review that waits, if one does."""
        flag = self._place.desk.chart(self._member).flag
        if flag is None or flag.answer is not None:
            self._place.notify("No safety review waits here.")
            return
        review = SafetyReview(flag, self.person.initials, self._place.desk.now())
        answer = await self._place.app.push_screen_wait(review)
        if answer is not None and self._write(answer):
            self._place.notify("The review is written down. Say in the next note how it was dealt with.")

    # --- the plan -----------------------------------------------------------------------------------------

    async def goals(self) -> None:
        """Every goal with its days: add, word anew, achieve, drop."""
        keys = (("a", "add"), ("e", "word anew"), ("x", "achieved"), ("d", "drop"), ("t", "topics"))
        while True:
            goals = self._place.desk.chart(self._member).goals
            rows = [(goal.id, goal_row(goal)) for goal in sorted(goals.values(), key=lambda g: not g.open)]
            title = f"Treatment plan of {self.person.initials}"
            given = await self._place.app.push_screen_wait(Listing(title, rows, keys, empty=NO_GOALS))
            if given is None:
                return
            if given[0] == "t":
                await choose_topics(self._place, self._member)
                continue
            fact = await self._goal(*given, goals.get(given[1]))
            if fact is not None:
                self._write(fact)

    async def _goal(self, key: str, name: str, goal: Goal | None) -> Fact | None:
        if key == "a":
            words = await self._ask(
                "The goal, as the person would say it:", "Set it", "Sleep six hours a night"
            )
            return GoalSet(self._member, f"goal-{uuid4().hex[:8]}", words, self._today) if words else None
        if goal is None:
            return None
        if key == "e":
            words = await self._ask(
                "Word it anew; the old words stay in the history.", "Set it", value=goal.words
            )
            return GoalSet(self._member, name, words, self._today) if words else None
        how = "achieved" if key == "x" else "dropped"
        why = await self._ask(f"{goal.words}: {how}. A word about it?", how.capitalize(), needed=False)
        return None if why is None else GoalClosed(self._member, name, how, self._today, why)

    async def certified(self) -> None:
        desk, person = self._place.desk, self.person
        due = certification_due(desk.rules, person, desk.chart(person.id), self._today)
        when = f" It was due {short(due)}." if due else " No rule pack of this clinic asks for it."
        by = await self._ask(f"Need for this level certified today, by whom?{when}", "Certified", "Dr. N. N.")
        if by and self._write(Certified(person.id, self._today, by)):
            self._place.notify("Certification written down.")

    # --- tasks and outcomes -------------------------------------------------------------------------------

    async def tasks(self) -> None:
        """Open tasks first: add one, or say that one is done and how it went."""
        keys = (("a", "add"), ("enter", "done"))
        while True:
            chart = self._place.desk.chart(self._member)
            done = [task for task in chart.tasks.values() if not task.open]
            rows = []
            for task in (*chart.open_tasks, *reversed(done)):
                late = task.open and task.fact.due < self._today
                mark = ("! " if late else "○ ", "bold $warning") if task.open else ("✓ ", "$success")
                after = (
                    f"done {short(task.done.on)} {task.done.what}"
                    if task.done
                    else f"due {short(task.fact.due)}"
                )
                rows.append((task.fact.task, said(mark, line(task.fact.what), "  ", line(after, "$quiet"))))
            title = f"To do for {self.person.initials}"
            given = await self._place.app.push_screen_wait(Listing(title, rows, keys, empty="Nothing to do."))
            if given is None:
                return
            await self._task(*given)

    async def _task(self, key: str, name: str) -> None:
        if key == "a":
            words = await self._ask(
                "In how many days, and what?", "Set it", "7 call and ask how the week went"
            )
            number, _, what = (words or "").strip().partition(" ")
            if words and number.isdecimal() and what.strip():
                due = self._today + timedelta(days=int(number))
                self._write(TaskSet(f"task-{uuid4().hex[:8]}", self._member, what.strip(), due))
            elif words:
                self._place.notify("Write a number of days, a space, and what is to be done.")
        elif name and self._place.desk.chart(self._member).tasks[name].open:
            how = await self._ask("How did it go?", "Done", "reached, doing well", needed=False)
            if how is not None:
                task = self._place.desk.chart(self._member).tasks[name].fact
                covered = topics_of(task)
                where = f"individual, {short(self._today)}"
                self._write(
                    TaskDone(name, self._member, self._today, how),
                    *(Covered(self._member, topic, where) for topic in covered),
                )
                if covered:
                    self._place.notify(f"{', '.join(covered)} is covered now. i on the page takes that back.")

    # --- the record itself --------------------------------------------------------------------------------

    async def history(self) -> None:
        """Every change of every field, the newest first; that it was read is written down."""
        desk = self._place.desk
        if not self._place.write(user_stream(desk.user), Viewed(f"history {self._member}")):
            return
        lines = history(desk.about(self._member))
        rows = [(str(number), history_row(each, desk)) for number, each in enumerate(lines)]
        await self._place.app.push_screen_wait(Listing(f"History of {self.person.initials}", rows, ()))

    async def hold(self) -> None:
        """Place or lift a legal hold; how long the record is kept otherwise."""
        desk = self._place.desk
        found = kept(desk.rules, self.person, desk.chart(self._member))
        until = f"kept until {found.until}, {found.because}" if found.until else found.because
        if found.held:
            why = await self._ask(f"On legal hold: {found.held}. Lift it? Why?", "Lift it")
            fact: Fact | None = HoldLifted(self._member, self._today, why) if why else None
        else:
            why = await self._ask(f"Legal hold for {self.person.initials} ({until}). Why?", "Place it")
            fact = HoldPlaced(self._member, self._today, why) if why else None
        if fact is not None and self._write(fact):
            self._place.notify("Written down. Nothing of the record is ever deleted by openchair.")


NO_GOALS = "No goal yet. a sets the first."


def goal_row(goal: Goal) -> Content:
    mark = (
        ("○ ", "$primary")
        if goal.open
        else ("✓ ", "$success")
        if goal.how == "achieved"
        else ("· ", "$quiet")
    )
    ended = f", {goal.how} {short(goal.closed)}" if goal.closed else ""
    why = f" ({goal.why})" if goal.why else ""
    return said(
        mark,
        line(goal.words, "bold" if goal.open else ""),
        (f"  set {short(goal.set)}{ended}{why}", "$quiet"),
    )


def history_row(each: Line, desk: Desk) -> Content:
    """`Wed 25 Nov 10:02  t1  level: op → iop`."""
    at = each.at.astimezone(desk.zone)
    back = ("  taken back", "$warning") if each.taken_back else ("", "")
    was = said(line(each.was, "$quiet", width=30), " → ") if each.was else said("")
    return said(
        (f"{short(at.date())} {at.year} {at:%H:%M}  ", "$quiet"), line(each.who, "bold", width=8), "  ",
        line(each.field), ": ", was, line(each.now or "(empty)"), back,
    )  # fmt: skip
