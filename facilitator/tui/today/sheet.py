"""Today's sheet: what the day asks for, drawn together from the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from attrs import frozen

from facilitator.access.roles import May
from facilitator.chart.owed import charts_owe
from facilitator.desk import Desk
from facilitator.live.attendance import attended
from facilitator.live.digest import Digest
from facilitator.live.state import SessionState
from facilitator.owed import ABSENCE_DAYS, Owed, missed, owed
from facilitator.people import Person, people_on
from facilitator.steered import steered
from facilitator.timetabling.given_out import files_owed
from facilitator.today import (
    Meeting,
    Reminder,
    Stage,
    before,
    left_open,
    meetings,
    recent_topics,
)
from facilitator.topic_plan import still_mandated
from scheduler.clinic import Mandate
from scheduler.week import Week

NOTES_BACK = timedelta(days=90)
"""How far back unsigned notes are looked for when the app opens."""


@frozen
class Sheet:
    """`meetings`: mine or everybody's, those left open on an earlier day first; `elsewhere` counts others."""

    meetings: tuple[Meeting, ...]
    elsewhere: int
    before: tuple[Reminder, ...]
    owed: tuple[Owed, ...]
    published: bool  # this week has a timetable


def day_meetings(desk: Desk, day: date) -> tuple[Meeting, ...]:
    """Every group session of `day`."""
    timetable, recent, by_hand = desk.timetable(Week.of(day)), recent_topics(desk.opened), desk.topics_by_hand
    found = meetings(
        day,
        timetable,
        desk.config,
        desk.people,
        desk.held(day, day),
        desk.zone,
        been=desk.been,
        modules=desk.modules,
        recent=recent,
        attendance=desk.attendance,
        by_hand=by_hand,
        mandated=_mandated(desk),
    )
    return steered(
        found,
        day,
        timetable,
        desk.people,
        desk.modules,
        recent=recent,
        attendance=desk.attendance,
        by_hand=by_hand,
        therapists=desk.config.therapists,
    )


def _mandated(desk: Desk) -> Mapping[str, Sequence[Mandate]]:
    """What each group still has to be given."""
    return {
        group.id: still_mandated(group, module, desk.opened)
        for group in desk.config.groups
        if group.mandated and (module := desk.modules.get(group.curriculum or ""))
    }


def sheet(desk: Desk, *, everyone: bool = False) -> Sheet:
    """The sheet of this moment for who is signed in, or for all groups."""
    day, week = desk.today(), desk.week()
    found = day_meetings(desk, day)
    shown = tuple(m for m in found if everyone or m.led_by(desk.user))
    wide = everyone and desk.may(May.SEE_ALL)  # beyond one's own, lists of groups name no people
    caseload = _caseload(desk, day, wide)
    recent = datetime.combine(day - timedelta(days=ABSENCE_DAYS), time(), desk.zone)

    def waits(held: Digest) -> bool:
        mine = wide or desk.user in held.leaders
        return held.opened and mine and (not held.settled or held.starts >= recent)

    back = desk.held(day - NOTES_BACK, day, waits)
    return Sheet(
        meetings=(*left_open(back, day, desk.zone), *shown),
        elsewhere=len(found) - len(shown),
        before=before(
            (m for m in shown if m.stage in (Stage.COMING, Stage.OPEN) and (wide or m.led_by(desk.user))),
            desk.people,
            lambda person: desk.hours(person, week),
            day,
            _missed_last(back, desk),
            review=lambda person: desk.review_due(person, day),
        ),
        owed=(
            *owed(back, desk.people, day, desk.zone, caseload, desk.rules),
            *charts_owe(desk, caseload, everyone=wide),
            *filter(None, [files_owed(desk) if desk.may(May.PLAN_WEEKS) else None]),
        ),
        published=desk.timetable(week) is not None,
    )


def _caseload(desk: Desk, day: date, everyone: bool) -> tuple[Person, ...]:
    """People whose plan the user answers for: those whose primary therapist they are."""
    present = people_on(desk.people, day)
    return tuple(p for p in present if everyone or p.profile(day).demand.therapist == desk.user)


def _missed_last(states: tuple[SessionState, ...], desk: Desk) -> Mapping[str, date]:
    """Who missed the latest of these groups they were expected in, and when."""
    since = desk.today() - timedelta(days=ABSENCE_DAYS)
    last: dict[str, date] = {}
    for state in states:
        day = state.opened.starts.astimezone(desk.zone).date() if state.opened else None
        if day is None or day < since or state.ended is None:
            continue
        gone = missed(state, desk.people)
        for member in state.members.values():
            if attended(member):
                last.pop(member.id, None)
            elif member.id in gone:
                last[member.id] = day
    return last
