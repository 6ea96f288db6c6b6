"""The simulation: its figures in a small version, and that more is never worse where it must not be."""

from __future__ import annotations

import pytest
from attrs import evolve

from scheduler.clinic import Size
from scheduler.topics.simulation import POLICIES, Figures, Scenario, simulate
from scheduler.topics.simulation.figures import Stay
from scheduler.topics.simulation.known import most_known

SMALL: dict[str, dict[str, object]] = {
    "by plan": {},
    "all required": {"topics": 18, "core": 18, "by_plan": 0},
    "leave early": {"dropout": 0.3},
    "low attendance": {"attendance": 0.65},
    "chains": {"chains": 4},
    "two rooms": {"rooms": 2},
}


@pytest.mark.parametrize("name", SMALL)
def test_planned_and_in_room_are_never_below_the_loop(name: str) -> None:
    scenario = Scenario(weeks=12, **SMALL[name])  # type: ignore[arg-type]
    figures = {policy: simulate(scenario, policy, range(2)) for policy in ("loop", "planned", "in-room")}
    assert figures["loop"].coverage < figures["planned"].coverage < figures["in-room"].coverage
    assert all(one.coverage <= one.bound + 0.03 for one in figures.values())  # chance may be kind


def test_the_same_seed_gives_the_same_figures_and_people() -> None:
    scenario = Scenario(weeks=6, census=6)
    one, two = (simulate(scenario, "in-room", range(2)) for _ in range(2))
    assert one == two
    assert simulate(scenario, "weighted", range(2)).discharges == one.discharges


def test_individual_sessions_fill_gaps_and_are_counted() -> None:
    without, filled = (
        simulate(Scenario(weeks=12, individual=how), "planned", range(2)) for how in (False, True)
    )
    assert filled.coverage > without.coverage + 0.1
    assert 0 < filled.individual_per_stay <= 12
    assert without.individual_per_stay == 0


def test_the_interval_is_of_the_mean_over_seeds() -> None:
    seeds = [[Stay(0.5, 1.0), Stay(0.7, 1.0)], [Stay(0.8, 1.0)]]
    figures = Figures.of("loop", seeds, 3.0)
    assert figures.coverage == pytest.approx(2 / 3)
    assert figures.high - figures.low == pytest.approx(1 - figures.low)  # two seeds say little
    assert set(POLICIES) == {"loop", "weighted", "planned", "in-room", "solved"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"topics": 10}, "more than 10 topics"),
        ({"core": 0, "by_plan": 0}, "nobody needs any topic"),
        ({"chains": 5}, "5 chains take 15 core topics"),
        ({"stay": (9, 3)}, "a stay of 9 to 3 weeks"),
    ],
)
def test_a_scenario_that_contradicts_itself_says_so(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Scenario(**given)  # type: ignore[arg-type]


def test_no_policy_is_above_what_is_proven_with_everything_known() -> None:
    small = Scenario(census=5, topics=12, core=6, by_plan=3, stay=(2, 3), weeks=12)
    most = most_known(small, range(2))
    plain = simulate(small, "loop", range(2)).bound
    assert simulate(small, "in-room", range(2)).coverage <= most < plain
    assert most_known(evolve(small, rooms=2, size=Size(1, 5)), range(2)) > most + 0.01
    with pytest.raises(ValueError, match="individual"):
        most_known(evolve(small, individual=True), range(1))
