"""Who was in the room, and for how long: one list of stamps, many views.

Minutes are whole minutes in the room from the scheduled start (or the first step, where the group began it
earlier) to the end of the session; waiting before that and whatever happens after the end count nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import frozen

from facilitator.live.breaks import breaks, length, without
from facilitator.live.state import Member, SessionState

LATE_AFTER = timedelta(minutes=5)
"""A first arrival later than this after the scheduled start reads as late."""

FORGOTTEN_AFTER = timedelta(minutes=15)
"""A session still open this long after its scheduled end is offered its scheduled end when it is closed."""


A_DAY = timedelta(days=1)


class Mark(StrEnum):
    EXPECTED = "expected"
    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    NO_SHOW = "no-show"
    LEFT = "left"


@frozen
class SignIn:
    """One row of the sign-in sheet; `time_out` is None while the member is still in the room."""

    member: str
    initials: str
    mark: Mark
    time_in: datetime | None
    time_out: datetime | None
    minutes: int
    reason: str = ""


def starts(state: SessionState) -> datetime | None:
    return None if state.opened is None else state.opened.starts


def begun(state: SessionState) -> datetime | None:
    """When the group began: as scheduled, or with its first step when that was earlier."""
    scheduled = starts(state)
    return min([scheduled, *(run.at for run in state.runs[:1])]) if scheduled else None


def scheduled_end(state: SessionState) -> datetime | None:
    if state.opened is None:
        return None
    return state.opened.starts + timedelta(minutes=state.opened.minutes)


def suggested_end(state: SessionState, now: datetime) -> datetime:
    """Now, or the scheduled end when nobody closed the session in time; never before the start."""
    first, last = begun(state), scheduled_end(state)
    if first is None or last is None:
        return now
    return last if now > last + FORGOTTEN_AFTER else max(now, first)


def in_room(member: Member, state: SessionState) -> bool:
    return state.ended is None and bool(member.stamps) and member.stamps[-1].inside


def in_room_at(member: Member, moment: datetime) -> bool:
    """Whether their stamps have them in the room at `moment`."""
    inside = [stamp.inside for stamp in member.stamps if stamp.at <= moment]
    return bool(inside) and inside[-1]


def attended(member: Member) -> bool:
    """Was in the room at any time."""
    return any(stamp.inside for stamp in member.stamps)


def mark(member: Member, state: SessionState) -> Mark:
    """What stands beside the name: the latest that is known."""
    if not attended(member):
        return Mark(member.absence) if member.absence else Mark.EXPECTED
    if not member.stamps[-1].inside:
        return Mark.LEFT
    return Mark.LATE if is_late(member, state) else Mark.PRESENT


def is_late(member: Member, state: SessionState) -> bool:
    first, arrived = starts(state), first_arrival(member)
    return first is not None and arrived is not None and arrived - first > LATE_AFTER


def first_arrival(member: Member) -> datetime | None:
    return next((stamp.at for stamp in member.stamps if stamp.inside), None)


def intervals(member: Member, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Stretches in the room, in order, none empty; one that is still open lasts until `until`."""
    since: datetime | None = None
    for stamp in member.stamps:
        if stamp.inside and since is None:
            since = stamp.at
        elif not stamp.inside and since is not None:
            if stamp.at > since:
                yield since, stamp.at
            since = None
    if since is not None and until > since:
        yield since, until


def counted(member: Member, state: SessionState, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Stretches in the room while the group ran; `now` closes one that still runs.

    Breaks are left out where the rule pack does not count them.
    """
    first, last = begun(state), state.ended or now
    if first is None or state.opened is None:
        return
    rests = () if state.opened.breaks_count else breaks(state, now)
    for start, end in intervals(member, last):
        inside = (max(start, first), min(end, last))
        if inside[1] > inside[0]:
            yield from without(inside, rests)


def stamped_minutes(member: Member, state: SessionState, now: datetime) -> int:
    """Whole minutes by the stamps alone, clipped to the session; `now` closes one that still runs."""
    return int(length(counted(member, state, now)) // timedelta(minutes=1))


def minutes(member: Member, state: SessionState, now: datetime) -> int:
    """Minutes that count: the stamps', or what wrap-up corrected them to."""
    if member.corrected is not None:
        return member.corrected.minutes
    return stamped_minutes(member, state, now)


def left_at(member: Member, state: SessionState) -> datetime | None:
    """When they went: their own leaving, or the end of the session; None while in the room."""
    if not attended(member):
        return None
    last = member.stamps[-1]
    return state.ended if last.inside else last.at


def sign_in(state: SessionState, now: datetime) -> tuple[SignIn, ...]:
    """The sheet, in the order of the roster."""
    return tuple(
        SignIn(
            member=member.id,
            initials=member.who.initials,
            mark=mark(member, state),
            time_in=first_arrival(member),
            time_out=left_at(member, state),
            minutes=minutes(member, state, now),
            reason=member.reason or (member.stamps[-1].reason if member.stamps else ""),
        )
        for member in state.members.values()
    )


def count_attended(state: SessionState) -> int:
    """Members who were there at any time: the figure for notes and sheets."""
    return sum(attended(member) for member in state.members.values())


def count_in_room(state: SessionState) -> int:
    return sum(in_room(member, state) for member in state.members.values())


def count_guests(state: SessionState) -> int:
    """Guests who were there at any time: told beside the members, never among them."""
    return len(state.guests)


def suspects(state: SessionState, now: datetime) -> tuple[str, ...]:
    """Sentences about stamps of a clock that jumped: ahead of this one, or days from the session."""
    first, last = starts(state), scheduled_end(state)
    if first is None or last is None:
        return ()
    moments = [stamp.at for member in state.members.values() for stamp in member.stamps]
    ahead = sum(moment > now for moment in moments)
    far = sum(not first - A_DAY <= moment <= last + A_DAY for moment in moments)
    words = []
    if ahead:
        words.append(f"{_times(ahead)} ahead of this clock")
    if far:
        words.append(f"{_times(far)} more than a day from the session")
    return tuple(words)


def _times(count: int) -> str:
    return "1 time stands" if count == 1 else f"{count} times stand"
