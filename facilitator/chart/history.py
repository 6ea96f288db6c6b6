"""What became of every field of a person's record: when, by whom, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import asdict, frozen

from facilitator.events import (
    Admitted,
    Certified,
    Changed,
    ContactWritten,
    Covered,
    Discharged,
    Entry,
    GoalClosed,
    GoalSet,
    HoldLifted,
    HoldPlaced,
    Merged,
    Paused,
    PlanReviewed,
    PlanTopics,
    Resumed,
    TaskDone,
    TaskSet,
    Undone,
)
from scheduler.clinic import Patient
from scheduler.week import DAY_NAMES, Window, clock


@frozen
class Line:
    """One change of one field. `taken_back`: a later entry undid it."""

    at: datetime
    who: str
    field: str
    was: str
    now: str
    taken_back: bool = False


def history(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """Every change of a patient's stream, the newest first. Words of notes are not repeated here."""
    ordered = sorted(entries, key=lambda entry: entry.seq)
    undone = {entry.fact.entry for entry in ordered if isinstance(entry.fact, Undone)}
    known: dict[str, str] = {}
    lines: list[Line] = []
    for entry in ordered:
        gone = entry.id in undone
        for name, now in fields(entry):
            was = known.get(name, "")
            if now != was or gone:
                lines.append(Line(entry.at, entry.who, _label(name), was, now, gone))
            if not gone:
                known[name] = now
    return tuple(reversed(lines))


def fields(entry: Entry) -> Iterator[tuple[str, str]]:  # noqa: PLR0912, one case a fact
    """The fields that an entry sets, each with its value in words."""
    match entry.fact:
        case Admitted() as fact:
            yield "enrollment", str(fact.enrollment)
            yield from _profile(fact.patient, fact.initials, fact.name, fact.goals)
            yield "first day", str(fact.patient.admitted or entry.at.date())
        case Changed() as fact:
            yield from _profile(fact.patient, fact.initials, fact.name, fact.goals)
            yield "holds from", str(fact.on)
        case Discharged(_, on, reason):
            yield "discharge", f"{on}{f', {reason}' if reason else ''}"
        case Paused(_, first, last, reason):
            yield "pause", f"{first} - {last or 'open'}{f', {reason}' if reason else ''}"
        case Resumed(_, on):
            yield "pause", f"back on {on}"
        case Merged(member, into, on, why):
            yield f"record of {member}", f"merged into {into} {on}: {why}"
        case PlanReviewed(_, on):
            yield "plan reviewed", str(on)
        case Certified(_, on, by):
            yield "certified", f"{on}{f' by {by}' if by else ''}"
        case GoalSet(_, goal, words, _):
            yield f"goal {goal}", words
        case GoalClosed(_, goal, how, on, why):
            yield f"goal {goal}", f"{how} {on}{f': {why}' if why else ''}"
        case Covered(_, topic, where):
            yield f"topic {topic}", where
        case PlanTopics(_, topics):
            yield "topics by plan", ", ".join(topics)
        case TaskSet(task, _, what, due, _):
            yield f"task {task}", f"{what}, until {due}"
        case TaskDone(task, _, on, what):
            yield f"task {task}", f"done {on}{f': {what}' if what else ''}"
        case HoldPlaced(_, on, why):
            yield "legal hold", f"placed {on}: {why}"
        case HoldLifted(_, on, why):
            yield "legal hold", f"lifted {on}{f': {why}' if why else ''}"
        case ContactWritten() as fact:
            name = f"{fact.service} {fact.starts:%Y-%m-%d %H:%M}"
            yield name, f"{fact.minutes} min, {fact.mode}, {fact.outcome}"
        case _:
            return


def _profile(patient: Patient, initials: str, name: str, goals: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield "initials", initials
    yield "preferred name", name
    yield "goals", "; ".join(goals)
    for key, value in asdict(patient, recurse=False).items():
        if key not in ("id", "admitted"):
            yield key.replace("discharge", "planned last day"), _words(value)


def _label(name: str) -> str:
    """Goals and tasks have ids that say nothing to a reader."""
    first = name.partition(" ")[0]
    return first if first in ("goal", "task") else name


def _words(value: object) -> str:
    if isinstance(value, tuple) and value and all(isinstance(each, Window) for each in value):
        return ", ".join(f"{DAY_NAMES[w.day][:3]} {clock(w.start)}-{clock(w.end)}" for w in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {value[key]}" for key in sorted(value))
    if isinstance(value, tuple | frozenset | list):
        return ", ".join(sorted(map(str, value)))
    return "" if value is None else str(value)
