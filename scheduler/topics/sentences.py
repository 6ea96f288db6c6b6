"""Why a session is the one to run, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from curricula.module import Session
from scheduler.topics.course import Course
from scheduler.topics.standing import Standing

SOON = timedelta(days=7)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def takers(
    session: Session,
    standings: Sequence[Standing],
    left: Sequence[int],
    people: Sequence[int],
    course: Course,
) -> list[int]:
    """Those of `people` who still need what the session teaches and are ready for it, likelier than not."""
    return [
        i
        for i in people
        if any(standings[i].missing.get(topic, 0.0) > 0.5 for topic in session.teaches)
        and standings[i].ready(session, course, left[i]) > 0.5
    ]


def because(
    session: Session,
    standings: Sequence[Standing],
    left: Sequence[int],
    people: Sequence[int],
    course: Course,
    day: date | None = None,
    who: str = "expected",
) -> str:
    """`7 of 9 still need it; last chance for E.R.`. `people` are those who are expected, or here."""
    found = takers(session, standings, left, people, course)
    if not found:
        return _for_the_few(session, standings, left, people, course, who)
    sentence = _count(len(found), len(people))
    last = [standings[i].member.called for i in found if left[i] <= 0]
    if last:
        return f"{sentence}; last chance for {_some(last)}"
    leaving = [m for i in found if day and (m := standings[i].member).leaves and m.leaves - day <= SOON]
    if len(leaving) == 1 and leaving[0].leaves:
        return f"{sentence}; {leaving[0].called} leaves on {short(leaving[0].leaves)}"
    return f"{sentence}; {len(leaving)} of them leave within a week" if leaving else sentence


def _for_the_few(
    session: Session,
    standings: Sequence[Standing],
    left: Sequence[int],
    people: Sequence[int],
    course: Course,
    who: str,
) -> str:
    """A session that nobody will probably need and be ready for: whom it is for nevertheless."""
    need = {i: max((standings[i].missing.get(t, 0.0) for t in session.teaches), default=0.0) for i in people}
    ready = {i: standings[i].ready(session, course, left[i]) for i in people}
    early = sum(need[i] > 0.5 >= ready[i] for i in people)
    if early:
        return f"{early} of {len(people)} still need{'s' if early == 1 else ''} what comes before it"
    lacking = sum(need[i] * ready[i] for i in people)
    if lacking < 0.3:
        return f"nobody {who} still needs it"
    return f"for whoever misses it before, about {max(1, round(lacking))} of {len(people)}"


def _count(takers: int, people: int) -> str:
    if people == 1:
        return "still needed"
    return f"{takers} of {people} still need{'s' if takers == 1 else ''} it"


def _some(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{len(names)} of them"


def short(day: date) -> str:
    """`18 Dec`, in English whatever the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]}"
