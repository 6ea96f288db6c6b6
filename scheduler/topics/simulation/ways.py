"""What the people in a group now can expect on leaving, by the way the group is run.

Led on from the request as it is, with topics chosen again whenever attendance is taken, many times over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from scheduler.topics.request import STEERED_KINDS, Request
from scheduler.topics.simulation.figures import Figures, Stay
from scheduler.topics.simulation.run import Run, simulate
from scheduler.topics.simulation.scenario import Scenario

SEEDS = 8


@frozen
class Way:
    """One way of running the group. `hours`: facilitator hours, with those of today as 1."""

    title: str
    hours: float
    figures: Figures


def ways(request: Request, seeds: Iterable[int] = range(SEEDS)) -> tuple[Way, ...]:
    """As it is; then, where there are people for two rooms: two on every date, two on every other date; and a
    topic now and then in individual sessions, where that is not asked for already.

    Nothing where nobody needs anything, or where it is not known what newcomers need: the core of the module.
    """
    if not request.module.core_topics or not any(member.required for member in request.members):
        return ()
    now = Scenario.of_request(request)
    seeds = tuple(seeds)
    count = {1: "one room", 2: "two rooms"}.get(request.rooms, f"{request.rooms} rooms")
    here = count if request.rooms == 1 else f"{count}, members steered"
    found = [Way(here, 1.0, _those_here(now, seeds))]
    if could_split(request):
        two = evolve(now, rooms=2)
        found.append(Way("two rooms, members steered", 2.0, _those_here(two, seeds)))
        found.append(Way("two rooms, every other date", 1.0, _those_here(evolve(two, every=2), seeds)))
    if not request.individual:
        alone = _those_here(evolve(now, individual=True), seeds)
        found.append(Way(f"{here}, and individual sessions", 1.0, alone))
    return tuple(found)


def splits(scenario: Scenario) -> bool:
    """Whether one room could become two, in the long run: enough people, who may be steered."""
    enough = scenario.rooms == 1 and scenario.every == 1 and scenario.census >= 2 * scenario.size.min
    return enough and scenario.module().kind in STEERED_KINDS


def beside(scenario: Scenario, seeds: Iterable[int]) -> tuple[Way, ...]:
    """In the long run: one room, two on every date, and two on every other, topics chosen in the room."""
    seeds = tuple(seeds)
    two = evolve(scenario, rooms=2)
    return (
        Way("one room", 1.0, simulate(scenario, "in-room", seeds)),
        Way("two rooms, members steered", 2.0, simulate(two, "in-room", seeds)),
        Way("two rooms, every other date", 1.0, simulate(evolve(two, every=2), "in-room", seeds)),
    )


def could_split(request: Request) -> bool:
    """Whether one room could become two: enough people, and a kind of group whose people may be steered."""
    enough = len(request.members) >= 2 * request.size.min
    return request.rooms == 1 and enough and request.module.kind in STEERED_KINDS


def second_group(found: Sequence[Way]) -> str:
    """What a second small group would do here, in a sentence; `found` holds two rooms after one."""
    now, twice, same = (way.figures for way in found[:3])
    more, even = _difference(now, twice), _difference(now, same)
    if more == even:
        return f"A second small group at the same dates {more}, whether for twice the hours or for the same."
    return (
        f"A second small group at the same dates {more}, for twice the facilitator hours; in the same hours, "
        f"on every other date, it {even}."
    )


def _difference(one: Figures, other: Figures) -> str:
    points = 100 * (other.coverage - one.coverage)
    sure = (one.high - one.low) / 2 + (other.high - other.low) / 2
    if abs(points) < max(1.0, 100 * sure):
        return "would make no clear difference"
    many = f"{abs(points):.0f} point{'s' if round(abs(points)) != 1 else ''}"
    return f"would lift coverage by {many}" if points > 0 else f"would cost {many}"


def _those_here(scenario: Scenario, seeds: Iterable[int]) -> Figures:
    return Figures.of("in-room", [_until_all_left(scenario, seed) for seed in seeds], 0.0)


def _until_all_left(scenario: Scenario, seed: int) -> list[Stay]:
    run = Run.begin(scenario, "in-room", seed)
    here = list(run.guests)
    for _ in range(max(guest.real_left for guest in here)):
        run.step()
    return [Stay(guest.standing.coverage, 1.0, guest.individual) for guest in here]
