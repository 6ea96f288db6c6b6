"""Whom to phone when a week changes: who is told, what, and in which order."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import CLINIC, WEEK, booking, clinic, moment, session, week

from scheduler.clinic import Clinic, Group, Size
from scheduler.mend.changes import Absent, Away, Change, Discharged
from scheduler.mend.phoning import calls, rooms
from scheduler.timetable import Booking, Session, Timetable


def told(new: Timetable, *changes: Change, here: Clinic = CLINIC, old: Timetable | None = None) -> list[str]:
    return list(map(str, calls(here, old or week(), new, changes)))


def test_nobody_is_phoned_when_nothing_changes() -> None:
    assert told(week()) == []


class TestPatients:
    def test_a_cancelled_session_and_when_to_come_instead(self) -> None:
        new = week(p2=session("process", "thu 18:00", "ABC", "t1"))
        assert told(new) == [
            "A: Wednesday 09:00 process is cancelled; come Thursday 18:00 instead",
            "B: Wednesday 09:00 process is cancelled; come Thursday 18:00 instead",
            "C: Wednesday 09:00 process is cancelled; come Thursday 18:00 instead",
            "t1: process moves from Wednesday 09:00 to Thursday 18:00 (room-1, 3 members)",
        ]

    def test_one_sentence_for_all_that_is_cancelled(self) -> None:
        assert told(week(p1=None, s1=None, i1=None, p2=None), old=week(p2=None))[0] == (
            "A: Monday 09:00 process, 10:00 skills and 11:00 individual are cancelled"
        )

    def test_somebody_who_gives_up_a_place_that_others_keep(self) -> None:
        new = week(p2=session("process", "wed 09:00", "AB", "t1"))
        assert told(new) == ["C: there is no place in Wednesday 09:00 process"]
        new = week(
            p2=session("process", "wed 09:00", "AB", "t1"),
            p3=session("process", "fri 09:00", "CD", "t2"),
        )
        assert told(new)[0] == "C: come Friday 09:00 in place of Wednesday 09:00 process"

    def test_another_therapist_at_the_same_hour(self) -> None:
        assert told(week(i1=booking("individual", "A", "mon 11:00", "t2"))) == [
            "A: Monday 11:00 individual is with t2, not t1",
            "t1: t2 sees A Monday 11:00 for individual in your place",
            "t2: see A Monday 11:00 for individual in place of t1 (office-1)",
        ]

    def test_another_time_with_another_therapist(self) -> None:
        assert told(week(i1=booking("individual", "A", "tue 11:00", "t2"))) == [
            "A: Monday 11:00 individual is cancelled; come Tuesday 11:00 with t2 instead",
            "t1: Monday 11:00 individual of A is cancelled",
            "t2: see A Tuesday 11:00 for individual (office-1)",
        ]

    def test_another_group_of_the_same_service_at_the_same_hour(self) -> None:
        here = evolve(CLINIC, groups=(*CLINIC.groups, Group("quiet", "process", 60, Size(1, 9))))
        new = week(
            p2=session("process", "wed 09:00", "AB", "t1"),
            q=session("quiet", "wed 09:00", "C", "t2", "room-2"),
        )
        assert told(new, here=here)[0] == "C: Wednesday 09:00 go to quiet, not process"

    def test_more_than_before(self) -> None:
        new = week(i2=booking("individual", "B", "tue 11:00", "t2"))
        assert told(new) == [
            "B: come Tuesday 11:00 to individual as well with t2",
            "t2: see B Tuesday 11:00 for individual (office-1)",
        ]

    def test_a_newcomer_hears_the_whole_week(self) -> None:
        new = week(
            p2=session("process", "wed 09:00", "ABCD", "t1 t2", "room-2"),
            i2=booking("individual", "D", "wed 11:00", "t2"),
        )
        assert told(new)[0] == "D: come to Wednesday 09:00 process and 11:00 individual with t2"

    def test_online_nobody_comes(self) -> None:
        here = clinic(groups={"process": {"telehealth": True, "room_kind": None}})
        new = week(p2=session("process", "thu 18:00", "ABC", "t1", None))
        assert told(new, here=here)[0].endswith("; be online Thursday 18:00 instead")

    def test_nobody_hears_of_their_own_absence(self) -> None:
        gone = Absent("A", moment("wed 00:00"), moment("thu 00:00"))
        assert told(week(p2=session("process", "wed 09:00", "BC", "t1")), gone) == []
        new = week(
            p2=session("process", "wed 09:00", "BC", "t1"), p3=session("process", "fri 09:00", "AD", "t2")
        )
        assert told(new, gone)[0] == "A: come Friday 09:00 in place of Wednesday 09:00 process"

    def test_several_things_they_cannot_come_to_and_where_to_go_instead(self) -> None:
        gone = Absent("A", moment("mon 00:00"), moment("tue 00:00"))
        new = week(
            p1=session("process", "mon 09:00", "BC", "t1"),
            s1=session("skills", "mon 10:00", "BC", "t2"),
            p3=session("process", "fri 09:00", "AD", "t1"),
            s3=session("skills", "fri 10:00", "AD", "t2"),
        )
        assert told(new, gone)[0] == (
            "A: come to Friday 09:00 process and 10:00 skills in place of "
            "Monday 09:00 process and 10:00 skills"
        )
        assert {call.at for call in calls(CLINIC, week(), new, [gone]) if call.person == "A"} == {
            datetime(2026, 11, 27, 9)
        }

    def test_nor_of_their_own_discharge(self) -> None:
        new = week(p2=session("process", "wed 09:00", "BC", "t1"))
        assert told(new, Discharged("A", WEEK.date(1))) == []
        assert told(new, Discharged("A", WEEK.date(2))) == ["A: there is no place in Wednesday 09:00 process"]


class TestTherapists:
    def test_who_steps_in_and_who_is_relieved(self) -> None:
        new = week(p2=session("process", "wed 09:00", "ABC", "t2"))
        assert told(new) == [
            "t1: t2 leads Wednesday 09:00 process in your place",
            "t2: lead Wednesday 09:00 process in place of t1 (room-1, 3 members)",
        ]
        sick = Away("t1", moment("wed 00:00"), moment("thu 00:00"))
        assert told(new, sick) == ["t2: lead Wednesday 09:00 process in place of t1 (room-1, 3 members)"]

    def test_a_second_leader_and_the_first_who_hears_of_it(self) -> None:
        new = week(p2=session("process", "wed 09:00", "ABC", "t1 t2"))
        assert told(new) == [
            "t1: Wednesday 09:00 process is with t2",
            "t2: lead Wednesday 09:00 process together with t1 (room-1, 3 members)",
        ]
        assert told(week(), old=new) == [
            "t1: Wednesday 09:00 process is yours alone, not with t2",
            "t2: t1 leads Wednesday 09:00 process in your place",
        ]


class TestOrder:
    def test_the_soonest_first_and_patients_before_staff(self) -> None:
        new = week(
            i1=booking("individual", "A", "tue 11:00", "t1"),
            p2=session("process", "wed 10:00", "ABC", "t1"),
        )
        found = calls(CLINIC, week(), new)
        assert [(call.person, call.at) for call in found] == [
            ("A", datetime(2026, 11, 23, 11)),
            ("t1", datetime(2026, 11, 23, 11)),
            ("B", datetime(2026, 11, 25, 9)),
            ("C", datetime(2026, 11, 25, 9)),
        ]
        assert found[0].words == (
            "Monday 11:00 individual and Wednesday 09:00 process are cancelled; "
            "come to Tuesday 11:00 individual and Wednesday 10:00 process instead"
        )

    def test_a_move_to_an_earlier_hour_counts_from_there(self) -> None:
        new = week(p2=session("process", "tue 09:00", "ABC", "t1"))
        assert {call.at for call in calls(CLINIC, week(), new)} == {datetime(2026, 11, 24, 9)}


class TestRooms:
    def test_a_line_for_each_door(self) -> None:
        new = week(
            p2=session("process", "wed 09:00", "ABC", "t1", "room-2"),
            i1=booking("individual", "A", "mon 11:00", "t1", "room-2"),
        )
        assert told(new) == []
        assert rooms(week(), new) == (
            "Monday 11:00 individual of A: room-2, not office-1",
            "Wednesday 09:00 process: room-2, not room-1",
        )

    def test_parallel_sessions_that_only_change_places_are_no_news(self) -> None:
        one = week(q=session("process", "wed 09:00", "D", "t2", "room-2"))
        other = week(
            p2=session("process", "wed 09:00", "ABC", "t1", "room-2"),
            q=session("process", "wed 09:00", "D", "t2", "room-1"),
        )
        assert rooms(one, other) == ()


STARTS = st.integers(0, 5 * 96).map(lambda quarter: quarter * 15)


@st.composite
def weeks(draw: st.DrawFn) -> Timetable:
    """A week in which nobody has two things at one start."""
    sessions, bookings = [], []
    busy: set[tuple[str, int]] = set()

    def free(names: list[str], start: int) -> tuple[str, ...]:
        found = tuple(name for name in names if (name, start) not in busy)
        busy.update((name, start) for name in found)
        return found

    for _ in range(draw(st.integers(0, 4))):
        start = draw(STARTS)
        members = free(draw(st.lists(st.sampled_from("ABCD"), unique=True, max_size=4)), start)
        leaders = free(draw(st.lists(st.sampled_from(["t1", "t2"]), unique=True, max_size=2)), start)
        group = draw(st.sampled_from(["process", "skills"]))
        sessions.append(Session(start, start + 60, group, "room-1", leaders, members))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(STARTS)
        for patient in free([draw(st.sampled_from("ABCD"))], start):
            therapist = next(iter(free([draw(st.sampled_from(["t1", "t2"]))], start)), None)
            bookings.append(Booking(start, start + 60, "individual", patient, therapist, None))
    return Timetable(CLINIC.name, WEEK, tuple(sessions), tuple(bookings))


def hours(timetable: Timetable, person: str) -> list[tuple[str, int]]:
    """What a patient has, and with whom they have their appointments."""
    mine = timetable.of_patient(person)
    return sorted(
        (i.group if isinstance(i, Session) else f"{i.service} {i.therapist}", i.start) for i in mine
    )


@settings(max_examples=60, deadline=None)
@given(weeks(), weeks())
def test_a_patient_is_phoned_exactly_when_their_hours_differ(old: Timetable, new: Timetable) -> None:
    found = calls(CLINIC, old, new)
    phoned = {call.person for call in found if call.role == "patient"}
    assert phoned == {person for person in "ABCD" if hours(old, person) != hours(new, person)}
    assert [call.at for call in found] == sorted(call.at for call in found)
    assert calls(CLINIC, old, old) == ()
