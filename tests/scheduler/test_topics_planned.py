"""Plans of topics: never behind the fixed loop, never above the bound, and everything asked for is kept."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from curricula.module import Module, Session
from scheduler.clinic import Mandate, Size
from scheduler.topics.bound import met_at_most
from scheduler.topics.planning import plan_topics
from scheduler.topics.proof import prove
from scheduler.topics.request import Fixed, Member, Request, later_dates
from scheduler.topics.staffing import Staff

MONDAY = date(2026, 11, 23)
DATES = tuple(MONDAY + timedelta(days=day) for day in (0, 2, 4))


def topic(name: str, *requires: str, **about: Any) -> Session:
    return Session(name, name.title(), 60, teaches=(name,), requires=requires, **about)


def module(*sessions: Session, **about: Any) -> Module:
    return Module(1, "m", "M", "skills", sessions=sessions, **about)


def member(name: str, *topics: str, **about: Any) -> Member:
    return Member(name, frozenset(topics), **about)


SIX = module(*(topic(name) for name in "abcdef"))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    count = draw(st.integers(2, 7))
    chains = draw(st.booleans())
    names = [f"t{n}" for n in range(count)]
    sessions = [topic(n, *([names[i - 1]] if chains and i % 2 else [])) for i, n in enumerate(names)]
    needs = st.sets(st.sampled_from(names), min_size=1).map(frozenset)
    leaves = st.none() | st.integers(0, 40).map(lambda n: MONDAY + timedelta(days=n))
    had = st.sets(st.sampled_from(names), max_size=2).map(frozenset)
    people = draw(
        st.lists(st.tuples(needs, had, leaves, st.sampled_from((0.3, 0.8, 1.0))), min_size=1, max_size=6)
    )
    members = tuple(Member(f"P-{i}", *parts) for i, parts in enumerate(people))
    return Request(
        module(*sessions, entry="any-session"),
        DATES,
        members,
        horizon_weeks=draw(st.integers(1, 3)),
        rooms=draw(st.sampled_from((1, 1, 2))),
        size=Size(2, 12),
        newcomers_a_week=draw(st.sampled_from((None, 0.0))),
    )


@settings(max_examples=20, deadline=None)
@given(requests())
def test_between_loop_and_bound_with_everyone_in_one_room(request: Request) -> None:
    plan = plan_topics(request)
    assert plan.expected_coverage <= plan.bound + 1e-9
    if request.rooms == 1:
        assert plan.expected_coverage >= plan.loop - 1e-9
    assert {one.day for one in plan.sessions} == set(DATES)
    for day in DATES:
        there = [name for one in plan.sessions if one.day == day for name in one.members]
        assert sorted(there) == sorted(m.id for m in request.members if m.expected(day))
    for one in plan.members:
        assert 0 <= one.expected <= one.bound + 1e-9


def test_in_a_closed_group_everything_that_fits_is_met() -> None:
    """Three people always come, lack one topic each, and three dates remain: the order follows who leaves."""
    people = (
        member("A", "c", attendance=1.0, leaves=DATES[0]),
        member("B", "f", attendance=1.0, leaves=DATES[1]),
        member("C", "a", attendance=1.0, leaves=DATES[2]),
    )
    plan = plan_topics(Request(SIX, DATES, people, newcomers_a_week=0))
    assert [one.session.id for one in plan.sessions] == ["c", "f", "a"]
    assert (plan.expected_coverage, plan.bound) == (1, 1)
    assert plan.sessions[0].because == "1 of 3 still needs it; last chance for A"


def test_weekdays_on_which_somebody_does_not_come_are_kept_free_of_what_they_need() -> None:
    people = (
        member("A", "a", days=frozenset({2}), attendance=1.0, leaves=DATES[2]),
        member("B", "b", "c", attendance=1.0, leaves=DATES[2]),
    )
    plan = plan_topics(Request(SIX, DATES, people, newcomers_a_week=0))
    assert plan.sessions[1].session.id == "a"
    assert plan.sessions[0].members == ("B",)
    assert plan.expected_coverage == 1


def test_what_is_set_by_hand_stands_and_the_rest_is_planned_around_it() -> None:
    people = (member("A", "a", "b", "c", attendance=1.0, leaves=DATES[2]),)
    by_hand = (Fixed(DATES[0], "f"),)
    plan = plan_topics(Request(SIX, DATES, people, fixed=by_hand, newcomers_a_week=0))
    assert plan.sessions[0].session.id == "f"
    assert plan.sessions[0].by_hand
    assert plan.sessions[0].because == "nobody expected still needs it"
    assert len(plan.members[0].uncovered) == 1


def test_a_session_is_not_repeated_too_soon_nor_led_by_too_few() -> None:
    staffed = evolve(SIX.sessions[0], co_facilitator="required")
    shelf = evolve(SIX, sessions=(staffed, *SIX.sessions[1:]))
    people = tuple(member(name, "a", "b", attendance=0.5, leaves=DATES[2]) for name in "AB")
    request = Request(shelf, DATES, people, newcomers_a_week=0)
    names = [one.session.id for one in plan_topics(request).sessions]
    assert len(set(names)) == 3
    assert "a" in names
    again = [one.session.id for one in plan_topics(evolve(request, no_repeat=0)).sessions]
    assert len(set(again)) == 2
    alone = [one.session.id for one in plan_topics(evolve(request, staff=Staff(1))).sessions]
    assert "a" not in alone


def test_a_topic_that_needs_a_credential_waits_for_a_date_on_which_somebody_has_it() -> None:
    shelf = evolve(SIX, sessions=(evolve(SIX.sessions[0], credentials=("trauma",)), *SIX.sessions[1:]))
    people = (member("A", "a", "b", attendance=1.0, leaves=DATES[2]),)
    nobody = Request(shelf, DATES, people, staff=Staff(2, frozenset({"skills"})), newcomers_a_week=0)
    plan = plan_topics(nobody)
    assert "a" not in {one.session.id for one in plan.sessions}
    (left,) = plan.left_out
    assert left.id == "a"
    assert plan.loop <= plan.expected_coverage <= prove(nobody).ahead + 1e-9
    assert prove(nobody).at_the_door < 0.6
    friday = evolve(nobody, led={(DATES[2], 1): Staff(1, frozenset({"skills", "trauma"}))})
    plan = plan_topics(friday)
    assert [one.session.id for one in plan.sessions].index("a") == 2
    assert not plan.left_out
    by_hand = plan_topics(evolve(nobody, fixed=(Fixed(DATES[0], "a"),)))
    assert by_hand.sessions[0].because.endswith("needs a facilitator credentialed for trauma")


def test_a_mandated_topic_is_given_in_time_where_it_costs_least() -> None:
    people = (member("A", "a", "b", "c", attendance=1.0, leaves=DATES[2]),)
    request = Request(SIX, DATES, people, newcomers_a_week=0)
    mandated = evolve(request, mandated=(Mandate("f", DATES[1]), Mandate("a", DATES[2])))
    for effort in (0, 0.1):
        plan = plan_topics(mandated, effort)
        (one,) = (one for one in plan.sessions if one.session.id == "f")
        assert one.day <= DATES[1]
        assert not one.by_hand
        assert one.because == "has to be given by 25 Nov; nobody expected still needs it"
        (other,) = (one for one in plan.sessions if one.session.id == "a")
        assert other.because == "has to be given by 27 Nov; still needed; A leaves on 27 Nov"
    later = plan_topics(evolve(request, mandated=(Mandate("f", MONDAY + timedelta(weeks=20)),)))
    assert "f" not in {one.session.id for one in later.sessions}
    (unknown,) = plan_topics(evolve(request, mandated=(Mandate("z", DATES[1]),))).left_out
    assert (unknown.title, unknown.because) == ("z", "has to be given by 25 Nov, and no session teaches it")
    full = evolve(mandated, fixed=tuple(Fixed(day, "b") for day in DATES[:2]))
    (left,) = plan_topics(full).left_out
    assert left.because == "has to be given by 25 Nov, and no date until then can have it"


def test_two_rooms_of_a_short_module_have_two_topics() -> None:
    """Four sessions, and what ran lately is not repeated: still nobody is sent to the same session twice."""
    short = module(*(topic(name) for name in "abcd"))
    people = tuple(member(f"P{i}", "abcd"[i % 4], leaves=DATES[2]) for i in range(8))
    plan = plan_topics(Request(short, DATES, people, horizon_weeks=1, rooms=2))
    for day in DATES:
        assert len({one.session.id for one in plan.sessions if one.day == day}) == 2


def test_two_rooms_steer_everyone_to_what_they_need() -> None:
    people = tuple(
        member(f"{need}{i}", need, attendance=1.0, leaves=DATES[0]) for need in "ae" for i in range(3)
    )
    one = plan_topics(Request(SIX, DATES[:1], people, newcomers_a_week=0))
    two = plan_topics(Request(SIX, DATES[:1], people, newcomers_a_week=0, rooms=2))
    assert one.expected_coverage == 0.5
    assert two.expected_coverage == 1
    assert {(s.session.id, s.members) for s in two.sessions} == {
        ("a", ("a0", "a1", "a2")), ("e", ("e0", "e1", "e2")),
    }  # fmt: skip


def test_rooms_keep_their_sizes_and_too_few_people_share_one() -> None:
    people = tuple(member(f"P{i}", "a" if i else "e", attendance=1.0) for i in range(7))
    plan = plan_topics(Request(SIX, DATES[:1], people, rooms=2, size=Size(3, 4)))
    assert sorted(len(one.members) for one in plan.sessions) == [3, 4]
    few = plan_topics(Request(SIX, DATES[:1], people[:5], rooms=2, size=Size(3, 4)))
    assert [len(one.members) for one in few.sessions] == [5]


def test_individual_sessions_fill_what_the_group_will_not_reach() -> None:
    people = (
        *(member(f"P{i}", "a", "b", "c", leaves=DATES[2]) for i in range(4)),
        member("Q", "f", leaves=DATES[2]),
    )
    request = Request(SIX, DATES, people, newcomers_a_week=0)
    group, filled = plan_topics(request), plan_topics(evolve(request, individual=True))
    assert group.individual == ()
    assert group.members[-1].uncovered == ("f",)
    assert ("Q", "f") in {(one.member, one.session.id) for one in filled.individual}
    assert group.expected_coverage < filled.expected_coverage <= filled.bound


def test_dates_go_on_as_in_the_last_week_until_the_last_one_leaves() -> None:
    away = [member("A", "a", leaves=date(2026, 12, 3))]
    assert later_dates(DATES, 1, away) == (date(2026, 11, 30), date(2026, 12, 2))
    assert len(later_dates(DATES, 6, [])) == 15


def test_the_bound_is_what_the_words_say() -> None:
    assert met_at_most(2, 0.5, 1) == 0.75
    assert met_at_most(3, 1.0, 2) == 2
    assert met_at_most(0, 0.8, 2) == 0
    assert met_at_most(1, 0.5, 3, at_once=2) == 1


def test_the_solver_never_makes_a_plan_worse_and_mostly_better() -> None:
    shelf = module(*(topic(f"t{n}") for n in range(12)))
    rng = Random(3)
    people = tuple(
        member(f"P{i}", *rng.sample(shelf.topics, 6), leaves=MONDAY + timedelta(days=rng.randint(5, 25)))
        for i in range(8)
    )
    request = Request(shelf, DATES, people, newcomers_a_week=0, recent=("t0", "t1"))
    quick, best = plan_topics(request), plan_topics(request, effort=0.2)
    assert quick.expected_coverage < best.expected_coverage <= prove(request).ahead + 1e-9
    names = ["t0", "t1", *(one.session.id for one in (*best.sessions, *best.later))]
    assert all(len({*names[i : i + 3]}) == 3 for i in range(len(names) - 2))
    by_hand = plan_topics(evolve(request, fixed=(Fixed(DATES[1], "t7"),)), effort=0.2)
    assert by_hand.sessions[1].session.id == "t7"
