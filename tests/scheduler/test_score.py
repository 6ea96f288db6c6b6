"""The four objectives, each clause of their definitions."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from tiny import CLINIC, IOP, ITEMS, booking, clinic, session, week, windows

from scheduler.clinic import Appointment, Clinic, Weights
from scheduler.facts import Facts
from scheduler.score import Entry, changes, preference, score, under_floor, unmet
from scheduler.timetable import Timetable, Unmet

FREE = Weights(*[0] * 9)


def lost(now: Timetable, clinic: Clinic = CLINIC, before: Timetable | None = None) -> list[tuple[str, str]]:
    found = changes(Facts(clinic, now), week() if before is None else before)
    return [(entry.patient, entry.what) for entry in found]


def cost(clinic: Clinic, timetable: Timetable, previous: Timetable | None = None, **weights: int) -> int:
    return preference(Facts(evolve(clinic, weights=evolve(FREE, **weights)), timetable), previous)


class TestUnmet:
    def test_is_what_is_prescribed_and_not_there(self) -> None:
        found = unmet(Facts(CLINIC, week(p2=session("process", "wed 09:00", "BC", "t1"))))
        assert Unmet("A", "process", 60) in found
        assert Unmet("A", "medication", 30) in found
        assert Unmet("D", "individual", 60) in found
        assert not any(u.patient == "A" and u.service in ("skills", "individual") for u in found)

    def test_keeps_groups_and_appointments_of_one_service_apart(self) -> None:
        family = clinic(
            patients={
                "D": {"own": {"services": {"process": 60}, "appointments": (Appointment("process", 45),)}}
            }
        )
        assert [u for u in unmet(Facts(family, week())) if u.patient == "D"] == [
            Unmet("D", "process", 60),
            Unmet("D", "process", 45),
        ]

    def test_counts_every_time_of_an_appointment(self) -> None:
        twice = clinic(level={"services": {}, "appointments": (Appointment("individual", 60, times=2),)})
        assert [u.minutes for u in unmet(Facts(twice, week()))] == [60, 120, 120, 120]

    @pytest.mark.parametrize(("admitted", "minutes"), [(date(2026, 11, 9), 60), (date(2026, 11, 16), 0)])
    def test_prescribes_nothing_that_is_not_due(self, admitted: date, minutes: int) -> None:
        every = {"services": {}, "appointments": (Appointment("individual", 60, every_weeks=2),)}
        fortnightly = clinic(patients={"D": {"admitted": admitted, "own": every}})
        assert sum(u.minutes for u in unmet(Facts(fortnightly, week())) if u.patient == "D") == minutes

    @pytest.mark.parametrize(
        "stay", [{"admitted": date(2026, 11, 30)}, {"discharge": date(2026, 11, 22)}], ids=["before", "after"]
    )
    def test_prescribes_nothing_outside_the_stay(self, stay: dict[str, date]) -> None:
        assert not [u for u in unmet(Facts(clinic(patients={"D": stay}), week())) if u.patient == "D"]

    def test_is_never_below_zero(self) -> None:
        less = clinic(level={"services": {"process": 60}, "appointments": ()})
        assert [u.patient for u in unmet(Facts(less, week()))] == ["D"]


def test_the_floor_counts_groups_and_appointments_and_only_who_is_there() -> None:
    """A has 4:00 in the week, B and C 3:00, D nothing and leaves before it."""
    floor = clinic(level={"hours_min": 4}, patients={"D": {"discharge": date(2026, 11, 20)}})
    assert under_floor(Facts(floor, week())) == ("B", "C")


class TestChanges:
    def test_without_last_week_there_are_none(self) -> None:
        assert changes(Facts(CLINIC, week()), None) == ()
        assert lost(week()) == []

    def test_count_each_person_and_start(self) -> None:
        assert lost(week(p2=session("process", "wed 10:00", "ABC", "t1"))) == [
            ("A", "process"),
            ("B", "process"),
            ("C", "process"),
        ]
        moved = week(i1=booking("individual", "A", "mon 12:00", "t1"))
        assert changes(Facts(CLINIC, moved), week()) == (Entry("A", "individual", ITEMS["i1"].start),)

    def test_ignore_room_staff_and_what_is_new(self) -> None:
        assert lost(week(p2=evolve(ITEMS["p2"], room="room-2", leaders=("t2",)))) == []
        assert lost(week(i1=evolve(ITEMS["i1"], therapist="t2", room="room-2"))) == []
        assert lost(week(new=booking("individual", "D", "fri 09:00", "t1"))) == []

    def test_ignore_a_move_between_parallel_copies(self) -> None:
        one = session("process", "wed 09:00", "AB", "t1")
        other = session("process", "wed 09:00", "CD", "t2", "room-2")
        crossed = week(p2=evolve(one, members=("A", "C")), copy=evolve(other, members=("B", "D")))
        assert lost(crossed, before=week(p2=one, copy=other)) == []

    def test_count_a_closed_day(self) -> None:
        closed = clinic(closed=(date(2026, 11, 25),))
        assert len(lost(week(p2=None), closed)) == 3

    def test_ignore_what_is_no_longer_prescribed_or_due(self) -> None:
        gone = week(p2=None, i1=None)
        own = {"services": {"skills": 60}, "appointments": ()}
        assert lost(gone, clinic(patients={"A": {"own": own}})) == [("B", "process"), ("C", "process")]
        every = {"appointments": (Appointment("individual", 60, every_weeks=2),)}
        not_due = clinic(patients={"A": {"admitted": date(2026, 11, 16), "own": every}})
        assert ("A", "individual") not in lost(gone, not_due)

    def test_ignore_how_much_is_prescribed(self) -> None:
        fewer = clinic(level={"services": {"process": 60, "skills": 60}})
        assert len(lost(week(p2=None), fewer)) == 3
        nothing = clinic(level={"services": {"process": 0, "skills": 60}})
        assert lost(week(p2=None), nothing) == []

    def test_ignore_people_and_groups_that_left(self) -> None:
        before = week(
            p1=session("process", "mon 09:00", "ABX", "t1"), art=session("art", "thu 09:00", "AB", "t1")
        )
        assert lost(week(p1=None), before=before) == [("A", "process"), ("B", "process")]
        left = clinic(patients={"A": {"discharge": date(2026, 11, 20)}})
        assert lost(week(p1=None, p2=None, s1=None, i1=None), left, week(s1=None)) == [
            ("B", "process"),
            ("B", "process"),
            ("C", "process"),
            ("C", "process"),
        ]

    def test_count_an_entry_as_often_as_it_stood_there(self) -> None:
        twice = week(again=booking("individual", "A", "mon 11:00", "t2", "room-2"))
        assert lost(week(), before=twice) == [("A", "individual")]
        assert len(lost(week(i1=None), before=twice)) == 2


class TestPreference:
    def test_costs_an_appointment_with_somebody_else(self) -> None:
        other = week(i1=evolve(ITEMS["i1"], therapist="t2"))
        assert cost(CLINIC, week(), not_primary=60) == 0
        assert cost(CLINIC, other, not_primary=60) == 60
        assert cost(clinic(patients={"A": {"therapist": None}}), other, not_primary=60) == 0

    def test_leaves_medication_and_other_services_out_of_it(self) -> None:
        medication = week(m=booking("medication", "A", "mon 12:00", "rx1", minutes=30))
        assert cost(CLINIC, medication, not_primary=60) == 0
        screen = clinic(level={"appointments": (*IOP.appointments, Appointment("screen", 15, staff=False))})
        screened = week(x=booking("screen", "A", "mon 12:00", None, minutes=15))
        assert cost(screen, screened, not_primary=60) == 0

    def test_costs_a_day_visited_only_for_an_appointment(self) -> None:
        tuesday = week(i1=booking("individual", "A", "tue 11:00", "t1"))
        assert cost(CLINIC, week(), appointment_only_day=5) == 0
        assert cost(CLINIC, tuesday, appointment_only_day=5) == 5
        video = clinic(level={"appointments": (Appointment("individual", 60, telehealth=True),)})
        assert cost(video, tuesday, appointment_only_day=5) == 0

    def test_costs_a_facilitator_who_no_longer_leads_what_still_runs(self) -> None:
        exchanged = week(p2=evolve(ITEMS["p2"], leaders=("t2",)))
        assert cost(CLINIC, exchanged, week(), new_leader=5) == 5
        assert cost(CLINIC, exchanged, None, new_leader=5) == 0
        assert cost(CLINIC, week(p2=None), week(), new_leader=5) == 0
        assert cost(CLINIC, week(p2=session("process", "wed 10:00", "ABC", "t2")), week(), new_leader=5) == 0

    def test_takes_the_leaders_of_parallel_copies_together(self) -> None:
        one, other = (
            session("process", "wed 09:00", "AB", "t1"),
            session("process", "wed 09:00", "CD", "t2", "room-2"),
        )
        swapped = week(p2=evolve(one, leaders=("t2",)), copy=evolve(other, leaders=("t1",)))
        assert cost(CLINIC, swapped, week(p2=one, copy=other), new_leader=5) == 0

    @pytest.mark.parametrize(("days", "pairs"), [(3, 3), (4, 0), (None, 0)])
    def test_costs_days_in_a_row_of_those_with_few(self, days: int | None, pairs: int) -> None:
        tuesday = week(p2=session("process", "tue 09:00", "ABC", "t1"))
        assert cost(clinic(level={"days": days}), tuesday, consecutive_days=1) == pairs
        assert cost(clinic(level={"days": days}), week(), consecutive_days=1) == 0

    def test_costs_minutes_outside_what_is_preferred(self) -> None:
        wishes = clinic(patients={"A": {"prefers": windows("mon 09:00-10:30", "mon 10:30-11:30")}})
        assert cost(wishes, week(), outside_prefers=1) == (30 + 60) // 15
        assert cost(CLINIC, week(), outside_prefers=1) == 0

    def test_costs_idle_time_and_counts_overlaps_once(self) -> None:
        assert cost(CLINIC, week(i1=booking("individual", "A", "mon 12:00", "t1")), idle=1) == 4
        overlapping = week(i1=booking("individual", "A", "mon 09:30", "t1"))
        assert cost(CLINIC, overlapping, idle=1) == 0

    def test_costs_time_in_groups_for_each_facilitator_and_the_busiest_week(self) -> None:
        both = week(p2=evolve(ITEMS["p2"], leaders=("t1", "t2")))
        assert cost(CLINIC, both, group_leading=1) == 4 * 4
        assert cost(CLINIC, week(), busiest=1) == 3 * 4

    def test_counts_full_quarters_of_an_hour_once_over_everybody(self) -> None:
        """Two patients idle for 10 minutes each: 20 minutes are one quarter."""
        ten = week(s1=evolve(ITEMS["s1"], start=ITEMS["s1"].start + 10, members=("B", "C")), i1=None)
        assert cost(CLINIC, ten, idle=1) == 1

    def test_weights_are_the_clinics(self) -> None:
        assert preference(Facts(evolve(CLINIC, weights=FREE), week())) == 0
        usual = preference(Facts(CLINIC, week()))
        assert usual == 3 * 4 + 3 * 4  # groups led, and the week of t1


def test_the_score_holds_all_four_and_no_bounds() -> None:
    found = score(Facts(CLINIC, week(p2=None)), week())
    assert found.values == (60 * 3 + 30 * 4 + 60 * 2 + 240, 0, 3, 8 + 8)
    assert not found.proven
