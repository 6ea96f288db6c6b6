"""What else a person's chart holds: measures, goals, certifications, tasks, and holds on the record."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from attrs import frozen


@frozen
class MeasureTaken:
    """The answers to a questionnaire, item by item; None is an item that was not answered."""

    kind: ClassVar[str] = "measure.taken"
    member: str
    measure: str  # phq-9 | gad-7
    at: datetime
    answers: tuple[int | None, ...]
    difficulty: int | None = None  # the question after the items, which is not scored


@frozen
class GoalSet:
    """A goal of the treatment plan; the same id again words it anew."""

    kind: ClassVar[str] = "plan.goal-set"
    member: str
    goal: str  # id
    words: str
    on: date


@frozen
class GoalClosed:
    """A goal leaves the plan."""

    kind: ClassVar[str] = "plan.goal-closed"
    member: str
    goal: str
    how: str  # achieved | dropped
    on: date
    why: str = ""


@frozen
class Certified:
    """A physician certified the need for this level of care."""

    kind: ClassVar[str] = "plan.certified"
    member: str
    on: date
    by: str = ""


@frozen
class TaskSet:
    """Something to do for a person by a day: a call after discharge, an answer to chase."""

    kind: ClassVar[str] = "task.set"
    task: str  # id
    member: str
    what: str
    due: date
    about: str = ""  # session or contact that it came from


@frozen
class TaskDone:
    kind: ClassVar[str] = "task.done"
    task: str
    member: str
    on: date
    what: str = ""  # how it went


@frozen
class HoldPlaced:
    """Legal hold: nothing of this person is past its retention while it stands."""

    kind: ClassVar[str] = "record.hold-placed"
    member: str
    on: date
    why: str


@frozen
class HoldLifted:
    kind: ClassVar[str] = "record.hold-lifted"
    member: str
    on: date
    why: str = ""


ChartFact = (
    MeasureTaken | GoalSet | GoalClosed | Certified | TaskSet | TaskDone | HoldPlaced | HoldLifted
)  # fmt: skip
