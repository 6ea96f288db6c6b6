"""The roster of a group with what matters today about each member. Private: it is never the room's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta, tzinfo

from attrs import field, frozen

from facilitator.events import Expected
from facilitator.live.attendance import attended
from facilitator.live.state import Flag, SessionState
from facilitator.owed import review_due
from facilitator.people import Hours, Person
from facilitator.today import SOON, count, in_hours, short
from scheduler.packs.rules import Rules

FLAG_DAYS = 30
"""Flags older than this, and answered, are no longer on the roster."""


@frozen
class Row:
    """One member. `missed`: topics still needed; `answers`: the last check-in by scale, safety left out."""

    who: Expected
    name: str = ""
    sessions: int = 0  # attended in this stay
    absent: date | None = None  # the latest absence, when nothing was attended since
    review: date | None = None
    certified: date | None = None  # by when the need has to be certified again
    missed: tuple[str, ...] = ()
    hours: Hours | None = None
    answers: Mapping[str, int] = field(factory=dict)
    answered: date | None = None
    measures: tuple[str, ...] = ()  # the last PHQ-9 and GAD-7, in words
    flags: tuple[Flag, ...] = ()
    unsafe: bool = False  # a private flag of the chart waits for its answer


def row(
    who: Expected,
    person: Person | None,
    day: date,
    zone: tzinfo,
    *,
    hours: Hours | None,
    missed: frozenset[str],
    states: Sequence[SessionState],
    rules: Rules,
    certified_within: int | None = None,
    certified_on: date | None = None,
    measures: tuple[str, ...] = (),
    unsafe: bool = False,
) -> Row:
    """A member's row. `states`: sessions they were expected in, oldest first, with every entry.

    `certified_within`: days for which a certification holds, where a pack says; it counts from
    `certified_on`, or else from the admission.
    """
    if person is None:
        return Row(who)
    stay = person.stay_on(day) or person.stay
    mine = [s for s in states if s.opened and s.opened.starts.astimezone(zone).date() >= stay.first]
    came = [s for s in mine if who.member in s.members and attended(s.members[who.member])]
    last = came[-1] if came else None
    until = None
    if certified_within is not None:
        until = max(certified_on or stay.first, stay.first) + timedelta(days=certified_within)
    return Row(
        who=who,
        name=person.profile(day).name,
        sessions=len(came),
        absent=_absent(who.member, mine, zone),
        review=review_due(rules, person, day),
        certified=until,
        missed=tuple(sorted(missed)),
        hours=hours,
        answers=_answers(last, who.member) if last else {},
        answered=last.opened.starts.astimezone(zone).date() if last and last.opened else None,
        measures=measures,
        flags=tuple(_flags(who.member, states, day)),
        unsafe=unsafe,
    )


def _absent(member: str, states: Iterable[SessionState], zone: tzinfo) -> date | None:
    """The latest session that ended without them, when they came to none after it."""
    missed = None
    for state in states:
        if state.ended is None or state.opened is None or member not in state.members:
            continue
        came = attended(state.members[member])
        missed = None if came else state.opened.starts.astimezone(zone).date()
    return missed


def _answers(state: SessionState, member: str) -> Mapping[str, int]:
    """The last session's answers, those of its end where there are any."""
    ratings = state.members[member].ratings
    ordered = sorted(ratings.items(), key=lambda item: item[0][0] == "out")
    return {scale: value for (_, scale), value in ordered if scale != "safety"}


def _flags(member: str, states: Iterable[SessionState], day: date) -> Iterator[Flag]:
    for state in states:
        flag = state.flags.get(member)
        if flag and (flag.answer is None or (day - flag.at.date()).days <= FLAG_DAYS):
            yield flag


def words(found: Row, day: date) -> tuple[tuple[str, bool], ...]:
    """What a row says, each with whether it is urgent; nothing private beyond the roster itself."""
    return tuple(_words(found, day))


def _words(found: Row, day: date) -> Iterator[tuple[str, bool]]:
    if found.who.first:
        yield "first session", True
    elif found.sessions:
        yield f"{count(found.sessions, 'session')} so far", False
    if found.who.last:
        yield "last session today", True
    if found.who.remote:
        yield "joins from elsewhere", True
    if found.absent:
        yield f"missed {short(found.absent)}", True
    for what, due in (("plan review", found.review), ("certification", found.certified)):
        if due is not None:
            late = due < day
            yield f"{what} {'was due' if late else 'due'} {short(due)}", due - day <= SOON
    if found.hours and found.hours.prescribed:
        yield (
            f"{in_hours(found.hours.attained)} of {in_hours(found.hours.prescribed)} h this week",
            bool(found.hours.short),
        )
    if found.answers:
        numbers = ", ".join(f"{scale} {value}" for scale, value in found.answers.items())
        yield f"{short(found.answered) if found.answered else 'last'}: {numbers}", False
    yield from ((measure, False) for measure in found.measures)
    if found.missed:
        more = f" and {len(found.missed) - 3} more" if len(found.missed) > 3 else ""
        topics = ", ".join(topic.replace("-", " ") for topic in found.missed[:3])
        yield f"still needs {topics}{more}", False
