"""What Today says: the groups of the day, reminders about people, and what is owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from curricula.module import Module, Segment
from curricula.module import Session as Topic
from facilitator.events import (
    Arrived,
    Entry,
    Excused,
    Expected,
    Fact,
    NoShow,
    NoteSigned,
    SessionCancelled,
    SessionEnded,
    SessionFinished,
    SessionOpened,
)
from facilitator.live.session import replay
from facilitator.live.state import SessionState
from facilitator.owed import missed, owed, review_days, sign_by, unsigned
from facilitator.people import Hours, Person, Profile, Stay
from facilitator.today import (
    Meeting,
    Stage,
    before,
    left_open,
    meetings,
    recent_topics,
    sessions_left,
)
from scheduler.clinic import Clinic, Group, Level, Patient, Prescription, Size
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import usual
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, Week, parse_windows

WEDNESDAY = date(2026, 11, 25)
WEEK = Week.of(WEDNESDAY)
OPEN = parse_windows("mon-fri 08:00-21:00")
START = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
GROUP = Group("evening-skills", "skills", 90, Size(3, 10), curriculum="early")
CONFIG = Clinic(name="x", timezone="UTC", open=OPEN, groups=(GROUP,), levels=(Level("iop", Prescription()),))
MODULE = Module(
    format=1, id="early", title="Early", kind="skills",
    sessions=tuple(
        Topic(id=name, title=name.title(), minutes=90, objectives=("Name one",), teaches=(name,),
              requirement="core", agenda=(Segment("Round", "check-in", 90),))
        for name in ("urges", "sleep")
    ),
)  # fmt: skip


def person(name: str, first: date = date(2026, 10, 5), last: date | None = None, covered: str = "") -> Person:
    demand = Patient(name, "iop", OPEN, admitted=first, discharge=last)
    topics = dict.fromkeys(covered.split(), "s0")
    return Person(name, (Stay(1, first, last),), (Profile(first, demand, name),), covered=topics)


def group_session(day: int, *members: str, hour: int = 18) -> Session:
    at = day * DAY + hour * 60
    return Session(at, at + 90, "evening-skills", "room-2", ("t1", "t2"), members)


def table(*sessions: Session) -> Timetable:
    return Timetable("x", WEEK, sessions)


def state(*facts: Fact, roster: tuple[str, ...] = ("A", "B"), starts: datetime = START) -> SessionState:
    """A session opened at `starts` in which `facts` happened."""
    opened = SessionOpened("s1", "evening-skills", "Evening skills", "skills", starts, 90, "Room 2", ("t1",),
                           tuple(Expected(name, name) for name in roster), ())  # fmt: skip
    numbers = count()
    return replay(
        Entry(n := next(numbers), f"e{n}", starts, "t1", "session:s1", fact) for fact in (opened, *facts)
    )


def signed(member: str) -> NoteSigned:
    return NoteSigned("n", "s1", member, "", "", "", "", "", "", "t1", "author", START, "")


ENDED = SessionEnded(START + timedelta(minutes=90))


def on_wednesday(
    timetable: Timetable | None, people: dict[str, Person], *states: SessionState, came: bool = True
) -> tuple[Meeting, ...]:
    return meetings(
        WEDNESDAY, timetable, CONFIG, people, states, UTC, been=lambda *_: came, modules={"early": MODULE}
    )


# --- groups ---------------------------------------------------------------------------------------------


def test_only_the_sessions_of_the_day_are_shown_in_order() -> None:
    found = on_wednesday(
        table(group_session(2, "A", hour=19), group_session(2, "A"), group_session(3, "A")), {}
    )
    assert [m.starts.hour for m in found] == [18, 19]
    assert (found[0].title, found[0].cap, found[0].stage) == ("Evening skills", 10, Stage.COMING)


def test_a_newcomer_and_a_last_session_are_marked() -> None:
    people = {"A": person("A", last=WEDNESDAY), "B": person("B", last=date(2026, 11, 27)), "C": person("C")}
    timetable = table(group_session(2, "A", "B", "C"), group_session(4, "B", "C"))
    (meeting,) = on_wednesday(timetable, people, came=False)
    assert [(who.member, who.first, who.last) for who in meeting.members] == [
        ("A", True, True), ("B", True, False), ("C", True, False),
    ]  # fmt: skip
    assert meeting.news == "3 new, 1 last session"


def test_the_last_session_is_the_last_one_of_that_day_too() -> None:
    people = {"A": person("A", last=WEDNESDAY)}
    early, late = on_wednesday(table(group_session(2, "A"), group_session(2, "A", hour=20)), people)
    assert [early.members[0].last, late.members[0].last] == [False, True]


def test_the_topic_is_the_one_most_needed_with_its_reason() -> None:
    people = {"A": person("A", covered="urges"), "B": person("B", covered="urges", last=WEDNESDAY)}
    (meeting,) = on_wednesday(table(group_session(2, "A", "B")), people)
    assert (meeting.topic, meeting.because) == ("Sleep", "2 of 2 still need it; last chance for B")


def test_an_opened_session_shows_what_runs_and_how_far_it_got() -> None:
    timetable = table(group_session(2, "A"))
    (meeting,) = on_wednesday(timetable, {"A": person("A")})
    opened = state(roster=("A",))
    assert opened.opened is not None
    ours = evolve(opened, opened=evolve(opened.opened, session=meeting.id, title="Urges"))
    for found, stage in ((ours, Stage.OPEN), (evolve(ours, ended=START), Stage.ENDED),
                         (evolve(ours, ended=START, finished=START), Stage.FINISHED)):  # fmt: skip
        (again,) = on_wednesday(timetable, {"A": person("A")}, found)
        assert (again.id, again.stage, again.topic) == (meeting.id, stage, "Urges")


def test_a_cancelled_session_stays_with_its_reason() -> None:
    timetable = table(group_session(2, "A"))
    (meeting,) = on_wednesday(timetable, {})
    fact = SessionCancelled(meeting.id, "evening-skills", START, 90, (), "snow")
    cancelled = replay([Entry(0, "e0", START, "t1", "s", fact)])
    (again,) = on_wednesday(timetable, {}, cancelled)
    assert (again.stage, again.because) == (Stage.CANCELLED, "snow")


def test_a_session_opened_outside_the_timetable_is_shown_all_the_same() -> None:
    (meeting,) = on_wednesday(None, {}, state())
    assert (meeting.id, meeting.session, meeting.stage) == ("s1", None, Stage.OPEN)


@given(st.integers(0, 40), st.integers(1, 5))
def test_sessions_left_are_those_up_to_the_last_day(days: int, per_week: int) -> None:
    timetable = table(*(group_session(day, "A") for day in range(per_week)))
    first = timetable.sessions[0]
    last = WEEK.monday + timedelta(days=days)
    every = [WEEK.monday + timedelta(days=7 * week + day) for week in range(8) for day in range(per_week)]
    assert sessions_left("A", first, timetable, last) == max(1, sum(day <= last for day in every))


def test_recent_topics_are_in_order_of_time() -> None:
    first, second = (state(starts=START - timedelta(days=n)).opened for n in (5, 2))
    assert first
    assert second
    found = recent_topics([evolve(second, topic="b"), evolve(first, topic="a"), evolve(first, group="other")])
    assert found == {"evening-skills": ["a", "b"]}


# --- reminders ------------------------------------------------------------------------------------------


NO_HOURS = Hours()


def reminded(who: Expected, hours: Hours = NO_HOURS, **more: date) -> list[tuple[str, bool]]:
    (meeting,) = on_wednesday(table(group_session(2, "A")), {})
    someone = person("A", first=more.get("first", date(2026, 11, 10)))
    absent = {"A": more["absent"]} if "absent" in more else {}
    found = before([evolve(meeting, members=(who,))], {"A": someone}, lambda _: hours, WEDNESDAY, absent,
                   review=lambda who: who.review_due(WEDNESDAY, 30))  # fmt: skip
    return [(reminder.words, reminder.urgent) for reminder in found]


def test_nothing_is_said_about_someone_of_whom_nothing_needs_saying() -> None:
    assert reminded(Expected("A", "A.M.")) == []


def test_first_and_last_sessions_are_urgent() -> None:
    assert reminded(Expected("A", "A.M.", first=True)) == [("first session: welcome slot added", True)]
    assert reminded(Expected("A", "A.M.", last=True)) == [("last session: goodbye slot added", True)]


def test_hours_that_cannot_be_reached_are_said_with_what_can() -> None:
    found = reminded(Expected("A", "A.M."), Hours(attained=360, prescribed=540, reachable=90))
    assert found == [("6.0 of 9.0 h this week, 1.5 h reachable", False)]
    assert reminded(Expected("A", "A.M."), Hours(attained=360, prescribed=540, reachable=180)) == []


def test_a_plan_review_is_spoken_of_a_week_before_and_urgent_when_due() -> None:
    due_friday, due_today = WEDNESDAY - timedelta(days=28), WEDNESDAY - timedelta(days=30)
    assert reminded(Expected("A", "A.M."), first=due_friday) == [("plan review due Fri 27 Nov", False)]
    assert reminded(Expected("A", "A.M."), first=due_today) == [("plan review due today", True)]
    late = reminded(Expected("A", "A.M."), first=due_today - timedelta(days=1))
    assert late == [("plan review overdue since Tue 24 Nov", True)]


def test_an_absence_without_outreach_is_said() -> None:
    said = reminded(Expected("A", "A.M."), absent=date(2026, 11, 23))
    assert said == [("missed Mon 23 Nov, no outreach yet", False)]


# --- owed -----------------------------------------------------------------------------------------------


def test_a_note_is_owed_for_everyone_who_came_until_it_is_signed() -> None:
    here = (Arrived("A", START), Arrived("B", START), ENDED)
    found = unsigned(state(*here, signed("A")), UTC)
    assert found is not None
    assert (found.members, found.due) == (("B",), date(2026, 11, 30))
    assert unsigned(state(*here, signed("A"), signed("B")), UTC) is None
    assert unsigned(state(*here[:2]), UTC) is None, "a session that still runs owes nothing yet"


def test_an_absence_is_open_until_it_is_excused_or_followed() -> None:
    ended = state(Arrived("A", START), NoShow("B"), ENDED)
    people = {"A": person("A"), "B": person("B")}
    assert missed(ended, people) == ("B",)
    assert missed(state(Arrived("A", START), Excused("B"), ENDED), people) == ()
    followed = {**people, "B": evolve(people["B"], followed=frozenset({"s1"}))}
    assert missed(ended, followed) == ()


def test_owed_names_the_oldest_and_its_day() -> None:
    monday = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    done = (Arrived("A", monday), Arrived("B", monday), SessionEnded(monday), SessionFinished("s1", monday))
    rows = owed([state(*done, starts=monday)], {}, WEDNESDAY, UTC, [])
    assert [row.words for row in rows] == ["2 notes unsigned, oldest Mon 23 Nov (due Thu 26 Nov)"]
    late = owed([state(*done, starts=monday)], {}, date(2026, 11, 27), UTC, [])
    assert late[0].overdue
    assert "was due Thu 26 Nov" in late[0].words


def test_a_session_left_open_yesterday_is_owed_first() -> None:
    yesterday = state(Arrived("A", START), starts=START - timedelta(days=1))
    row = owed([yesterday], {}, WEDNESDAY, UTC, [])[0]
    assert (row.kind, row.overdue, row.of) == ("session", True, ("s1",))
    assert owed([state(Arrived("A", START))], {}, WEDNESDAY, UTC, []) == (), "one that runs today is no debt"


def test_plan_reviews_of_the_caseload_are_owed() -> None:
    rows = owed([], {}, WEDNESDAY, UTC, [person("A", first=date(2026, 10, 28)), person("B", first=WEDNESDAY)])
    assert [row.words for row in rows] == ["1 plan review due, first Fri 27 Nov (A, day 29)"]


def test_a_pack_says_by_when_notes_and_plans_are_due_and_the_generic_one_where_none_does() -> None:
    thursday = datetime(2026, 11, 26, 18)
    generic = {figure.name: figure for figure in usual().packs[0].figures}
    mine = tuple(
        evolve(generic[name], value=days, pack="ours")
        for name, days in (("note.business_days", 1), ("plan.review_days", 14))
    )
    ours = Rules((evolve(usual().packs[0], id="ours", figures=mine),))
    assert [sign_by(rules, thursday, "process") for rules in (Rules(), ours)] == [
        date(2026, 12, 1), date(2026, 11, 27),
    ]  # fmt: skip
    assert [review_days(rules, person("A"), WEDNESDAY) for rules in (Rules(), ours)] == [30, 14]


def test_sessions_of_earlier_days_that_nobody_ended_are_found() -> None:
    yesterday = state(Arrived("A", START), starts=START - timedelta(days=1))
    assert [m.id for m in left_open([yesterday, state(Arrived("A", START))], WEDNESDAY, UTC)] == ["s1"]
    assert left_open([evolve(yesterday, ended=START)], WEDNESDAY, UTC) == ()
