"""The sample clinic is always now, holds together, and has in its history what a clinic has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from curricula.library import shipped
from facilitator import events
from facilitator.desk import Desk
from facilitator.live.attendance import Mark, attended, sign_in
from facilitator.records import audit
from facilitator.records.store import Record
from facilitator.sample.cast import FULL, OWNER, clinic
from facilitator.sample.demo import PASSPHRASE, make
from facilitator.sample.history import OWED_NOTES, Story, Written, tell
from facilitator.sample.setting import EVENING, Setting, premises
from facilitator.sample.telling import told_desk
from facilitator.sample.template import template
from facilitator.timetabling.close_of_week import close_of_week, in_text
from facilitator.today import Stage
from facilitator.tui.today.sheet import sheet
from scheduler.files import load_clinic
from scheduler.validate import validate
from scheduler.week import DAY, Week

WEDNESDAY = datetime(2026, 11, 25, 23, 41, tzinfo=UTC)
HOURS = [datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hour, minutes=17) for hour in range(7 * 24)]
ODD_MOMENTS = [
    WEDNESDAY,
    datetime(2026, 11, 28, 10, 5, tzinfo=UTC),  # a Saturday
    datetime(2026, 11, 29, 21, 59, tzinfo=UTC),  # a Sunday
    datetime(2026, 11, 30, 0, 0, tzinfo=UTC),  # a Monday: everything owed is of last week
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),  # week 53, and the year turns tonight
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # clocks change in Europe
]


CAST, WEEK, MODULES = clinic(), template(), shipped()


def story(moment: datetime) -> Story:
    setting = Setting.at(moment)
    return Story(WEEK, premises(CAST, setting), CAST, setting, MODULES, sign=lambda note: note)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return told_desk(Setting.at(WEDNESDAY))


def facts(desk: Desk, kind: type) -> list[events.Fact]:
    return [entry.fact for entry in desk.entries() if isinstance(entry.fact, kind)]


# --- now ---------------------------------------------------------------------------------------------------


def test_at_every_hour_of_a_week_the_owner_has_a_group_coming_up() -> None:
    for moment in HOURS:
        setting, tonight = Setting.at(moment), story(moment).tonight()
        assert setting.now == moment
        assert setting.now.hour == EVENING
        assert setting.shift <= setting.today.weekday() <= setting.shift + 4, "today is a working day"
        starts = setting.moment(setting.today, tonight.start % DAY)
        assert timedelta(0) < starts - setting.now <= timedelta(minutes=60), moment
        assert OWNER in tonight.leaders
        assert len(tonight.members) >= 4


def test_the_holiday_is_on_a_working_day_of_next_week() -> None:
    for moment in HOURS[::7]:
        setting = Setting.at(moment)
        assert Week.of(setting.holiday) == setting.week.shifted(1)
        assert setting.shift <= setting.holiday.weekday() <= setting.shift + 4


# --- weeks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ODD_MOMENTS, ids=str)
def test_every_published_week_breaks_no_rule(moment: datetime) -> None:
    """Nine weeks, this one included, each against the clinic as the desk gives it for that week."""
    setting = Setting.at(moment)
    desk = told_desk(setting)
    for ago in range(9):
        week = setting.week.shifted(-ago)
        timetable = desk.timetable(week)
        assert timetable is not None
        assert timetable.week == week
        report = validate(desk.clinic(week), timetable)
        assert report.violations == (), week
    assert desk.timetable(setting.week.shifted(1)) is None, "next week is still to be solved"


def test_about_forty_people_in_three_tracks_and_a_prescriber(desk: Desk) -> None:
    here = desk.clinic(desk.week())
    assert 38 <= len(here.patients) <= 45
    assert Counter(p.track for p in here.patients).keys() == {"adult-day", "adult-evening", "adolescent"}
    assert (len(here.therapists), len(here.rooms)) == (7, 6)
    assert FULL in {p.id for p in here.patients}
    assert desk.clinic(desk.week().shifted(1)).closed


# --- history -----------------------------------------------------------------------------------------------


def test_people_came_left_and_one_came_back(desk: Desk) -> None:
    admitted, discharged = facts(desk, events.Admitted), facts(desk, events.Discharged)
    assert len(admitted) > 60
    assert len(discharged) > 20
    back = [person for person in desk.people.values() if len(person.stays) > 1]
    assert len(back) == 1
    first, second = back[0].stays
    assert (first.number, second.number) == (1, 2)
    assert first.discharged
    assert first.last is not None
    assert first.last < second.first
    for fact in (f for f in discharged if isinstance(f, events.Discharged)):
        person = desk.people[fact.member]
        assert any(stay.last == fact.on and stay.discharged for stay in person.stays)


def test_some_were_late_absent_or_left_early_and_one_session_was_cancelled(desk: Desk) -> None:
    kinds = Counter(entry.fact.kind for entry in desk.entries())
    assert kinds["session.no-show"] > 50
    assert kinds["session.excused"] > 50
    assert kinds["session.left"] > 5
    assert kinds["patient.absence-followed"] > 50
    assert kinds["session.cancelled"] == 1
    marks = Counter(row.mark for name in desk.sessions for row in sign_in(desk.session(name), desk.now()))
    assert marks[Mark.LATE] > 50


def test_a_cancelled_session_was_never_held(desk: Desk) -> None:
    (cancelled,) = facts(desk, events.SessionCancelled)
    assert isinstance(cancelled, events.SessionCancelled)
    assert cancelled.roster
    assert cancelled.starts < desk.now() - timedelta(days=14)
    assert [e.fact.kind for e in desk.read(f"session:{cancelled.session}")] == ["session.cancelled"]


@pytest.mark.parametrize("moment", ODD_MOMENTS[:4], ids=str)
def test_of_past_days_the_owner_owes_a_few_notes_and_nobody_else_does(moment: datetime) -> None:
    desk = told_desk(Setting.at(moment))
    signed = {
        (n.session, n.member) for n in facts(desk, events.NoteSigned) if isinstance(n, events.NoteSigned)
    }
    owed = Counter[str]()
    for name in desk.sessions:
        opened, state = desk.header(name), desk.session(name)
        if opened and opened.opened and opened.starts.astimezone(desk.zone).date() < desk.today():
            for member in state.members.values():
                if attended(member) and (name, member.id) not in signed:
                    owed[opened.leaders[0]] += 1
    assert owed.keys() == {OWNER}
    assert 2 <= owed[OWNER] <= 2 * OWED_NOTES


@pytest.mark.parametrize("moment", ODD_MOMENTS, ids=str)
def test_tonight_two_are_new_and_one_says_goodbye(moment: datetime) -> None:
    """So the owner's first group shows both slots, whatever day it is."""
    tonight = sheet(told_desk(Setting.at(moment))).meetings[0]
    assert tonight.stage is Stage.COMING
    assert OWNER in tonight.leaders
    assert sum(who.first for who in tonight.members) == 2
    assert sum(who.last for who in tonight.members) == 1


def test_nothing_is_written_before_it_happened_or_after_now(desk: Desk) -> None:
    entries = desk.entries()
    assert all(before.at <= after.at for before, after in pairwise(entries))
    assert entries[-1].at <= desk.now()
    for entry in entries:
        happened = getattr(entry.fact, "at", None)
        if isinstance(happened, datetime):
            assert happened <= entry.at


def test_the_same_moment_tells_the_same_story() -> None:
    assert tell(story(WEDNESDAY)) == tell(story(WEDNESDAY))


def test_notes_are_about_one_person_and_differ(desk: Desk) -> None:
    """Nobody's initials stand in another person's note, and no two notes of one group are alike."""
    initials = {p.id: p.initials for p in desk.people.values()}
    assert len(set(initials.values())) == len(initials)
    notes = [n for n in facts(desk, events.NoteSigned) if isinstance(n, events.NoteSigned)]
    for note in notes[:400]:
        words = f"{note.response} {note.progress} {note.plan}"
        assert not any(sign in words for sign in initials.values())
    alike = Counter((n.session, n.response, n.progress) for n in notes if n.meaning == "author")
    assert max(alike.values()) == 1


# --- kept --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    made = make(tmp_path_factory.mktemp("sample") / "clinic", WEDNESDAY)
    yield made
    made.close()


def test_the_record_of_the_demo_verifies(record: Record) -> None:
    report = audit.verify(record)
    assert report.ok, report.sentence
    told: list[Written] = tell(story(WEDNESDAY))
    assert report.signatures == sum(isinstance(fact, events.NoteSigned) for _, fact, _, _ in told)
    assert report.entries >= len(told)


def test_the_folder_of_the_demo_is_a_clinic_without_problems(record: Record) -> None:
    folder = record.places.folder.parent
    loaded, problems = load_clinic(folder)
    assert problems == []
    assert loaded is not None
    assert loaded.patients == ()
    again = Record.open(folder, "t3", PASSPHRASE, readonly=True)
    again.close()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    from curricula.diagnostics import BadInput

    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="nothing was written"):
        make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_its_week_can_be_closed(desk: Desk) -> None:
    """Hours from the record, what was missed taken out, notes by age, and the packs that it goes by."""
    timetable = desk.timetable(desk.week())
    assert timetable is not None
    count = close_of_week(desk, timetable)
    assert count is not None
    close = count()
    assert close.report.packs == ("generic-iop",)
    assert sum(w.notes for w in close.waiting) >= OWED_NOTES
    assert [w.day for w in close.waiting] == sorted(w.day for w in close.waiting)
    for under in close.report.under:
        assert under.floor > under.attained + under.ahead
        person = desk.people[under.patient]
        assert under.attained >= desk.hours(person, timetable.week).attained
    attained = {under.attained for under in close.report.under}
    assert attained != {0}
    text = in_text(close)
    assert "generic-iop: SAMHSA advisory" in text or "[level" in text
    assert f"Unsigned notes: {sum(w.notes for w in close.waiting)}" in text
