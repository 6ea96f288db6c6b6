"""Which topic next: whoever leaves soon presses harder, and nobody is counted who cannot use it yet."""

from curricula.module import Module, Session
from scheduler.plan_topics import Need, required_topics, suggest


def module(*sessions: Session) -> Module:
    return Module(1, "m", "M", "psychoeducation", sessions=sessions)


def topic(name: str, requires: tuple[str, ...] = (), requirement: str = "core") -> Session:
    return Session(name, name.title(), 60, teaches=(name,), requires=requires, requirement=requirement)  # type: ignore[arg-type]


def need(member: str, *topics: str, left: int = 10, covered: tuple[str, ...] = ()) -> Need:
    return Need(member, f"{member}.", frozenset(topics), frozenset(covered), left)


URGES, SLEEP = topic("urges"), topic("sleep")


def test_what_more_people_need_comes_first() -> None:
    best, other = suggest(module(SLEEP, URGES), [need("a", "urges"), need("b", "urges"), need("c", "sleep")])
    assert (best.session, best.because) == ("urges", "2 of 3 still need it")
    assert (other.session, other.needed_by) == ("sleep", ("c",))


def test_a_last_chance_outweighs_two_who_have_time() -> None:
    people = [need("a", "urges"), need("b", "urges"), need("c", "sleep", left=1)]
    best = suggest(module(URGES, SLEEP), people)[0]
    assert best.session == "sleep"
    assert best.because == "1 of 3 still need it; last chance for c."
    assert best.last_chance_for == ("c",)


def test_nobody_counts_who_lacks_what_a_session_builds_on() -> None:
    urges = topic("urges", requires=("triggers",))
    people = [need("a", "urges"), need("b", "urges", covered=("triggers",))]
    assert suggest(module(urges), people)[0].needed_by == ("b",)


def test_among_equals_the_one_longest_ago_wins() -> None:
    people = [need("a", "urges", "sleep")]
    assert suggest(module(URGES, SLEEP), people, recent=("sleep", "urges"))[0].session == "sleep"
    assert suggest(module(URGES, SLEEP), people, recent=("urges", "sleep"))[0].session == "urges"
    assert suggest(module(URGES, SLEEP), people, recent=("urges",))[0].session == "sleep"


def test_what_nobody_needs_says_so_and_is_still_offered() -> None:
    only = suggest(module(URGES), [need("a", covered=("urges",))])[0]
    assert (only.worth, only.because) == (0, "nobody expected today still needs it")


def test_required_are_core_topics_and_those_of_the_plan() -> None:
    shelf = module(URGES, topic("work", requirement="by-plan"), topic("art", requirement="elective"))
    assert required_topics(shelf) == {"urges"}
    assert required_topics(shelf, frozenset({"work"})) == {"urges", "work"}
