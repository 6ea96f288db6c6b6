"""Newcomers and members past week four dealt out evenly over the parallel copies of a group.

Which copy somebody sits in costs nothing and is no change from last week, so exchanges are free: two members
of copies that begin together change places, and every copy keeps its size, room and facilitators.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product

from attrs import evolve

from scheduler.clinic import Pin, is_experienced, is_newcomer
from scheduler.facts import Facts, day_of
from scheduler.timetable import Session, Timetable

Copies = list[list[str]]
"""The members of each copy."""
Stages = dict[str, tuple[bool, bool]]
"""Member -> whether they are newcomers, whether they are past week four."""
LEAST = 1e-9


def spread(facts: Facts) -> Timetable:
    """The timetable with as even a mix in parallel copies as exchanges can give; the same where it is even.

    People who are pinned stay where they are, and people to keep apart stay apart. Closed groups have all of
    their members in every session anyway.
    """
    at: dict[tuple[str, int], list[Session]] = defaultdict(list)
    for session in facts.timetable.sessions:
        at[session.group, session.start].append(session)
    sessions: list[Session] = []
    for copies in at.values():
        mixed = _mixed(facts, copies) if len(copies) > 1 else [session.members for session in copies]
        sessions += [evolve(s, members=tuple(sorted(m))) for s, m in zip(copies, mixed, strict=True)]
    return evolve(facts.timetable, sessions=tuple(sorted(sessions)))


def _mixed(facts: Facts, sessions: list[Session]) -> Copies:
    """The members of each copy after every exchange that makes them more even."""
    copies, like = [list(session.members) for session in sessions], sessions[0]
    date = facts.week.date(day_of(like))
    people = {m: facts.patients[m] for members in copies for m in members}
    stages = {m: (is_newcomer(p, date), is_experienced(p, date)) for m, p in people.items()}
    pinned = {m for pin in facts.clinic.pins if _is_of(facts, pin, like) for m in pin.members}
    while any(_exchanged(facts, like, one, other, stages, pinned) for one, other in combinations(copies, 2)):
        pass
    return copies


def _is_of(facts: Facts, pin: Pin, session: Session) -> bool:
    at = None if pin.start is None else facts.week.minute(pin.start)
    return (pin.group, at) == (session.group, session.start)


def _exchanged(
    facts: Facts, like: Session, one: list[str], other: list[str], stages: Stages, pinned: set[str]
) -> bool:
    """Make one exchange between two copies that evens them out; False when there is none."""
    ours, theirs = ([sum(stages[m][kind] for m in members) for kind in (0, 1)] for members in (one, other))
    for here, there in product(one, other):
        if stages[here] == stages[there] or {here, there} & pinned:
            continue
        step = [int(stages[there][kind]) - int(stages[here][kind]) for kind in (0, 1)]
        evener = _more(ours, step, len(one)) + _more(theirs, [-n for n in step], len(other)) < -LEAST
        if not evener or facts.in_person(like, here) != facts.in_person(like, there):
            continue
        if not _clash(facts, one, here, there) and not _clash(facts, other, there, here):
            one[one.index(here)], other[other.index(there)] = there, here
            return True
    return False


def _more(have: list[int], step: list[int], size: int) -> float:
    """How much the squares of what a copy has of each stage grow with `step`, for its size.

    The sum over all copies is least where each has its even share.
    """
    return sum((n + more) ** 2 - n**2 for n, more in zip(have, step, strict=True)) / size


def _clash(facts: Facts, members: list[str], leaves: str, comes: str) -> bool:
    """Whether somebody who stays is to be kept apart from whoever comes."""
    avoided = facts.patients[comes].apart
    return any(m in avoided or comes in facts.patients[m].apart for m in members if m != leaves)
