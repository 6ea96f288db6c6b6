"""One person's chart: everything of their own stream beside the stays and the prescription, folded.

Pure: `charts(entries)` takes the entries of the patient streams, `chart(entries)` those of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from attrs import evolve, field, frozen

from facilitator.chart import contacts as of_contacts
from facilitator.chart.contacts import Contact
from facilitator.chart.goals import Goals, goal_closed, goal_set, listed
from facilitator.events import (
    Admitted,
    Certified,
    Changed,
    ContactWritten,
    Entry,
    FlagAnswered,
    FlagRaised,
    GoalClosed,
    GoalSet,
    HoldLifted,
    HoldPlaced,
    MeasureTaken,
    NoteAmended,
    NoteDrafted,
    NoteSigned,
    OutcomeWritten,
    TaskDone,
    TaskSet,
    Undone,
)
from facilitator.live.state import Flag


@frozen
class Task:
    fact: TaskSet
    done: TaskDone | None = None

    @property
    def open(self) -> bool:
        return self.done is None


@frozen
class Chart:
    """Everything in the order in which it was written. `flag` is the latest private safety flag."""

    contacts: Mapping[str, Contact] = field(factory=dict)
    measures: tuple[MeasureTaken, ...] = ()
    goals: Goals = field(factory=dict)
    listed: tuple[str, ...] = ()  # goals as the profile lists them
    certified: tuple[Certified, ...] = ()
    tasks: Mapping[str, Task] = field(factory=dict)
    holds: tuple[HoldPlaced | HoldLifted, ...] = ()
    flag: Flag | None = None

    @property
    def held(self) -> HoldPlaced | None:
        """The legal hold that stands, if one does."""
        last = self.holds[-1] if self.holds else None
        return last if isinstance(last, HoldPlaced) else None

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        waiting = (task for task in self.tasks.values() if task.open)
        return tuple(sorted(waiting, key=lambda task: task.fact.due))

    @property
    def unsafe(self) -> bool:
        """A private safety flag waits for who was told, what was decided and when."""
        return self.flag is not None and self.flag.answer is None


def chart(entries: Iterable[Entry]) -> Chart:
    """The chart that the entries of one person's stream make."""
    ordered = sorted(entries, key=lambda entry: entry.seq)
    undone = {entry.fact.entry for entry in ordered if isinstance(entry.fact, Undone)}
    found = Chart()
    for entry in ordered:
        apply = None if entry.id in undone else _EFFECTS.get(type(entry.fact))
        if apply is not None:
            found = evolve(found, **apply(found, entry.fact, entry))
    return found


Changes = dict[str, Any]


def _written(found: Chart, fact: ContactWritten, entry: Entry) -> Changes:
    known = of_contacts.written(found.contacts.get(fact.contact), fact, entry.at)
    return {"contacts": {**found.contacts, fact.contact: known}}


def _contact(found: Chart, name: str, change: Callable[[Contact], Contact]) -> Changes:
    known = found.contacts.get(name)
    return {"contacts": {**found.contacts, name: change(known)}} if known else {}


def _drafted(found: Chart, fact: NoteDrafted, _: Entry) -> Changes:
    return _contact(found, fact.session, lambda c: c if c.signed else evolve(c, draft=fact))


def _signed(found: Chart, fact: NoteSigned, _: Entry) -> Changes:
    return _contact(found, fact.session, lambda c: evolve(c, signed=(*c.signed, fact)))


def _amended(found: Chart, fact: NoteAmended, _: Entry) -> Changes:
    return _contact(found, fact.note, lambda c: evolve(c, amended=(*c.amended, fact)))


def _outcome(found: Chart, fact: OutcomeWritten, _: Entry) -> Changes:
    return _contact(found, fact.contact, lambda c: evolve(c, outcomes=(*c.outcomes, fact)))


def _profile(found: Chart, fact: Admitted | Changed, entry: Entry) -> Changes:
    on: date = fact.on if isinstance(fact, Changed) else fact.patient.admitted or entry.at.date()
    return {"goals": listed(found.goals, fact.goals, found.listed, on), "listed": fact.goals}


def _task_done(found: Chart, fact: TaskDone, _: Entry) -> Changes:
    known = found.tasks.get(fact.task)
    return {"tasks": {**found.tasks, fact.task: evolve(known, done=fact)}} if known else {}


def _flag_raised(_: Chart, fact: FlagRaised, entry: Entry) -> Changes:
    return {"flag": Flag(fact.member, fact.at, entry.id, fact.why)}


def _flag_answered(found: Chart, fact: FlagAnswered, _: Entry) -> Changes:
    return {"flag": evolve(found.flag, answer=fact)} if found.flag else {}


_EFFECTS: dict[type, Callable[[Chart, Any, Entry], Changes]] = {
    Admitted: _profile,
    Changed: _profile,
    ContactWritten: _written,
    NoteDrafted: _drafted,
    NoteSigned: _signed,
    NoteAmended: _amended,
    OutcomeWritten: _outcome,
    MeasureTaken: lambda found, fact, _: {"measures": (*found.measures, fact)},
    GoalSet: lambda found, fact, _: {"goals": goal_set(found.goals, fact)},
    GoalClosed: lambda found, fact, _: {"goals": goal_closed(found.goals, fact)},
    Certified: lambda found, fact, _: {"certified": (*found.certified, fact)},
    TaskSet: lambda found, fact, _: {"tasks": {**found.tasks, fact.task: Task(fact)}},
    TaskDone: _task_done,
    HoldPlaced: lambda found, fact, _: {"holds": (*found.holds, fact)},
    HoldLifted: lambda found, fact, _: {"holds": (*found.holds, fact)},
    FlagRaised: _flag_raised,
    FlagAnswered: _flag_answered,
}

CHART_KINDS = (
    ContactWritten, OutcomeWritten, MeasureTaken, GoalSet, GoalClosed, Certified, TaskSet, TaskDone,
    HoldPlaced, HoldLifted,
)  # fmt: skip
"""Kinds that stand only in charts; words of drafts are read when a form asks for them."""
