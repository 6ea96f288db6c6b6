"""Closed rosters: arranged by their own search, under every rule that the validator knows."""

from __future__ import annotations

import threading
import time

import pytest
from attrs import evolve
from enough import Enough
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.weekly.campus import SMALL, campus
from benchmarks.weekly.generate import WEEK
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Appointment, Clinic, Group, Pin, Size, Therapist
from scheduler.program.candidates import place
from scheduler.search.arranging import place_rosters
from scheduler.search.best import Best
from scheduler.search.ejection import arrange
from scheduler.search.layout import NO_ROOM, NOWHERE, Layout, Places, Puzzle
from scheduler.search.rosters import Rosters
from scheduler.solve import solve
from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.week import DAY, Start

SECONDS = 20.0


def arranged(clinic: Clinic, previous: Timetable | None = None) -> Timetable:
    """The week that comes of arranging the rosters, without any search after it."""
    best = Best(clinic, previous)
    place_rosters(place(clinic, WEEK), best, threading.Event(), time.monotonic() + SECONDS, 1)
    assert best.timetable is not None
    assert best.refused == 0
    return best.timetable


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_a_small_campus_is_arranged_where_planning_by_hand_leaves_hours_unmet(seed: int) -> None:
    clinic, _ = campus(seed, SMALL)
    assert validate(clinic, greedy(clinic, WEEK)).score.unmet_minutes > 0
    assert arranged(clinic).score.unmet_minutes == 0


def test_solve_meets_everything_on_a_small_campus_within_seconds() -> None:
    clinic, _ = campus(3, SMALL)
    enough = Enough((0,), proven=1)
    outcome = solve(clinic, WEEK, time_limit=4, seed=1, listener=enough, stop=enough)
    assert outcome.timetable is not None
    assert validate(clinic, outcome.timetable).violations == ()
    assert outcome.timetable.score.unmet_minutes == 0
    assert outcome.timetable.score.unmet_minutes_bound == 0


def test_rosters_that_have_to_run_and_share_one_service_are_arranged_as_well() -> None:
    clinic, planted = campus(1, SMALL)
    groups = tuple(evolve(g, service="class", min_per_week=1) for g in clinic.groups)
    patients = tuple(
        evolve(p, own={"services": {"class": sum(p.own["services"].values())}})  # type: ignore[attr-defined]
        for p in clinic.patients
    )
    shared = evolve(clinic, groups=groups, patients=patients)
    assert validate(shared, planted).violations == ()
    assert arranged(shared).score.unmet_minutes == 0


def test_open_groups_and_appointments_are_placed_around_the_rosters() -> None:
    clinic, _ = campus(2, SMALL)
    talk = Group("talk", "talk", 60, Size(2, 8), min_per_week=0, starts=(Start(4, 600), Start(4, 660)))
    therapist = Therapist("t1", frozenset({"talk", "individual"}), (evolve(clinic.open[0], day=4),))
    some = {p.id for p in clinic.patients[:6]}
    mixed = evolve(
        clinic,
        open=(*clinic.open, evolve(clinic.open[0], day=4)),
        therapists=(therapist,),
        groups=(*clinic.groups, talk),
        patients=tuple(
            evolve(
                p,
                available=(*p.available, evolve(p.available[0], day=4)),
                own={
                    "services": {**p.own["services"], "talk": 60},  # type: ignore[dict-item]
                    "appointments": (Appointment("individual", 15),) if p.id in {"p0", "p1"} else (),
                },
            )
            if p.id in some
            else p
            for p in clinic.patients
        ),
    )
    week = arranged(mixed)
    assert week.score.unmet_minutes == 0
    assert any(session.group == "talk" for session in week.sessions)
    assert len(week.appointments) == 2


def test_a_pinned_roster_stays_where_it_is_pinned_and_the_others_make_room() -> None:
    clinic, planted = campus(5, SMALL)
    there = planted.sessions[7]
    pin = Pin(group=there.group, start=WEEK.moment(there.start), room=there.room)
    week = arranged(evolve(clinic, pins=(pin,)))
    assert week.score.unmet_minutes == 0
    assert any((s.group, s.start, s.room) == (there.group, there.start, there.room) for s in week.sessions)


def test_last_weeks_places_are_kept_where_they_still_hold() -> None:
    clinic, planted = campus(6, SMALL)
    one, *others = clinic.groups
    was = next(s.start for s in planted.sessions if s.group == one.id)
    fewer = tuple(start for start in one.starts or () if start.at != was)
    week = arranged(evolve(clinic, groups=(evolve(one, starts=fewer), *others)), planted)
    moved = {
        s.group
        for s in week.sessions
        if (s.group, s.start) not in {(p.group, p.start) for p in planted.sessions}
    }
    assert week.score.unmet_minutes == 0
    assert one.id in moved
    assert len(moved) <= 12


def test_a_roster_runs_as_often_as_its_members_need_and_once_a_day_if_they_ask_for_that() -> None:
    clinic, _ = campus(1, SMALL)
    level = evolve(clinic.levels[0], prescription=evolve(clinic.levels[0].prescription, once_a_day=True))
    group = Group("club", "club", 60, Size(1, 9), leaders=0, members=("p0", "p1"), max_per_week=4)
    people = tuple(evolve(p, own={"services": {"club": 180}}) for p in clinic.patients[:2])
    week = arranged(evolve(clinic, groups=(group,), patients=people, levels=(level,)))
    assert week.score.unmet_minutes == 0
    assert len({s.start // DAY for s in week.sessions}) == 3


def test_what_cannot_run_is_left_unmet_and_the_rest_runs() -> None:
    clinic, _ = campus(1, SMALL)
    one, *others = clinic.groups
    nowhere = evolve(one, room_features=frozenset({"swimming-pool"}))
    week = arranged(evolve(clinic, groups=(nowhere, *others)))
    assert week.score.unmet_minutes == 60 * len(one.members or ())


def test_rosters_with_a_leader_or_none_at_all_are_no_task() -> None:
    clinic, _ = campus(1, SMALL)
    led = evolve(clinic, groups=tuple(evolve(g, leaders=1) for g in clinic.groups))
    assert Rosters.of(place(led, WEEK)).runs == ()
    assert Rosters.of(place(evolve(clinic, groups=()), WEEK)).runs == ()


def test_sessions_and_places_say_the_same() -> None:
    clinic, planted = campus(1, SMALL)
    rosters = Rosters.of(place(clinic, WEEK))
    assert sorted(rosters.sessions(rosters.places(planted.sessions))) == sorted(planted.sessions)


# --- the search itself, on any puzzle -----------------------------------------------------------------------


@st.composite
def puzzles(draw: st.DrawFn) -> Puzzle:
    """Up to nine tasks of several lengths on a quarter-hour grid over two days, two rooms and no room."""
    count = draw(st.integers(1, 9))
    starts = tuple(
        sorted(draw(st.sets(st.sampled_from([*range(480, 660, 15), *range(1920, 2010, 30)]), min_size=1)))
    )
    tasks = range(count)

    def some(among: st.SearchStrategy[int]) -> frozenset[int]:
        return draw(st.frozensets(among, max_size=3))

    pairs = [(i, j) for i in tasks for j in range(i)]
    clashing = {pair for pair in pairs if draw(st.booleans())}
    daily = {pair for pair in clashing if draw(st.integers(0, 3)) == 0}
    ordered = {pair for pair in clashing if draw(st.integers(0, 3)) == 0}

    def both(found: set[tuple[int, int]]) -> tuple[frozenset[int], ...]:
        return tuple(frozenset(j for j in tasks if (i, j) in found or (j, i) in found) for i in tasks)

    return Puzzle(
        starts=starts,
        length=tuple(draw(st.sampled_from([30, 60, 90])) for _ in tasks),
        weight=tuple(draw(st.sampled_from([0.5, 1.0, 1.7])) for _ in tasks),
        usable=tuple(tuple(draw(st.sampled_from([0, 1, 2, 4, 6])) for _ in starts) for _ in tasks),
        clash=both(clashing),
        same_day=both(daily),
        before=tuple(frozenset(j for j in tasks if (i, j) in ordered) for i in tasks),
        home=tuple(draw(st.integers(NOWHERE, len(starts) - 1)) for _ in tasks),
    )


def wrong(puzzle: Puzzle, places: Places) -> list[str]:
    """Everything that a layout may not be, looked up the slow way."""
    found = []
    spans = {}
    for task, (at, room) in enumerate(zip(places.start, places.room, strict=True)):
        if at != NOWHERE:
            spans[task] = puzzle.starts[at], puzzle.starts[at] + puzzle.length[task]
            if not puzzle.usable[task][at] >> room & 1:
                found.append(f"{task} has the room {room}")
    for one, (low, high) in spans.items():
        for other, (begin, end) in spans.items():
            meet = one != other and low < end and begin < high
            if meet and other in puzzle.clash[one]:
                found.append(f"{one} and {other} meet")
            if meet and places.room[one] == places.room[other] != NO_ROOM:
                found.append(f"{one} and {other} share a room")
            if other in puzzle.same_day[one] and low // DAY == begin // DAY:
                found.append(f"{one} and {other} are on one day")
            if other in puzzle.before[one] and begin >= low:
                found.append(f"{other} is not before {one}")
    return found


@settings(max_examples=50, deadline=None)
@given(puzzles(), st.integers(0, 5))
def test_no_layout_breaks_what_the_puzzle_asks_and_none_can_be_filled_up(puzzle: Puzzle, seed: int) -> None:
    nothing = Places((NOWHERE,) * len(puzzle.length), (NOWHERE,) * len(puzzle.length))
    heard: list[Places] = []
    places = arrange(
        puzzle, nothing, seed=seed, patience=200, ends=time.monotonic() + SECONDS, improved=heard.append
    )
    for found in (places, *heard):
        assert wrong(puzzle, found) == []
    layout = Layout(puzzle)
    for task, (start, room) in enumerate(zip(places.start, places.room, strict=True)):
        if start != NOWHERE:
            layout.put(task, start, room)
    for task, start in enumerate(places.start):
        if start == NOWHERE:
            able = [t for t, rooms in enumerate(puzzle.usable[task]) if rooms]
            assert all(layout.move(task, t).pushed for t in able), "it would have had a place for nothing"


@settings(max_examples=30, deadline=None)
@given(puzzles())
def test_pressure_is_the_weight_of_what_would_have_to_go(puzzle: Puzzle) -> None:
    nothing = Places((NOWHERE,) * len(puzzle.length), (NOWHERE,) * len(puzzle.length))
    places = arrange(puzzle, nothing, seed=0, patience=60, ends=time.monotonic() + SECONDS)
    layout = Layout(puzzle)
    for task, (start, room) in enumerate(zip(places.start, places.room, strict=True)):
        if start != NOWHERE:
            layout.put(task, start, room)
    for task in range(len(puzzle.length)):
        if layout.at[task] == NOWHERE:
            for start in range(len(puzzle.starts)):
                alone = evolve(
                    puzzle, usable=tuple(tuple(1 for _ in row) for row in puzzle.usable)
                )  # with rooms for nothing, only people push one another out
                free = Layout(alone)
                for other, (at, room) in enumerate(zip(places.start, places.room, strict=True)):
                    if at != NOWHERE:
                        free.put(other, at, room)
                assert free.move(task, start).cost == pytest.approx(layout.pressure[task, start])


def test_the_same_seed_gives_the_same_layout() -> None:
    clinic, _ = campus(2, SMALL)
    puzzle = Rosters.of(place(clinic, WEEK)).puzzle
    nothing = Places((NOWHERE,) * len(puzzle.length), (NOWHERE,) * len(puzzle.length))
    one, other = (arrange(puzzle, nothing, seed=7, patience=10_000, ends=time.monotonic() + 60) for _ in "ab")
    assert one.start == other.start
    assert one.room == other.room
