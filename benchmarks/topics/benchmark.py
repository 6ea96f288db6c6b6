"""Coverage on leaving by ways of choosing topics, in simulated groups, and how long planning takes.

Every scenario runs with the fixed loop, the weighted loop, planned ahead and in the room, on the same people.
What is held against a target is the share of required topics that people *missed*, at the upper end of the
95 % interval of its mean; nowhere may a planned policy miss more than the loop. Then ways to spend the same
facilitator hours, and the times of planning one group, a clinic of 20 groups, and again in the room.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from statistics import fmean, median
from typing import Any

from attrs import evolve

from benchmarks.figures import Figure, Report
from benchmarks.topics import page
from benchmarks.topics.cases import SAME_HOURS, SCENARIOS, TARGETS, USUAL, group
from scheduler.topics.planning import plan_clinic, plan_topics
from scheduler.topics.proof import prove
from scheduler.topics.request import Request
from scheduler.topics.simulation import POLICIES, Figures, Scenario, simulate
from scheduler.topics.suggestions import Need, suggest

PLANNED = ("planned", "in-room")
Runs = Mapping[tuple[str, str], Figures]
"""(scenario, policy) -> figures."""


def run(options: Sequence[str]) -> Report:
    """Measure. `--weeks N` and `--seeds N` make it smaller, `--record` writes docs/topics-benchmark.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks topics")
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args(options)
    shrink = given.weeks / 104
    runs = _simulated(SCENARIOS, tuple(POLICIES), shrink, given.seeds)
    hours = {name: scenario for name, (_, scenario) in SAME_HOURS.items()}
    spent = _simulated(hours, PLANNED, shrink, given.seeds)
    times = _times()
    report = Report("topics", (*_coverage(runs), *times), _notes(runs), _rows(runs, spent))
    if given.record:
        page.record(report)
    return report


def _simulated(
    scenarios: Mapping[str, Scenario], policies: Sequence[str], shrink: float, seeds: int
) -> dict[tuple[str, str], Figures]:
    """Every scenario with every policy, on all cores."""
    keys = [(name, policy) for name in scenarios for policy in policies]
    jobs = [(_shorter(scenarios[name], shrink), policy, seeds) for name, policy in keys]
    with ProcessPoolExecutor() as pool:
        return dict(zip(keys, pool.map(_one, jobs), strict=True))


def _shorter(scenario: Scenario, shrink: float) -> Scenario:
    return evolve(scenario, weeks=max(4, round(scenario.weeks * shrink)))


def _one(job: tuple[Scenario, str, int]) -> Figures:
    scenario, policy, seeds = job
    return simulate(scenario, policy, range(seeds))


def _coverage(runs: Runs) -> list[Figure]:
    """What was missed: against the targets, and never more than with the loop."""
    found = []
    for target in TARGETS:
        figures, loop = runs[target.scenario, target.policy], runs[target.scenario, "loop"]
        name = f"{target.scenario}, {target.policy}: missed, upper 95 %"
        found.append(Figure(name, _missed(figures.low), "%", _missed(loop.coverage), target.missed))
    for scenario in SCENARIOS:
        loop = runs[scenario, "loop"]
        for policy in PLANNED:
            missed = _missed(runs[scenario, policy].coverage)
            name = f"{scenario}, {policy}: missed"
            found.append(Figure(name, missed, "%", _missed(loop.coverage), _missed(loop.coverage)))
    return found


def _missed(coverage: float) -> float:
    return round(100 * (1 - coverage), 2)


def _times() -> list[Figure]:
    """Seconds to plan; the baseline is the fixed loop on the same dates, which is nearly nothing."""
    module = USUAL.module()
    one = group(module, 12, 0)
    clinic = [group(module, 10, seed) for seed in range(20)]
    needs = [Need(member, 12, here=n % 4 != 0) for n, member in enumerate(one.members)]
    return [
        Figure(
            "plan 6 weeks of a group of 12, 40 topics",
            _seconds(lambda: plan_topics(one), 3), "s", None, 2,
        ),
        Figure(
            "the most that any plan could reach, proven, for that group",
            _seconds(lambda: prove(one), 3), "s", None, 2,
        ),
        Figure(
            "plan 6 weeks of 20 groups, 200 people",
            _seconds(lambda: plan_clinic(clinic), 1), "s", None, 20,
        ),
        Figure(
            "plan 6 weeks of a group of 12 in two rooms",
            _seconds(lambda: plan_topics(evolve(one, rooms=2)), 1), "s",
        ),
        Figure(
            "choose again when attendance is taken, 12 people",
            round(1000 * _seconds(lambda: suggest(module, needs), 15), 1), "ms", None, 200,
        ),
    ]  # fmt: skip


def _seconds(work: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return round(median(taken), 4)


def _notes(runs: Runs) -> tuple[str, ...]:
    stays = next(iter(runs.values())).discharges
    filled = runs["12 + 6, individual sessions fill gaps", "planned"]
    module = USUAL.module()
    groups = [group(module, 12, seed) for seed in range(10)]
    gaps = {
        rooms: [
            prove(asked).ahead - plan_topics(asked).expected_coverage for asked in _in_rooms(groups, rooms)
        ]
        for rooms in (1, 2)
    }
    said = "; ".join(
        f"in {name} {100 * fmean(gaps[rooms]):.1f} points, at most {100 * max(gaps[rooms]):.1f}"
        for rooms, name in ((1, "one room"), (2, "two rooms"))
    )
    return (
        f"plans of {len(groups)} groups of 12 below what CP-SAT proves that no plan can exceed: {said}",
        f"about {stays} people a scenario; intervals are of the mean over seeds (Student's t)",
        f"gap-filling, planned: {filled.individual_per_stay:.1f} individual sessions a stay",
    )


def _in_rooms(groups: Sequence[Request], rooms: int) -> list[Request]:
    return [evolve(asked, rooms=rooms) for asked in groups]


def _rows(runs: Runs, spent: Runs) -> tuple[dict[str, Any], ...]:
    found = [_row("scenario", name, None, figures) for (name, _), figures in runs.items()]
    found += [_row("hours", name, SAME_HOURS[name][0], figures) for (name, _), figures in spent.items()]
    return tuple(found)


def _row(kind: str, name: str, hours: float | None, figures: Figures) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": name,
        "hours": hours,
        "policy": figures.policy,
        "coverage": round(100 * figures.coverage, 2),
        "low": round(100 * figures.low, 2),
        "high": round(100 * figures.high, 2),
        "complete": round(100 * figures.complete, 1),
        "bound": round(100 * figures.bound, 1),
        "discharges": figures.discharges,
        "individual": round(figures.individual_per_stay, 1),
    }
