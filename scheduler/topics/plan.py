"""The answer of the planner."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from curricula.module import Session
from scheduler.topics.request import Member


@frozen
class Planned:
    """One session at one date: who is meant to come, and why it is this one."""

    day: date
    room: int  # from 1
    session: Session
    members: tuple[str, ...]
    because: str
    needed_by: tuple[str, ...] = ()
    by_hand: bool = False

    @property
    def topic(self) -> str:
        return ", ".join(self.session.teaches)


@frozen
class Handed:
    """A topic proposed for somebody's individual session in the week that begins on `week`."""

    week: date
    member: str
    session: Session
    because: str


@frozen
class LeftOut:
    """A session that somebody needs, or a topic that has to be given, and why it cannot be."""

    id: str
    title: str
    because: str


@frozen
class Outlook:
    """What one member can expect to have had on the last day (or at the end of the horizon)."""

    member: Member
    expected: float
    uncovered: tuple[str, ...]  # topics that they will more likely leave without
    bound: float


@frozen
class Plan:
    """`sessions` at the dates that were asked for, `later` as it looks today; coverages are 0 to 1."""

    sessions: tuple[Planned, ...]
    later: tuple[Planned, ...]
    members: tuple[Outlook, ...]
    expected_coverage: float
    bound: float
    loop: float
    until: date  # the last date that was looked at
    individual: tuple[Handed, ...] = ()  # counted in the coverages
    offers: tuple[Handed, ...] = ()  # what individual sessions could take, where that was not asked for
    left_out: tuple[LeftOut, ...] = ()
