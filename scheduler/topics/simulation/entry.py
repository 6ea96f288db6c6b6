"""What joining in one week or another comes to: how much of the core a newcomer has had, week by week.

For every join week the same group is led on with one person more, who stays as short as people do. The mean
over the seeds is the row of that week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import gcd
from statistics import fmean

from attrs import evolve, frozen

from scheduler.topics.simulation.figures import half_width
from scheduler.topics.simulation.run import Guest, Run, newcomer
from scheduler.topics.simulation.scenario import Scenario

LONGEST = 26
"""Join weeks that are shown at most."""
SEEDS = 20


@frozen
class Joined:
    """Whoever joins in `week` (from 1): the mean share of the core had by the end of each week of theirs,
    and half of the 95 % interval of the last."""

    week: int
    reached: tuple[float, ...]
    give: float


@frozen
class Entry:
    """One way of choosing topics. `essentials`: how many core topics there are."""

    policy: str
    essentials: int
    seeds: int
    rows: tuple[Joined, ...]

    @property
    def weeks(self) -> int:
        return len(self.rows[0].reached)

    def by(self, week: int) -> tuple[Joined, Joined]:
        """The worst and the best row by the end of the newcomer's `week`."""
        ranked = sorted(self.rows, key=lambda row: row.reached[week - 1])
        return ranked[0], ranked[-1]


def round_weeks(scenario: Scenario) -> int:
    """Weeks after which the fixed loop begins with the same session on the same day again."""
    sessions = len(scenario.module().sessions)
    return min(LONGEST, max(1, sessions // gcd(sessions, scenario.a_week)))


def entry(
    scenario: Scenario, policy: str, seeds: Iterable[int] = range(SEEDS), joins: int | None = None
) -> Entry:
    """Rows for `joins` weeks (None: one round of the loop), each as long as the shortest stay.

    A group that nobody joins once it has begun has a single row: its beginning.
    """
    count = (joins or round_weeks(scenario)) if scenario.is_open else 1
    seeds = tuple(seeds)
    curves = [list(_curves(scenario, policy, seed, count)) for seed in seeds]
    rows = [_row(number, [curve[number] for curve in curves]) for number in range(count)]
    return Entry(policy, len(set(scenario.module().core_topics)), len(seeds), tuple(rows))


def _row(number: int, curves: Sequence[Sequence[float]]) -> Joined:
    reached = tuple(fmean(each) for each in zip(*curves, strict=True))
    return Joined(number + 1, reached, half_width([curve[-1] for curve in curves]))


def _curves(scenario: Scenario, policy: str, seed: int, joins: int) -> Iterator[list[float]]:
    """For each join week, what the newcomer has had at the end of each of their weeks."""
    run = Run.begin(scenario, policy, seed)
    if scenario.is_open and not scenario.here:
        _settle(run)
    for _ in range(joins):
        yield _led_on(run.branch())
        run.step()


def _settle(run: Run) -> None:
    """Lead a made group on until everybody joined while it ran, and the loop is at its beginning."""
    whole = round_weeks(run.scenario)
    for _ in range(-(-run.scenario.stay[1] // whole) * whole):
        run.step()


def _led_on(run: Run) -> list[float]:
    """The weeks of one more person, who comes now and stays for the shortest time."""
    weeks = run.scenario.stay[0]
    guest = _short(newcomer(run.scenario, run.course, run.rng), weeks)
    run.guests.append(guest)
    reached = []
    for _ in range(weeks):
        run.step()
        reached.append(guest.standing.coverage)
    return reached


def _short(guest: Guest, weeks: int) -> Guest:
    return evolve(guest, weeks=weeks, planned_left=weeks, real_left=weeks)
