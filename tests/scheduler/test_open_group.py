"""An open group stays a group: what the wish counts, what it says, and what it changes."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from tiny import CLINIC, WEEK, clinic, moment, session, week, windows

from scheduler.clinic import Clinic, Group, Pin, Room, Size, Weights
from scheduler.facts import Facts
from scheduler.outlook import members_of, thinning
from scheduler.rules import open_group
from scheduler.score import preference
from scheduler.search.spreading import spread
from scheduler.solve import solve
from scheduler.timetable import Timetable
from scheduler.validate import validate, warnings

LONG_AGO, LATELY, TODAY = date(2026, 10, 1), date(2026, 11, 10), date(2026, 11, 23)
COUNTED = Weights(open_group=10)


def since(**admitted: date) -> Clinic:
    """The clinic with these days of admission, the wish weighed 10."""
    return clinic(patients={name: {"admitted": day} for name, day in admitted.items()}, weights=COUNTED)


def cost(given: Clinic, timetable: Timetable) -> int:
    return open_group.cost(Facts(given, timetable))


def said(given: Clinic, timetable: Timetable) -> list[str]:
    return [warning.message for warning in warnings(given, timetable)]


ONE = week(s1=None, p2=None, i1=None)  # A, B and C in process on Monday


class TestCost:
    def test_is_nothing_by_default(self) -> None:
        """The definition of preference stays as it is for clinics that do not ask for this."""
        given = evolve(since(A=TODAY, B=TODAY, C=TODAY), weights=Weights())
        assert cost(given, ONE) == 0
        assert preference(Facts(given, ONE)) == preference(Facts(CLINIC, ONE))

    def test_counts_each_newcomer_beyond_two(self) -> None:
        assert cost(since(A=TODAY, B=TODAY, C=LATELY), ONE) == 0
        assert cost(since(A=TODAY, B=TODAY, C=TODAY), ONE) == 10

    def test_a_newcomer_is_one_for_a_week(self) -> None:
        assert cost(since(A=date(2026, 11, 17), B=TODAY, C=TODAY), ONE) == 10
        assert cost(since(A=date(2026, 11, 16), B=TODAY, C=TODAY), ONE) == 0

    def test_counts_each_member_past_week_four_below_two(self) -> None:
        assert cost(since(A=LONG_AGO, B=LONG_AGO, C=TODAY), ONE) == 0
        assert cost(since(A=LONG_AGO, B=LATELY, D=LONG_AGO), ONE) == 10
        assert cost(since(B=LATELY, C=LONG_AGO, D=date(2026, 10, 27)), ONE) == 0

    def test_past_week_four_begins_after_twenty_eight_days(self) -> None:
        assert cost(since(A=LONG_AGO, B=date(2026, 10, 26), D=LONG_AGO), ONE) == 0
        assert cost(since(A=LONG_AGO, B=date(2026, 10, 27), D=LONG_AGO), ONE) == 10

    def test_wishes_for_no_more_than_there_are(self) -> None:
        assert cost(since(A=LATELY, B=LATELY), ONE) == 0
        assert cost(since(A=LATELY, D=LONG_AGO), ONE) == 10

    def test_leaves_closed_groups_and_unknown_stays_out(self) -> None:
        closed = since(A=TODAY, B=TODAY, C=TODAY, D=LONG_AGO)
        groups = tuple(evolve(group, members=("A", "B", "C")) for group in closed.groups)
        assert cost(closed, ONE) == 20
        assert cost(evolve(closed, groups=groups), ONE) == 0
        assert cost(evolve(CLINIC, weights=COUNTED), ONE) == 0

    def test_a_group_may_wish_for_other_numbers(self) -> None:
        orientation = since(A=TODAY, B=TODAY, C=TODAY, D=LONG_AGO)
        groups = tuple(evolve(group, newcomers=12, experienced=0) for group in orientation.groups)
        assert cost(evolve(orientation, groups=groups), ONE) == 0

    @pytest.mark.parametrize("crossed", [False, True])
    def test_takes_parallel_copies_together(self, crossed: bool) -> None:
        """Two of each for either copy; who sits in which is no matter of cost."""
        given = since(A=LONG_AGO, B=LONG_AGO, C=TODAY, D=TODAY)
        one, other = ("AC", "BD") if crossed else ("AB", "CD")
        copies = week(
            p1=session("process", "mon 09:00", one, "t1"),
            copy=session("process", "mon 09:00", other, "t2", "room-2"),
            s1=None,
            p2=None,
            i1=None,
        )
        assert cost(given, copies) == 20  # four are wished for, two are there


class TestWarnings:
    def test_name_the_newcomers(self) -> None:
        assert said(since(A=TODAY, B=TODAY, C=TODAY), ONE)[0] == (
            "process on Monday 09:00 has 3 newcomers (A, B, C); at most 2 are wished for."
        )

    def test_name_who_is_there_and_who_could_come(self) -> None:
        given = since(A=LONG_AGO, B=TODAY, C=LATELY, D=LONG_AGO)
        assert said(given, ONE)[0] == (
            "process on Monday 09:00 has only A past week four (2 wished for); so far along and free then: D."
        )

    def test_are_quiet_where_people_do_not_allow_it(self) -> None:
        given = since(A=LONG_AGO, B=TODAY, C=LATELY, D=LONG_AGO)
        busy = tuple(
            evolve(p, available=windows("fri 08:00-20:00")) if p.id == "D" else p for p in given.patients
        )
        assert not [told for told in said(evolve(given, patients=busy), ONE) if "Monday 09:00" in told]

    def test_break_no_rule(self) -> None:
        assert validate(since(A=TODAY, B=TODAY, C=TODAY), ONE).valid


class TestOutlook:
    def test_says_when_and_why_a_group_will_be_short(self) -> None:
        leaving = clinic(
            patients={
                "A": {"admitted": LONG_AGO, "discharge": date(2026, 12, 11)},
                "B": {"admitted": LONG_AGO, "discharge": date(2026, 12, 11)},
                "C": {"admitted": LONG_AGO},
            }
        )
        found = thinning(leaving, {"process": "ABC"}, WEEK.monday)
        assert list(map(str, found)) == [
            "process: from Monday 14 December only C is past week four; A and B leave on Friday 11 December."
        ]

    def test_ends_when_somebody_gets_there(self) -> None:
        """D, admitted on 10 November, is past week four from 8 December on."""
        given = clinic(
            patients={
                "A": {"admitted": LONG_AGO, "discharge": date(2026, 12, 2)},
                "B": {"admitted": LONG_AGO},
                "D": {"admitted": LATELY},
            }
        )
        (thin,) = thinning(given, {"process": "ABD"}, WEEK.monday)
        assert str(thin) == (
            "process: from Thursday 3 December only B is past week four until Tuesday 8 December; "
            "A leaves on Wednesday 2 December."
        )

    def test_counts_days_on_which_the_group_meets(self) -> None:
        given = clinic(
            patients={
                "A": {"admitted": LONG_AGO, "discharge": date(2026, 12, 2)},
                "B": {"admitted": LONG_AGO},
            }
        )
        (thin,) = thinning(given, {"process": "AB"}, WEEK.monday, days={"process": {0}})
        assert thin.since == date(2026, 12, 7)

    def test_a_group_of_newcomers_is_short_now(self) -> None:
        given = clinic(patients={name: {"admitted": LATELY} for name in "ABCD"})
        (thin,) = thinning(given, {"process": "ABCD"}, WEEK.monday)
        assert str(thin) == "process: nobody is past week four until Tuesday 8 December."

    def test_is_quiet_where_nobody_knows(self) -> None:
        """Two members without a day of admission may be past week four."""
        given = clinic(patients={"A": {"admitted": LATELY}})
        assert thinning(given, {"process": "ABC"}, WEEK.monday) == ()
        assert thinning(given, {"process": "AB"}, WEEK.monday) != ()

    def test_leaves_out_groups_that_do_not_ask(self) -> None:
        given = clinic(
            patients={name: {"admitted": LATELY} for name in "ABCD"},
            groups={"process": {"experienced": 0}, "skills": {"members": tuple("ABCD")}},
        )
        assert thinning(given, {"process": "ABCD", "skills": "ABCD"}, WEEK.monday) == ()

    def test_is_a_part_of_the_check(self) -> None:
        given = since(A=LATELY, B=LATELY, C=LATELY)
        assert members_of(ONE) == {"process": {"A", "B", "C"}}
        assert said(given, ONE) == ["process: nobody is past week four until Monday 14 December."]


def mixed(**weights: int) -> Clinic:
    """Eight people, half of them new, for two sessions of four: at 09:00 and at 11:00, everybody free."""
    people = tuple(
        evolve(
            CLINIC.patients[0],
            id=name,
            own={"services": {"process": 60}, "appointments": ()},
            admitted=LONG_AGO if name in "EFGH" else TODAY,
            prefers=windows("mon 09:00-10:00") if name in "ABCD" else windows("mon 11:00-12:00"),
        )
        for name in "ABCDEFGH"
    )
    group = Group("process", "process", 60, Size(4, 4))
    return evolve(
        CLINIC,
        rooms=(Room("room-1", "group", 4),),
        groups=(group,),
        patients=people,
        open=windows("mon 09:00-10:00", "mon 11:00-12:00"),
        weights=Weights(**weights),
    )


def newcomers(timetable: Timetable | None) -> list[int]:
    assert timetable is not None
    return sorted(len(set(session.members) & set("ABCD")) for session in timetable.sessions)


def test_the_solver_mixes_a_group_where_that_is_worth_it() -> None:
    """Preferred times alone put all newcomers into one session; the wish outweighs them."""
    alone = solve(mixed(), WEEK, time_limit=6)
    assert newcomers(alone.timetable) == [0, 4]
    together = solve(mixed(open_group=10), WEEK, time_limit=6)
    assert newcomers(together.timetable) == [2, 2]
    assert together.timetable is not None
    score = together.timetable.score
    assert score.preference == validate(mixed(open_group=10), together.timetable).score.preference


def test_members_are_spread_over_parallel_copies() -> None:
    """Without any weight: who sits in which copy costs nothing, so it is done well."""
    given = evolve(mixed(), open=windows("mon 09:00-10:00"))
    given = evolve(given, rooms=(*given.rooms, Room("room-2", "group", 4)))
    assert newcomers(solve(given, WEEK, time_limit=6).timetable) == [2, 2]


def copies(one: str, other: str) -> Timetable:
    return evolve(
        ONE,
        sessions=(
            session("process", "mon 09:00", one, "t1", "room-1"),
            session("process", "mon 09:00", other, "t2", "room-2"),
        ),
    )


@pytest.mark.parametrize(
    ("changes", "mixed_up"),
    [
        ({}, True),
        ({"A": {"apart": frozenset("GH")}, "B": {"apart": frozenset("GH")}}, True),
        ({name: {"apart": frozenset("EFGH") - {name}} for name in "ABCD"}, False),
    ],
    ids=["free", "two kept apart from two", "all kept apart"],
)
def test_spreading_keeps_people_apart(changes: dict[str, dict[str, frozenset[str]]], mixed_up: bool) -> None:
    given = mixed()
    people = tuple(evolve(p, **changes.get(p.id, {})) for p in given.patients)
    given = evolve(given, patients=people, rooms=(*given.rooms, Room("room-2", "group", 4)))
    done = spread(Facts(given, copies("ABCD", "EFGH")))
    assert (newcomers(done) == [2, 2]) == mixed_up
    assert validate(given, done).valid
    assert sorted(len(s.members) for s in done.sessions) == [4, 4]


def test_spreading_leaves_the_pinned_and_the_even_alone() -> None:
    given = mixed()
    even = copies("ABEF", "CDGH")
    assert spread(Facts(given, even)).sessions == even.sessions
    pin = Pin(group="process", start=moment("mon 09:00"), members=("A", "B", "C"))
    done = spread(Facts(evolve(given, pins=(pin,)), copies("ABCD", "EFGH")))
    assert newcomers(done) == [1, 3]
