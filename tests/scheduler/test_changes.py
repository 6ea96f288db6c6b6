"""Changes of a clinic: what each makes of it, and that every mistake in them is told at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tiny import CLINIC, WEEK, at, clinic, moment, session, week

from curricula.diagnostics import BadInput
from scheduler.clinic import Group, Patient, Pin, Room, Size, Therapist
from scheduler.mend.changes import (
    Absent,
    Admitted,
    Away,
    Cancelled,
    Change,
    Closed,
    Discharged,
    Holiday,
    Pinned,
    Put,
    applied,
    ends,
)
from scheduler.mend.mistakes import mistakes
from scheduler.validate import validate
from scheduler.week import DAY, Period, Start

WEDNESDAY = (moment("wed 00:00"), moment("thu 00:00"))


def broken(*changes: Change) -> set[str]:
    """The rules that the tiny week breaks once these changes are applied."""
    return {v.rule for v in validate(applied(CLINIC, changes, WEEK), week()).violations}


class TestApplied:
    def test_an_absence_makes_what_lies_in_it_impossible(self) -> None:
        assert broken() == set()
        assert broken(Away("t1", *WEDNESDAY)) == {"therapist-available"}
        assert broken(Absent("A", *WEDNESDAY)) == {"patient-available"}
        assert broken(Closed("room-1", *WEDNESDAY)) == {"room-open"}
        assert broken(Away("t1", moment("tue 00:00"), moment("wed 00:00"))) == set()

    def test_a_cancelled_session_can_stand_at_any_other_start(self) -> None:
        gone = Cancelled("process", moment("wed 09:00"))
        assert broken(gone) == {"starts"}
        changed = applied(CLINIC, [gone], WEEK)
        assert validate(changed, week(p2=session("process", "wed 09:15", "ABC", "t1"))).valid
        starts = changed.groups[0].starts
        assert starts is not None
        assert (Start(2, 540) in starts, Start(2, 525) in starts, Start(4, 19 * 60 + 45) in starts) == (
            False, True, True,
        )  # fmt: skip

    def test_a_cancelled_start_of_several_leaves_the_others(self) -> None:
        few = clinic(groups={"process": {"starts": (Start(0, 540), Start(2, 540))}})
        assert applied(few, [Cancelled("process", moment("wed 09:00"))], WEEK).groups[0].starts == (
            Start(0, 540),
        )

    def test_a_discharge_ends_after_its_day(self) -> None:
        assert broken(Discharged("A", WEEK.date(2))) == set()
        assert broken(Discharged("A", WEEK.date(1))) == {"stay"}

    def test_a_holiday_closes_the_clinic(self) -> None:
        assert broken(Holiday(WEEK.date(2))) == {"opening"}

    def test_an_admission_leaves_the_clinic_as_it_is(self) -> None:
        assert applied(CLINIC, [Admitted("D")], WEEK) == CLINIC

    def test_what_is_put_replaces_its_namesake_or_is_new(self) -> None:
        larger = evolve(CLINIC.rooms[0], capacity=30)
        more = Room("room-9", "group", 8)
        changed = applied(CLINIC, [Put(larger), Put(more)], WEEK)
        assert changed.rooms == (larger, *CLINIC.rooms[1:], more)

    def test_what_is_put_may_be_named_before_it(self) -> None:
        new = Therapist("t9", frozenset({"process"}), CLINIC.therapists[0].available)
        changed = applied(CLINIC, [Away("t9", *WEDNESDAY), Put(new)], WEEK)
        assert changed.therapists[-1].away == (Period(*WEDNESDAY),)

    def test_a_pin_is_added(self) -> None:
        pin = Pin(group="process", start=moment("tue 09:00"), members=("A",))
        assert applied(CLINIC, [Pinned(pin)], WEEK).pins == (pin,)

    @given(st.lists(st.sampled_from(["t1", "t2", "rx1"]), unique=True), st.integers(0, 9))
    def test_absences_change_nothing_else(self, names: list[str], hour: int) -> None:
        changes: list[Change] = [
            Away(name, moment("mon 00:00"), moment("mon 00:00") + timedelta(hours=hour + 1)) for name in names
        ]
        changed = applied(CLINIC, changes, WEEK)
        assert evolve(changed, therapists=CLINIC.therapists) == CLINIC
        assert [t.id for t in changed.therapists if t.away] == [
            t.id for t in CLINIC.therapists if t.id in names
        ]
        assert applied(changed, changes, WEEK) == changed


class TestMistakes:
    def test_every_mistake_is_told_at_once_by_the_number_of_its_change(self) -> None:
        changes: list[Change] = [
            Away("t3", *WEDNESDAY),
            Absent("t1", *WEDNESDAY),
            Closed("room1", *reversed(WEDNESDAY)),
            Cancelled("proces", moment("wed 09:00")),
            Discharged("B", WEEK.date(9)),
            Holiday(date(2026, 12, 24)),
            Put(Patient("N", "ipo", (), therapist="t9")),
            Pinned(Pin(group="process", start=moment("tue 09:00"), members=("Q",))),
        ]
        with pytest.raises(BadInput) as refused:
            applied(CLINIC, changes, WEEK)
        told = [(d.line, d.message, d.hint) for d in refused.value.diagnostics]
        assert [(line, message) for line, message, _ in told] == [
            (1, "there is no therapist `t3`"),
            (2, "there is no patient `t1`"),
            (3, "there is no room `room1`"),
            (3, "this ends (2026-11-24) before it starts (2026-11-26)"),
            (4, "there is no group `proces`"),
            (5, "2026-12-02 is after week 2026-W48"),
            (6, "2026-12-24 is not in week 2026-W48"),
            (7, "there is no level `ipo`"),
            (7, "there is no therapist `t9`"),
            (8, "there is no patient `Q`"),
        ]
        hints = [hint for _, _, hint in told]
        assert hints[0] == "known: rx1, rx2, t1, t2"
        assert hints[1] == "t1 is a therapist; that goes under `away`"
        assert hints[2] == "did you mean `room-1`?"
        assert hints[4] == "did you mean `process`?"

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (Away("t1", datetime(2026, 12, 1), datetime(2026, 12, 2)), "2026-12-01 is not in week"),
            (Absent("A", datetime(2026, 11, 20), datetime(2026, 11, 23)), "is not in week"),
            (Cancelled("process", datetime(2026, 12, 2, 9)), "2026-12-02 09:00 is not in week"),
            (Admitted("late"), "late starts on 2026-12-07, after week"),
            (Admitted("gone"), "gone was discharged on 2026-11-20, before week"),
            (Discharged("gone", date(2026, 11, 25)), "gone was discharged on 2026-11-20"),
            (Discharged("new", date(2026, 11, 23)), "before the admission on 2026-11-24"),
        ],
    )
    def test_what_the_calendar_rules_out(self, change: Change, message: str) -> None:
        people = (
            Patient("late", "iop", (), admitted=date(2026, 12, 7)),
            Patient("gone", "iop", (), discharge=date(2026, 11, 20)),
            Patient("new", "iop", (), admitted=date(2026, 11, 24)),
        )
        here = evolve(CLINIC, patients=(*CLINIC.patients, *people))
        found = list(mistakes(here, [change], WEEK))
        assert len(found) == 1
        assert message in found[0].message

    def test_an_hour_that_a_clock_change_skips(self) -> None:
        from scheduler.week import Week

        spring = Week.parse("2026-W10")  # Chicago skips 02:00-03:00 on Sunday, 8 March
        change = Away("t1", datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 12))
        assert [m.message for m in mistakes(CLINIC, [change], spring)] == [
            "a clock change skips 2026-03-08 02:30"
        ]

    def test_twice(self) -> None:
        found = list(mistakes(CLINIC, [Discharged("A", WEEK.date(1)), Discharged("A", WEEK.date(2))], WEEK))
        assert [(m.number, m.message) for m in found] == [(1, "A is discharged twice")]

    def test_what_the_timetable_does_not_have(self) -> None:
        changes: list[Change] = [
            Cancelled("process", moment("tue 09:00")),
            Cancelled("process", moment("wed 09:00")),
            Admitted("A"),
            Admitted("D"),
            Discharged("D", WEEK.date(2)),
        ]
        found = list(mistakes(CLINIC, changes, WEEK, week()))
        assert [(m.number, m.message) for m in found] == [
            (0, "process does not meet Tuesday 09:00"),
            (2, "A is in the timetable already"),
            (4, "D is not in the timetable"),
        ]
        assert found[0].hint == "it meets Monday 09:00, Wednesday 09:00"

    def test_a_new_group_whose_people_are_nobody(self) -> None:
        group = Group("g", "process", 60, Size(1, 3), after=("nope",), members=("A", "Z"))
        assert [m.message for m in mistakes(CLINIC, [Put(group)], WEEK)] == [
            "there is no group `nope`", "there is no patient `Z`",
        ]  # fmt: skip


class TestEnds:
    def test_a_day_is_whole_and_the_last_day_included(self) -> None:
        monday, tuesday = WEEK.date(0), WEEK.date(1)
        assert ends(monday, None, WEEK) == (WEEK.moment(0), WEEK.moment(DAY))
        assert ends(monday, tuesday, WEEK) == (WEEK.moment(0), WEEK.moment(2 * DAY))

    def test_a_moment_alone_lasts_to_the_end_of_the_week(self) -> None:
        start = moment("wed 14:00")
        assert ends(start, None, WEEK) == (start, WEEK.moment(7 * DAY))
        assert ends(start, WEEK.date(2), WEEK) == (start, WEEK.moment(3 * DAY))
        assert ends(start, moment("wed 16:00"), WEEK) == (start, WEEK.moment(at("wed 16:00")))
