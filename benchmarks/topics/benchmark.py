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
from scheduler.topics.simulation import Figures, Scenario, simulate
from scheduler.topics.simulation.known import most_known
from scheduler.topics.solving import EFFORT
from scheduler.topics.suggestions import Need, suggest

PLANNED = ("planned", "in-room")
SOLVED = ("40 topics: 12 core and 6 by plan", "12 + 6, 30 % leave early")
Runs = Mapping[tuple[str, str], Figures]
"""(scenario, policy) -> figures."""


def run(options: Sequence[str]) -> Report:
    """Measure. `--weeks N` and `--seeds N` make it smaller, `--record` writes docs/topics-benchmark.md,
    `--solved` also lets the solver decide six weeks anew each week, which takes half an hour."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks topics")
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--solved", action="store_true")
    given = parser.parse_args(options)
    shrink = given.weeks / 104
    runs = _simulated(SCENARIOS, page.POLICIES, shrink, given.seeds)
    hours = {name: scenario for name, (_, scenario) in SAME_HOURS.items()}
    spent = _simulated(hours, PLANNED, shrink, given.seeds)
    times = _times(20 if shrink == 1 else 3)
    notes = _notes(runs, 10 if shrink == 1 else 1)
    if shrink == 1:
        notes += (_known(given.seeds),)
    if given.solved:
        notes += (_solved(shrink, given.seeds),)
    report = Report("topics", (*_coverage(runs), *times), notes, _rows(runs, spent))
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


def _times(groups: int) -> list[Figure]:
    """Seconds to plan; the baseline is the fixed loop on the same dates, which is nearly nothing."""
    module = USUAL.module()
    one = group(module, 12, 0)
    clinic = [group(module, 10, seed) for seed in range(groups)]
    needs = [Need(member, 12, here=n % 4 != 0) for n, member in enumerate(one.members)]
    return [
        Figure(
            "plan 6 weeks of a group of 12, 40 topics",
            _seconds(lambda: plan_topics(one, EFFORT), 3), "s", None, 2,
        ),
        Figure(
            "the same by looking ahead alone",
            _seconds(lambda: plan_topics(one), 3), "s",
        ),
        Figure(
            "the most that any plan could reach, proven, for that group",
            _seconds(lambda: prove(one), 3), "s", None, 2,
        ),
        Figure(
            f"plan 6 weeks of {groups} groups, {10 * groups} people",
            _seconds(lambda: plan_clinic(clinic, EFFORT), 1), "s", None, 20,
        ),
        Figure(
            "plan 6 weeks of a group of 12 in two rooms",
            _seconds(lambda: plan_topics(evolve(one, rooms=2), EFFORT), 1), "s",
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


def _notes(runs: Runs, count: int) -> tuple[str, ...]:
    stays = next(iter(runs.values())).discharges
    filled = runs["12 + 6, individual sessions fill gaps", "planned"]
    module = USUAL.module()
    groups = [group(module, 12, seed) for seed in range(count)]
    two = [evolve(asked, rooms=2) for asked in groups]
    ways = (
        ("in one room", groups, EFFORT),
        ("looking ahead", groups, 0),
        ("in two rooms", two, EFFORT),
    )
    said = "; ".join(f"{name} {_below(asked, effort)}" for name, asked, effort in ways)
    return (
        f"plans of {len(groups)} groups of 12 below what CP-SAT proves that no plan can exceed: {said}",
        f"about {stays} people a scenario; intervals are of the mean over seeds (Student's t)",
        f"gap-filling, planned: {filled.individual_per_stay:.1f} individual sessions a stay",
    )


def _known(seeds: int) -> str:
    """What nobody could exceed who knew all comings and absences ahead, in the usual group."""
    with ProcessPoolExecutor() as pool:
        found = fmean(pool.map(_known_in, range(seeds)))
    return (
        f"in the usual group no choice exceeds {100 * found:.1f} %, even one that knows all comings and "
        "absences ahead"
    )


def _known_in(seed: int) -> float:
    return most_known(USUAL, [seed])


def _solved(shrink: float, seeds: int) -> str:
    """What comes of it when the solver decides six weeks anew at the start of each, on the same people."""
    found = _simulated({name: SCENARIOS[name] for name in SOLVED}, ("planned", "solved"), shrink, seeds)
    each = (
        f"{name}: {100 * found[name, 'solved'].coverage:.1f} % "
        f"({100 * found[name, 'solved'].low:.1f}–{100 * found[name, 'solved'].high:.1f}), "
        f"planned {100 * found[name, 'planned'].coverage:.1f} %"
        for name in SOLVED
    )
    return f"six weeks decided by CP-SAT at the start of each week, the first of them run: {'; '.join(each)}"


def _below(groups: Sequence[Request], effort: float) -> str:
    gaps = [prove(asked).ahead - plan_topics(asked, effort).expected_coverage for asked in groups]
    return f"{100 * fmean(gaps):.1f} points, at most {100 * max(gaps):.1f}"


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
