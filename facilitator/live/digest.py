"""One session in few words, for lists that look at years of them: no words of notes, no agenda.

Pure. A digest can always be made anew from the session's entries; a record keeps the ones it has only so
that opening a clinic of many years reads a line a session and not every stamp in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from facilitator.events import SessionCancelled
from facilitator.live.attendance import attended, first_arrival
from facilitator.live.state import SessionState

FORM = 1
"""Raised by every change of what a digest holds; kept ones of another form are made anew."""


@frozen
class Digest:
    """How a session was opened, or cancelled unopened, and what has become of it."""

    session: str
    group: str
    group_title: str
    starts: datetime
    minutes: int
    opened: bool = True  # False: cancelled unopened
    service: str = ""
    room: str | None = None
    leaders: tuple[str, ...] = ()
    roster: tuple[str, ...] = ()  # ids of everyone expected, and of who walked in
    module: str | None = None
    topic: str | None = None
    title: str = ""
    came: Mapping[str, datetime] = field(factory=dict)  # first arrival of everyone who was in the room
    ended: bool = False
    settled: bool = False  # wrapped up, every note signed: nothing about it waits


def digest(state: SessionState) -> Digest | None:
    """None for a stream without an opening or a cancellation that stands."""
    fact = state.opened
    if fact is None:
        return None if state.cancelled is None else _cancelled(state.cancelled)
    came = {m.id: at for m in state.members.values() if (at := first_arrival(m))}
    unsigned = any(attended(m) and m.id not in state.signed for m in state.members.values())
    return Digest(
        session=fact.session,
        group=fact.group,
        group_title=fact.group_title,
        starts=fact.starts,
        minutes=fact.minutes,
        service=fact.service,
        room=fact.room,
        leaders=fact.leaders,
        roster=tuple(state.members),
        module=fact.module,
        topic=fact.topic,
        title=fact.title,
        came=came,
        ended=state.ended is not None,
        settled=state.cancelled is not None or (state.finished is not None and not unsigned),
    )


def _cancelled(fact: SessionCancelled) -> Digest:
    roster = tuple(who.member for who in fact.roster)
    return Digest(
        fact.session, fact.group, fact.group, fact.starts, fact.minutes,
        opened=False, roster=roster, settled=True,
    )  # fmt: skip


def written(made: Digest) -> str:
    """One line of JSON; `read` takes it back."""
    return json.dumps([
        made.session, made.group, made.group_title, made.starts.isoformat(), made.minutes, made.opened,
        made.service, made.room, made.leaders, made.roster, made.module, made.topic, made.title,
        {member: at.isoformat() for member, at in made.came.items()}, made.ended, made.settled,
    ], separators=(",", ":"), ensure_ascii=False)  # fmt: skip


def read(text: str) -> Digest:
    """Raises ValueError or TypeError for anything that `written` did not write."""
    row: list[Any] = json.loads(text)
    session, group, group_title, starts, minutes, opened, service, room, leaders, roster, *more = row
    module, topic, title, came, ended, settled = more
    return Digest(
        session, group, group_title, datetime.fromisoformat(starts), minutes, opened, service, room,
        tuple(leaders), tuple(roster), module, topic, title,
        {member: datetime.fromisoformat(at) for member, at in came.items()}, ended, settled,
    )  # fmt: skip
