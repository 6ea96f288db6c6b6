"""A running week repaired: a substitute, a merge, a move or a loss, never a touch of what has happened."""

from __future__ import annotations

import threading
from datetime import date, datetime

import pytest
from attrs import evolve
from tiny import CLINIC, ITEMS, WEEK, at, booking, clinic, moment, period, session, week, windows

from curricula.diagnostics import BadInput
from scheduler.clinic import Clinic, Pin
from scheduler.mend.happened import begin, from_now
from scheduler.mend.repair import Repaired, repair
from scheduler.timetable import Session, Timetable, Unmet

THREE = {"patients": CLINIC.patients[:3]}  # D is in no session of the week and would be a newcomer


def of_three(**changed: object) -> Clinic:
    """The clinic without D."""
    changes = clinic(**changed)  # type: ignore[arg-type]
    return evolve(changes, patients=changes.patients[:3])


def repaired(
    given: Clinic, timetable: Timetable, now: str, *, seconds: float = 15.0, **more: object
) -> Repaired:
    """Repair, and check what holds for every repair."""
    answer = repair(given, timetable, now=moment(now), time_limit=seconds, **more)  # type: ignore[arg-type]
    begun = begin(given, timetable, moment(now), more.get("cancelled", ()))  # type: ignore[arg-type]
    ahead = from_now(answer.timetable, begun)
    assert [v for v in begun.violations(ahead) if not begun.must(v)] == []
    past = [s for s in answer.timetable.sessions if s.start < begun.now]
    assert past == sorted(begun.happened.sessions)
    assert answer.lost == begun.lost(ahead)
    return answer


def held(answer: Repaired, group: str, start: str) -> Session:
    """The one session of a group at a start."""
    found = [s for s in answer.timetable.sessions if (s.group, s.start) == (group, at(start))]
    assert len(found) == 1
    return found[0]


# -- the four ways out -----------------------------------------------------------------------------


def test_a_qualified_substitute_steps_in_and_nobody_is_phoned() -> None:
    sick = of_three(therapists={"t1": {"away": (period("wed 08:00", "thu 00:00"),)}})
    answer = repaired(sick, week(), "wed 08:00")
    assert (answer.lost, answer.moved, answer.proven) == ((), (), True)
    assert held(answer, "process", "wed 09:00").leaders == ("t2",)
    assert held(answer, "process", "wed 09:00").members == ("A", "B", "C")
    assert answer.timetable.score.changes == 0


def test_parallel_copies_merge_within_the_cap() -> None:
    """t2 leads the other copy and is the only one left who could: all four sit in one room."""
    two = {
        "p1": session("process", "mon 09:00", "AB", "t1", "room-2"),
        "x": session("process", "mon 09:00", "CD", "t2", "room-1"),
        "s1": None,
        "p2": None,
        "i1": None,
    }
    one_leader = {name: {"second_leader_above": None} for name in ("process", "skills")}
    sick = clinic(groups=one_leader, therapists={"t1": {"away": (period("mon 08:00", "sat 00:00"),)}})
    answer = repaired(sick, week(**two), "mon 08:00")
    assert (answer.lost, answer.moved, answer.proven) == ((), (), True)
    merged = held(answer, "process", "mon 09:00")
    assert (merged.members, merged.leaders, merged.room) == (("A", "B", "C", "D"), ("t2",), "room-2")


def test_above_the_cap_those_who_have_no_seat_are_moved() -> None:
    """One leader sees three: one of the four comes at another time, and only that one is phoned."""
    two = {
        "p1": session("process", "mon 09:00", "AB", "t1", "room-2"),
        "x": session("process", "mon 09:00", "CD", "t2", "room-1"),
        "y": session("process", "wed 09:00", "AB", "t2", "room-1"),
        "s1": None,
        "p2": None,
        "i1": None,
    }
    sick = clinic(
        level={"services": {"process": 120}, "appointments": ()},
        therapists={"t1": {"away": (period("mon 08:00", "sat 00:00"),)}},
    )
    answer = repaired(sick, week(**two), "mon 08:00")
    assert answer.lost == ()
    assert len(answer.moved) == 1
    assert len(held(answer, "process", "mon 09:00").members) == 3


def test_an_appointment_moves_when_nobody_else_may_give_it() -> None:
    alone = of_three(
        therapists={
            "t1": {"away": (period("mon 10:30", "mon 14:00"),)},
            "t2": {"services": frozenset({"process", "skills"})},
        }
    )
    answer = repaired(alone, week(), "mon 08:00")
    assert answer.lost == ()
    assert answer.moved == ("A",)
    assert answer.proven
    given = [b for b in answer.timetable.appointments if b.service == "individual"]
    assert [b.therapist for b in given] == ["t1"]
    assert given[0].end <= at("mon 10:30") or given[0].start >= at("mon 14:00")


def test_hours_that_nobody_can_give_are_lost_and_named() -> None:
    gone = {name: {"away": (period("wed 08:00", "sat 00:00"),)} for name in ("t1", "t2")}
    answer = repaired(of_three(therapists=gone), week(), "wed 08:00")
    assert answer.lost == tuple(Unmet(p, "process", 60) for p in "ABC")
    assert answer.moved == ("A", "B", "C")
    assert answer.proven


def test_hours_unmet_before_move_nobody() -> None:
    """A to C lack medication and D everything: none of it is a reason to change the week."""
    timetable = evolve(week(), unmet=(Unmet("D", "process", 120),))
    answer = repaired(clinic(), timetable, "mon 08:00")
    assert (answer.lost, answer.moved, answer.proven) == ((), (), True)
    assert set(answer.timetable.sessions) == set(timetable.sessions)


def test_the_room_of_a_session_closes() -> None:
    shut = of_three(rooms={"room-1": {"away": (period("wed 00:00", "sat 00:00"),)}})
    answer = repaired(shut, week(), "mon 12:00")
    assert (answer.lost, answer.moved, answer.proven) == ((), (), True)
    assert held(answer, "process", "wed 09:00").room == "room-2"


def test_a_cancelled_session_is_not_held_and_may_be_made_up() -> None:
    answer = repaired(of_three(), week(), "wed 08:00", cancelled=[("process", at("wed 09:00"))])
    assert answer.lost == ()
    assert answer.moved == ("A", "B", "C")
    assert not [s for s in answer.timetable.sessions if s.start == at("wed 09:00")]


def test_a_session_that_did_not_take_place_yesterday_is_made_up() -> None:
    answer = repaired(of_three(), week(), "tue 08:00", cancelled=[("skills", at("mon 10:00"))])
    assert answer.lost == ()
    made_up = [s for s in answer.timetable.sessions if s.group == "skills"]
    assert sorted(m for s in made_up for m in s.members) == ["A", "B", "C"]
    assert all(s.start >= at("tue 08:00") for s in made_up)


# -- what has happened -----------------------------------------------------------------------------


def test_the_past_stays_where_the_clinic_would_forbid_it_now() -> None:
    """Discharged on Tuesday, A did attend on Monday; the room that is closed now was open then."""
    changed = of_three(
        patients={"A": {"discharge": date(2026, 11, 24)}},
        rooms={"room-1": {"away": (period("mon 00:00", "sat 00:00"),)}},
    )
    answer = repaired(changed, week(), "wed 08:00")
    assert ITEMS["p1"] in answer.timetable.sessions
    assert held(answer, "process", "wed 09:00").members == ("B", "C")
    assert answer.lost == ()  # what lies after the stay is not owed any more
    assert answer.moved == ("A",)


def test_what_is_under_way_counts_as_happened_and_keeps_its_people_busy() -> None:
    """At 9:30 t1 and room-1 are busy until 10:00."""
    sick = of_three(therapists={"t2": {"away": (period("mon 09:30", "tue 00:00"),)}})
    answer = repaired(sick, week(), "mon 09:30")
    assert ITEMS["p1"] in answer.timetable.sessions
    assert (answer.lost, answer.moved) == ((), ())
    assert held(answer, "skills", "mon 10:00").leaders == ("t1",)


def test_hours_so_far_count_for_the_rest_of_the_week() -> None:
    """t1 may work three hours and has worked three: t2 takes Wednesday."""
    tired = of_three(therapists={"t1": {"max_hours_week": 3}})
    full = week(s1=session("skills", "mon 10:00", "ABC", "t1"))
    answer = repaired(tired, full, "wed 08:00")
    assert (answer.lost, answer.moved) == ((), ())
    assert held(answer, "process", "wed 09:00").leaders == ("t2",)


def test_a_day_that_has_begun_may_stay_too_short() -> None:
    """Monday asks for three hours; when the rest of it falls away nobody can give the first hour back."""
    long = of_three(
        level={"day_hours_min": 2, "services": {"process": 60, "skills": 60}, "appointments": ()},
        therapists={name: {"away": (period("mon 09:45", "sat 00:00"),)} for name in ("t1", "t2")},
    )
    answer = repaired(long, week(p2=None, i1=None), "mon 09:45")
    assert answer.lost == tuple(Unmet(p, "skills", 60) for p in "ABC")
    assert [s.group for s in answer.timetable.sessions] == ["process"]


def test_a_week_that_has_not_begun_is_free_from_its_first_minute() -> None:
    answer = repair(of_three(), week(), now=datetime(2026, 11, 20, 9), time_limit=2)
    assert (answer.lost, answer.moved, answer.proven) == ((), (), True)


def test_a_week_that_is_over_is_bad_input() -> None:
    with pytest.raises(BadInput, match="was over"):
        repair(CLINIC, week(), now=datetime(2026, 11, 30), time_limit=1)


def test_on_its_last_evening_nothing_is_left_to_repair() -> None:
    answer = repaired(
        of_three(therapists={"t1": {"away": (period("sun 08:00", "sun 20:00"),)}}), week(), "sun 09:00"
    )
    assert (answer.lost, answer.moved, answer.proven) == ((), (), True)
    assert answer.timetable.sessions == week().sessions


# -- people who come and go ------------------------------------------------------------------------


def test_who_is_absent_is_made_up_for_on_another_day() -> None:
    """Two are a group: the others come on that day as well, and nobody loses an hour."""
    absent = of_three(patients={"A": {"away": (period("wed 00:00", "thu 00:00"),)}})
    answer = repaired(absent, week(), "wed 08:00")
    assert answer.lost == ()
    assert answer.moved == ("A", "B", "C")
    assert answer.proven
    assert not [
        item for item in answer.timetable.of_patient("A") if at("wed 00:00") <= item.start < at("thu 00:00")
    ]


def test_a_group_that_becomes_too_small_does_not_run() -> None:
    """B and C are away on Wednesday and A alone is no group: A's hour is at another time, if at all."""
    gone = {name: {"away": (period("wed 00:00", "sun 00:00"),)} for name in "BC"}
    answer = repaired(of_three(patients=gone), week(), "wed 08:00")
    assert not [s for s in answer.timetable.sessions if s.start >= at("wed 00:00")]
    assert answer.lost == tuple(Unmet(p, "process", 60) for p in "ABC")


def test_a_newcomer_gets_what_the_rest_of_the_week_can_give() -> None:
    """D is mentioned nowhere in the timetable: their hours are owed, and nobody moves for them."""
    answer = repaired(clinic(patients={"D": {"admitted": date(2026, 11, 25)}}), week(), "wed 08:00")
    assert "D" in answer.moved
    mine = answer.timetable.of_patient("D")
    assert mine
    assert all(item.start >= at("wed 08:00") for item in mine)
    assert [short for short in answer.lost if short.patient != "D"] == []


def test_people_and_places_that_the_clinic_no_longer_knows() -> None:
    """The past names them; the rest of the week does without."""
    fewer = of_three()
    fewer = evolve(
        fewer,
        patients=tuple(p for p in fewer.patients if p.id != "C"),
        therapists=tuple(t for t in fewer.therapists if t.id != "t1"),
        rooms=tuple(r for r in fewer.rooms if r.id != "room-1"),
    )
    fewer = evolve(fewer, patients=tuple(evolve(p, therapist=None) for p in fewer.patients))
    answer = repaired(fewer, week(), "wed 08:00")
    assert ITEMS["p1"] in answer.timetable.sessions
    rest = held(answer, "process", "wed 09:00")
    assert (rest.members, rest.leaders, rest.room) == (("A", "B"), ("t2",), "room-2")


def test_a_group_that_no_longer_exists() -> None:
    without = evolve(of_three(), groups=tuple(g for g in CLINIC.groups if g.id != "process"))
    without = evolve(without, levels=clinic(level={"services": {"skills": 60}}).levels)
    answer = repaired(without, week(), "wed 08:00")
    assert [s.group for s in answer.timetable.sessions] == ["process", "skills"]


# -- the worst days --------------------------------------------------------------------------------


def test_nobody_left_to_work_at_all() -> None:
    nobody = evolve(of_three(), therapists=())
    nobody = evolve(
        nobody, patients=tuple(evolve(p, therapist=None, prescriber=None) for p in nobody.patients)
    )
    answer = repaired(nobody, week(), "mon 08:00")
    assert answer.timetable.sessions == ()
    assert answer.timetable.appointments == ()
    assert sum(u.minutes for u in answer.lost) == 3 * 180 + 60
    assert answer.proven


def test_everything_is_cancelled_and_the_clinic_closed() -> None:
    shut = of_three(closed=tuple(WEEK.date(day) for day in range(7)))
    cancelled = [(s.group, s.start) for s in week().sessions]
    answer = repaired(shut, week(), "mon 08:00", cancelled=cancelled)
    assert (answer.timetable.sessions, answer.timetable.appointments) == ((), ())
    assert answer.proven


def test_a_clinic_without_patients_and_an_empty_week() -> None:
    empty = evolve(CLINIC, patients=())
    answer = repaired(empty, Timetable(CLINIC.name, WEEK), "mon 08:00")
    assert (answer.lost, answer.moved, answer.proven) == ((), (), True)


def test_a_pin_that_cannot_hold_any_more_is_named() -> None:
    pinned = of_three(
        pins=(Pin(group="process", start=moment("wed 09:00"), leaders=("t1",), members=("A",)),),
        therapists={"t1": {"away": (period("wed 08:00", "thu 00:00"),)}},
    )
    answer = repaired(pinned, week(), "wed 08:00")
    assert len(answer.missed) == 1
    assert "pin" in answer.missed[0]
    assert (answer.lost, answer.moved, answer.proven) == ((), (), True)


def test_a_pin_that_can_hold_does() -> None:
    pinned = of_three(
        pins=(Pin(group="process", start=moment("wed 09:00"), room="room-2", members=("A",)),),
        rooms={"room-1": {"away": (period("wed 00:00", "thu 00:00"),)}},
    )
    answer = repaired(pinned, week(), "wed 08:00")
    assert answer.missed == ()
    assert held(answer, "process", "wed 09:00").room == "room-2"


def test_stopped_at_once_there_is_still_a_valid_week() -> None:
    stop = threading.Event()
    stop.set()
    gone = {"t1": {"away": (period("wed 08:00", "sat 00:00"),)}}
    answer = repaired(of_three(therapists=gone), week(), "wed 08:00", stop=stop)
    assert answer.lost == tuple(Unmet(p, "process", 60) for p in "ABC")
    assert not answer.proven


def test_a_listener_hears_of_what_stands_first() -> None:
    heard: list[object] = []
    gone = {"t1": {"away": (period("wed 08:00", "sat 00:00"),)}}
    repaired(of_three(therapists=gone), week(), "wed 08:00", listener=heard.append)
    assert getattr(heard[0], "name", "") == "what stands"
    assert len(heard[1].timetable.sessions) == 2  # type: ignore[attr-defined]
    assert len(heard[-1].timetable.sessions) == 3  # type: ignore[attr-defined]


def test_windows_that_changed_bind_from_now_on() -> None:
    evening = of_three(patients={"A": {"available": windows("mon-fri 14:00-20:00")}})
    known = evolve(week(p2=None, s1=None, p1=None), unmet=tuple(Unmet(p, "process", 120) for p in "BC"))
    answer = repaired(evening, known, "mon 08:00")
    individual = [b for b in answer.timetable.appointments if b.service == "individual"]
    assert answer.moved == ("A",)
    assert individual[0].start >= at("mon 14:00")
    assert booking("individual", "A", "mon 11:00", "t1") not in answer.timetable.appointments
