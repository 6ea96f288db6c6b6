"""Every session of a module for one date, the best first, each with its reason: ahead, or in the room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import evolve, frozen

from curricula.module import Module
from scheduler.clinic import Mandate, Size
from scheduler.topics.choices import Ran, choices
from scheduler.topics.course import Course
from scheduler.topics.in_room import worth_now
from scheduler.topics.request import Member
from scheduler.topics.sentences import SOON, because, short, takers
from scheduler.topics.staffing import Staff, lacking, unled
from scheduler.topics.standing import Standing
from scheduler.topics.steering import worth_of
from scheduler.topics.window import Group
from scheduler.topics.worth import AHEAD, gains, met_later, popularity, pulls

ANYBODY = Staff()


@frozen
class Need:
    """Somebody expected at the date. `left`: sessions they can still come to after it; `here`: whether they
    came, once that is known."""

    member: Member
    left: int
    here: bool | None = None


@frozen
class Suggestion:
    """One session, how much it is worth at this date, for whom, and why in a sentence."""

    session: str
    title: str
    worth: float
    needed_by: tuple[str, ...]
    last_chance_for: tuple[str, ...]
    because: str


def suggest(
    module: Module,
    needs: Sequence[Need],
    recent: Sequence[str] = (),
    newcomers: float | None = None,
    staff: Staff = ANYBODY,
    due: Sequence[Mandate] = (),
    day: date | None = None,
) -> tuple[Suggestion, ...]:
    """Every session of `module`, most useful first; those that may not run now (a pair, an order, nobody to
    lead it) last.

    `recent` are sessions run lately in this group, latest last. With attendance taken only those who came
    count, and who is absent speaks for waiting. `newcomers` a week; None: as many as keep the group's size.
    `due` are topics that still have to be given: within a week of `day` they come first.
    """
    course = Course.of(module)
    if newcomers is None:
        newcomers = len(needs) / 10 if module.entry == "any-session" else 0.0
    group = Group(course, Size(1, max(1, len(needs))), newcomers=newcomers)
    standings = [Standing.of(need.member, course) for need in needs]
    before: list[Ran] = [(name,) for name in recent]
    out = unled(course, staff)
    (open_,) = choices(course, standings, before, (), (None,), group.no_repeat, (out,))
    worth = _worth(group, standings, needs)
    ago = {name: number for number, (name,) in enumerate(before)}
    soon = {
        session.id
        for mandate in due
        if day and mandate.by - day < SOON
        for session in course.taught_in.get(mandate.topic, ())
    }
    ranked = sorted(
        course.sessions,
        key=lambda name: (
            name in out,
            name not in open_,
            name not in soon,
            -worth.get(name, 0.0),
            ago.get(name, -1),
        ),
    )
    found = (_suggestion(course, name, worth.get(name, 0.0), standings, needs, staff) for name in ranked)
    return tuple(_with_due(one, course, due) for one in found)


def _with_due(one: Suggestion, course: Course, due: Sequence[Mandate]) -> Suggestion:
    """The suggestion with the day by which it has to be given, where there is one."""
    days = [mandate.by for mandate in due if mandate.topic in course.sessions[one.session].teaches]
    return evolve(one, because=f"has to be given by {short(min(days))}; {one.because}") if days else one


def _worth(group: Group, standings: Sequence[Standing], needs: Sequence[Need]) -> dict[str, float]:
    left = [need.left for need in needs]
    if any(need.here is not None for need in needs):
        here = [bool(need.here) for need in needs]
        gained, against = worth_now(group, standings, here, left)
        return worth_of(gained, [float(came) for came in here], against)
    later = met_later(popularity(standings, group.course, group.newcomers), standings, left, AHEAD)
    gained = gains(standings, pulls(standings, later, group.course), left, group.course)
    return worth_of(gained, [need.member.attendance for need in needs], {})


def _suggestion(
    course: Course,
    name: str,
    worth: float,
    standings: Sequence[Standing],
    needs: Sequence[Need],
    staff: Staff,
) -> Suggestion:
    session = course.sessions[name]
    taken = any(need.here is not None for need in needs)
    people = [i for i, need in enumerate(needs) if need.here or not taken]
    left = [need.left for need in needs]
    found = takers(session, standings, left, people, course)
    said = because(session, standings, left, people, course, None, "here" if taken else "expected")
    short_of = lacking(session, course, staff)
    return Suggestion(
        name,
        session.title,
        worth,
        tuple(needs[i].member.id for i in found),
        tuple(needs[i].member.id for i in found if left[i] <= 0),
        f"{said}; {short_of}" if short_of else said,
    )
