"""Which topic next: whoever leaves soon presses harder, and nobody is counted who cannot use it yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from curricula.module import Module, Session
from scheduler.clinic import Mandate
from scheduler.topics.request import Member
from scheduler.topics.staffing import Staff
from scheduler.topics.suggestions import Need, suggest


def module(*sessions: Session, **about: Any) -> Module:
    return Module(1, "m", "M", "psychoeducation", sessions=sessions, **about)


def topic(name: str, *requires: str, **about: Any) -> Session:
    return Session(name, name.title(), 60, teaches=(name,), requires=requires, **about)


def need(who: str, *topics: str, left: int = 9, covered: str = "", here: bool | None = None) -> Need:
    member = Member(who, frozenset(topics), frozenset(covered.split()), name=f"{who}.")
    return Need(member, left, here)


URGES, SLEEP = topic("urges"), topic("sleep")


def test_what_more_people_need_comes_first() -> None:
    best, other = suggest(module(SLEEP, URGES), [need("a", "urges"), need("b", "urges"), need("c", "sleep")])
    assert (best.session, best.because) == ("urges", "2 of 3 still need it")
    assert (other.session, other.needed_by) == ("sleep", ("c",))


def test_a_last_chance_outweighs_two_who_have_time() -> None:
    people = [need("a", "urges"), need("b", "urges"), need("c", "sleep", left=0)]
    best = suggest(module(URGES, SLEEP), people)[0]
    assert best.session == "sleep"
    assert best.because == "1 of 3 still needs it; last chance for c."
    assert best.last_chance_for == ("c",)


def test_nobody_counts_who_lacks_what_a_session_builds_on() -> None:
    urges = topic("urges", "triggers")
    people = [need("a", "urges"), need("b", "urges", covered="triggers")]
    assert suggest(module(urges), people)[0].needed_by == ("b",)


def test_what_others_build_on_is_needed_though_nobody_requires_it() -> None:
    people = [*(need(who, "urges", left=1) for who in "abd"), need("c", "sleep", left=1)]
    shelf = module(SLEEP, topic("urges", "triggers"), topic("triggers"))
    ranked = {s.session: s for s in suggest(shelf, people)}
    assert (ranked["triggers"].needed_by, ranked["urges"].needed_by) == (("a", "b", "d"), ())
    assert ranked["triggers"].worth > 0 == ranked["urges"].worth
    assert ranked["urges"].because == "3 of 4 still need what comes before it"


def test_what_nobody_here_can_lead_comes_last_and_says_so() -> None:
    shelf = module(topic("urges", credentials=("trauma",)), SLEEP)
    people = [need("a", "urges"), need("b", "urges"), need("c", "sleep")]
    assert suggest(shelf, people)[0].session == "urges"
    ranked = suggest(shelf, people, staff=Staff(1, frozenset({"skills"})))
    assert [one.session for one in ranked] == ["sleep", "urges"]
    assert ranked[1].because == "2 of 3 still need it; needs a facilitator credentialed for trauma"


def test_what_has_to_be_given_within_a_week_comes_first() -> None:
    people = [need("a", "urges"), need("b", "urges")]
    due, day = (Mandate("sleep", date(2026, 12, 4)),), date(2026, 11, 30)
    first, _ = suggest(module(URGES, SLEEP), people, due=due, day=day)
    assert (first.session, first.because) == (
        "sleep",
        "has to be given by 4 Dec; nobody expected still needs it",
    )
    _, last = suggest(module(URGES, SLEEP), people, due=due, day=day - timedelta(weeks=1))
    assert last.because.startswith("has to be given by 4 Dec; ")


def test_among_equals_the_one_longest_ago_wins() -> None:
    people = [need("a", "urges", "sleep")]
    assert suggest(module(URGES, SLEEP), people, recent=("sleep", "urges"))[0].session == "sleep"
    assert suggest(module(URGES, SLEEP), people, recent=("urges", "sleep"))[0].session == "urges"
    assert suggest(module(URGES, SLEEP), people, recent=("urges",))[0].session == "sleep"


def test_what_nobody_needs_says_so_and_is_still_offered() -> None:
    only = suggest(module(URGES), [need("a", "urges", covered="urges")])[0]
    assert (only.worth, only.because) == (0, "nobody expected still needs it")


def test_with_attendance_taken_only_those_who_came_count() -> None:
    people = [
        need("a", "urges", here=False), need("b", "urges", here=False), need("c", "urges", here=True),
        need("d", "sleep", here=True), need("e", "sleep", here=True),
    ]  # fmt: skip
    best, other = suggest(module(URGES, SLEEP), people)
    assert (best.session, best.because) == ("sleep", "2 of 3 still need it")
    assert other.needed_by == ("c",)


def test_a_topic_waits_for_those_who_are_absent_unless_they_never_come_again() -> None:
    """One here needs urges, one needs sleep; the one who is absent needs urges too."""
    here = [need("a", "urges", here=True), need("b", "sleep", here=True)]
    waits = suggest(module(URGES, SLEEP), [*here, need("c", "urges", here=False)])
    gone = suggest(module(URGES, SLEEP), [*here, need("c", "urges", here=False, left=0)])
    assert waits[0].session == "sleep"
    assert waits[1].worth < gone[1].worth


def test_a_pair_runs_in_a_row_and_its_second_half_never_alone() -> None:
    one, two = topic("one", pair_with="two"), topic("two", "one")
    people = [need("a", "one", "two", "sleep")]
    shelf = module(two, one, SLEEP)
    assert suggest(shelf, people, recent=("one",))[0].session == "two"
    assert suggest(shelf, people)[-1].session == "two"


def test_a_session_marked_first_begins_a_group_and_a_last_one_is_for_who_is_done() -> None:
    first, last = topic("start", order="first"), topic("end", order="last")
    shelf = module(last, SLEEP, first)
    fresh = [need("a", "start", "end", "sleep"), need("b", "start", "end", "sleep")]
    assert suggest(shelf, fresh)[0].session == "start"
    begun = [need(who, "start", "end", "sleep", covered="start") for who in "ab"]
    assert suggest(shelf, begun)[0].session == "sleep"
    assert next(s for s in suggest(shelf, begun) if s.session == "end").needed_by == ()
    leaving = [need("a", "end", "sleep", covered="start", left=0)]
    assert next(s for s in suggest(shelf, leaving) if s.session == "end").needed_by == ("a",)


def test_a_module_entered_at_its_start_runs_as_it_is_written() -> None:
    shelf = module(SLEEP, URGES, topic("work"), entry="module-start")
    people = [need("a", "sleep", "urges", "work")]
    assert suggest(shelf, people)[0].session == "sleep"
    assert suggest(shelf, people, recent=("sleep",))[0].session == "urges"
    assert suggest(shelf, people, recent=("work",))[0].session == "sleep"


def test_after_core_counts_the_core_sessions_a_person_has_had() -> None:
    extra = topic("extra", after_core=2, requirement="elective")
    shelf = module(extra, SLEEP, URGES)
    new, old = need("a", "extra", "sleep"), need("b", "extra", covered="sleep urges")
    assert next(s for s in suggest(shelf, [new, old]) if s.session == "extra").needed_by == ("b",)
