"""A session of an open group has at most two newcomers and at least two members past week four.

A wish, not a rule: it never binds. A newcomer is in the first seven days since `admitted`; past week four is
who was admitted at least 28 days before. `newcomers` and `experienced` of a group change the two numbers (an
orientation takes any number of newcomers and needs nobody else). A group with `members` is not open, and a
patient without `admitted` counts as neither. Where the clinic has fewer people past week four for a group on
a day, that many are wished for in each session. Parallel copies are counted together, and members are spread
evenly over them whatever the weight.

Each newcomer too many and each experienced member too few costs the weight `open_group`, by default 0, as a
part of preference. `check` also says weeks ahead when discharges will leave fewer than that in a group.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import EXPERIENCED_DAYS, NEW_DAYS, is_experienced, is_newcomer, may_join
from scheduler.facts import Facts, Violation, day_of, inside, label
from scheduler.outlook import members_of, thinning, weekdays_of
from scheduler.timetable import Session
from scheduler.week import DAY

if TYPE_CHECKING:
    from scheduler.program.columns import Objective, Values
    from scheduler.program.model import Model
    from scheduler.program.possible import Ints, Mask

ID = "open-group"
SENTENCE = "An open group stays a group: few newcomers at once, and some who have been there for long."
READS = (
    "groups.newcomers",
    "groups.experienced",
    "groups.members",
    "patients.admitted",
    "patients.discharge",
    "weights.open_group",
)
NAMED = 3  # people who could come, named in a warning


def check(facts: Facts) -> Iterator[Violation]:
    """Both kinds of members are counted in each session, and for six weeks in each group."""
    could = _carriers(facts)
    for copies in _starts(facts):
        for session in copies:
            yield from _session(facts, session, len(copies), could[session.group, day_of(session)])
    members, days = members_of(facts.timetable), weekdays_of(facts.timetable)
    for thin in thinning(facts.clinic, members, facts.week.monday, days=days):
        yield Violation(ID, str(thin), thin.group)


def cost(facts: Facts) -> int:
    """Newcomers too many and experienced members too few at each start of a group, weighted."""
    weight = facts.clinic.weights.open_group
    if not weight:
        return 0
    could = {key: len(people) for key, people in _carriers(facts).items()}
    return weight * sum(_amiss(facts, copies, could) for copies in _starts(facts))


def _starts(facts: Facts) -> Iterator[list[Session]]:
    """The parallel copies at each start of each open group."""
    for group in facts.clinic.groups:
        if group.members is None:
            at: dict[int, list[Session]] = {}
            for session in facts.of_group[group.id]:
                at.setdefault(session.start, []).append(session)
            yield from at.values()


def _amiss(facts: Facts, copies: list[Session], could: dict[tuple[str, int], int]) -> int:
    group, many = facts.groups[copies[0].group], len(copies)
    new = sum(len(_newcomers(facts, session)) for session in copies)
    old = sum(len(_experienced(facts, session)) for session in copies)
    wished = min(group.experienced, could[group.id, day_of(copies[0])])
    return max(new - many * group.newcomers, 0) + max(many * wished - old, 0)


def _newcomers(facts: Facts, session: Session) -> list[str]:
    date = facts.week.date(day_of(session))
    return [member for member in session.members if is_newcomer(facts.patients[member], date)]


def _experienced(facts: Facts, session: Session) -> list[str]:
    date = facts.week.date(day_of(session))
    return [member for member in session.members if is_experienced(facts.patients[member], date)]


def _carriers(facts: Facts) -> dict[tuple[str, int], list[str]]:
    """(group, weekday) -> everybody past week four on that day to whom the group is open."""
    found: dict[tuple[str, int], list[str]] = {}
    for group in facts.clinic.groups:
        days = {day_of(session) for session in facts.of_group[group.id]}
        could = [p for p in facts.clinic.patients if days and may_join(group, p, facts.prescriptions[p.id])]
        for day in days:
            date = facts.week.date(day)
            found[group.id, day] = [patient.id for patient in could if is_experienced(patient, date)]
    return found


def _session(facts: Facts, session: Session, copies: int, carriers: list[str]) -> Iterator[Violation]:
    group, what = facts.groups[session.group], label(session)
    new, old = _newcomers(facts, session), _experienced(facts, session)
    if len(new) > group.newcomers:
        wished = f"at most {group.newcomers} are wished for"
        yield Violation(ID, f"{what} has {len(new)} newcomers ({', '.join(new)}); {wished}.", what)
    if len(old) >= group.experienced:
        return
    could = [name for name in carriers if _available(facts, name, session)]
    least = min(group.experienced, len(could) // copies)
    if len(old) < least:
        others = [name for name in could if name not in old]
        more = " and others" if len(others) > NAMED else ""
        whom = f"only {', '.join(old)}" if old else "nobody"
        free = f"so far along and free then: {', '.join(others[:NAMED])}{more}"
        yield Violation(ID, f"{what} has {whom} past week four ({least} wished for); {free}.", what)


def _available(facts: Facts, name: str, session: Session) -> bool:
    patient = facts.patients[name]
    return inside(session.span, facts.free(patient.available, patient.away))


def price(model: Model, objective: Objective) -> None:
    """At each start one column counts newcomers too many, one experienced members too few."""
    import numpy as np

    weight = model.clinic.weights.open_group
    if not weight:
        return
    found, groups = model.found, model.clinic.groups
    keys, attendances = found.keys, found.attendances
    starts = model.used_keys[[groups[g].members is None for g in keys.group[model.used_keys]]]
    group, day = keys.group[starts], keys.start[starts] // DAY
    days = found.possible.days_of_stay[attendances.patient] + keys.start[attendances.key] // DAY
    few = found.possible.experienced_wished[group, day]
    many = np.array([g.newcomers for g in groups], dtype=np.int64)[group]
    new, old = (days >= 0) & (days < NEW_DAYS), days >= EXPERIENCED_DAYS
    for who, wished, sign in ((new, many, 1), (old, few, -1)):
        objective.add(_amiss_columns(model, starts, who, wished, sign), weight)


def _amiss_columns(model: Model, starts: Ints, who: Mask, wished: Ints, sign: int) -> Ints:
    """For each start how many of `who` are there beyond (sign 1) or below (-1) `wished` a session."""
    import numpy as np

    attendances, kinds, count = model.found.attendances, model.found.kinds, len(starts)
    at = np.full(len(model.found.keys), -1)
    at[starts] = np.arange(count)
    come, run = who & (at[attendances.key] >= 0), at[kinds.key] >= 0
    here, there = at[attendances.key[come]], at[kinds.key[run]]
    attend, runs = model.attend[come], model.runs[run]

    def amiss(values: Values) -> Values:
        beyond = np.bincount(here, values[attend], count) - wished * np.bincount(there, values[runs], count)
        return np.maximum(sign * beyond.astype(np.int64), 0)

    most = (
        np.bincount(here, minlength=count)
        if sign > 0
        else wished * np.bincount(there, kinds.most[run], count)
    )
    columns = model.program.columns(count, most.astype(np.int64), amiss)
    row = np.concatenate([here, there, np.arange(count)])
    column = np.concatenate([attend, runs, columns])
    weights = np.concatenate([np.full(len(here), sign), -sign * wished[there], np.full(count, -1)])
    model.program.rows("preference", row, column, weights, high=0, count=count)
    return columns
