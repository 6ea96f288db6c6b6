"""How good any choice of topics could be, proven: of plans settled ahead, and of choices at the door.

Dates on which the same people are expected are alike, so what counts is how often each session runs among
them. A few hundred whole numbers decide that, and CP-SAT closes them in tenths of a second. The order of
sessions, pairs, what ran lately and what topics build on are left out: no plan that keeps to them can be
better than one that need not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from attrs import frozen

from scheduler.topics.bound import met_at_most
from scheduler.topics.course import Course
from scheduler.topics.planning import Table
from scheduler.topics.request import Request
from scheduler.topics.standing import Standing
from scheduler.topics.steering import rooms_filled

SCALE = 10**6
"""Coverage in whole numbers: what one person can reach in full."""
FADED = 1e-3
"""The chance of having missed every one of several runs, below which no further run is counted singly."""
EFFORT = 4.0
"""Deterministic seconds that CP-SAT may take; the bound that it has by then holds all the same."""


@frozen
class Proven:
    """Mean coverages, 0 to 1, that nothing can exceed."""

    ahead: float  # whatever is settled now, date by date and person by person
    at_the_door: float  # whatever is chosen later, even by who came


@frozen
class Alike:
    """Dates on which the same people are expected."""

    there: tuple[bool, ...]
    dates: int
    rooms: int  # that run, over all these dates
    fixed: Mapping[str, int]  # sessions set by hand


@frozen
class Asked:
    """A person who lacks something: which topics, in which kinds of dates, and individual sessions left."""

    standing: Standing
    topics: tuple[str, ...]
    kinds: tuple[int, ...]
    dates: int
    weeks: int
    led: frozenset[str]  # sessions that somebody can lead

    @property
    def chance(self) -> float:
        return self.standing.member.attendance


def prove(request: Request) -> Proven:
    """The bounds for a request whose names and dates fit together."""
    table = Table.of(request)
    had, count = sum(standing.coverage for standing in table.standings), len(table.standings)
    kinds = _alike(table, request)
    people = [asked for i in range(count) if (asked := _asked(table, request, kinds, i)).topics]
    if not people:
        return Proven(1.0, 1.0) if not count else Proven(had / count, had / count)
    course = table.group.course
    door = (had + _at_the_door(course, kinds, people, request.rooms)) / count
    ahead = (had + _ahead(course, kinds, people, steered=request.rooms > 1)) / count
    return Proven(min(ahead, door), door)


def _alike(table: Table, request: Request) -> tuple[Alike, ...]:
    dates: Counter[tuple[bool, ...]] = Counter()
    rooms: Counter[tuple[bool, ...]] = Counter()
    fixed: dict[tuple[bool, ...], Counter[str]] = {}
    for slot in table.slots:
        there = tuple(chance > 0 for chance in slot.chances)
        run = rooms_filled(sum(slot.chances), request.rooms, request.size)
        dates[there] += 1
        rooms[there] += run
        fixed.setdefault(there, Counter()).update(name for name in slot.fixed[:run] if name)
    return tuple(Alike(there, count, rooms[there], fixed[there]) for there, count in dates.items())


def _asked(table: Table, request: Request, kinds: Sequence[Alike], i: int) -> Asked:
    standing, leaves = table.standings[i], request.members[i].leaves
    mine = tuple(k for k, kind in enumerate(kinds) if kind.there[i])
    mondays = {slot.day - timedelta(days=slot.day.weekday()) for slot in table.slots}
    return Asked(
        standing,
        tuple(topic for topic in standing.missing if topic in standing.member.required),
        mine,
        sum(kinds[k].dates for k in mine),
        sum(leaves is None or monday <= leaves for monday in mondays) if request.individual else 0,
        frozenset(session.id for session in request.led_sessions()),
    )


def _useful(course: Course, asked: Asked) -> Iterator[tuple[str, list[str]]]:
    """Each session that teaches something the person lacks and can be led, with what that is."""
    for name, session in course.sessions.items():
        if name in asked.led and (taught := [topic for topic in session.teaches if topic in asked.topics]):
            yield name, taught


# --- settled ahead ----------------------------------------------------------------------------------------


def _ahead(course: Course, kinds: Sequence[Alike], people: Sequence[Asked], *, steered: bool) -> float:
    """The most that all people together can gain by any fixed program, with everyone's room fixed too."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    runs = []
    for kind in kinds:
        ran = {n: model.new_int_var(kind.fixed.get(n, 0), kind.rooms, "") for n in course.sessions}
        model.add(sum(ran.values()) <= kind.rooms)
        runs.append(ran)
    worth: list[tuple[int, Any]] = []
    for asked in people:
        met = _met_ahead(model, course, kinds, asked, runs, steered=steered)
        worth += _each_run(model, asked, met)
    model.maximize(sum(coefficient * step for coefficient, step in worth))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = EFFORT
    solver.solve(model)
    return solver.best_objective_bound / SCALE


def _met_ahead(
    model: Any,
    course: Course,
    kinds: Sequence[Alike],
    asked: Asked,
    runs: Sequence[Mapping[str, Any]],
    *,
    steered: bool,
) -> dict[str, list[Any]]:
    """For each topic that the person lacks, how often they are in a session that teaches it."""
    met: dict[str, list[Any]] = {topic: [] for topic in asked.topics}
    for k in asked.kinds:
        there = []
        for name, taught in _useful(course, asked):
            mine = runs[k][name]
            if steered:
                mine = model.new_int_var(0, kinds[k].dates, "")
                model.add(mine <= runs[k][name])
                there.append(mine)
            for topic in taught:
                met[topic].append(mine)
        if there:
            model.add(sum(there) <= kinds[k].dates)
    if asked.weeks:
        alone = [model.new_int_var(0, asked.weeks, "") for _ in asked.topics]
        model.add(sum(alone) <= asked.weeks)
        for topic, mine in zip(asked.topics, alone, strict=True):
            met[topic].append(mine)
    return met


def _each_run(model: Any, asked: Asked, met: Mapping[str, list[Any]]) -> Iterator[tuple[int, Any]]:
    """What each further run of each topic adds, rounded up: the second adds less than the first."""
    for runs in met.values():
        steps = []
        still = 1.0
        for _ in range(asked.dates + asked.weeks):
            step = model.new_bool_var("")
            steps.append(step)
            last = still * (1 - asked.chance) < FADED
            gain = still if last else still * asked.chance
            yield int(SCALE * asked.standing.share * gain) + 1, step
            if last:
                break
            still *= 1 - asked.chance
        model.add(sum(steps) <= sum(runs))


# --- chosen at the door -----------------------------------------------------------------------------------


def _at_the_door(course: Course, kinds: Sequence[Alike], people: Sequence[Asked], rooms: int) -> float:
    """The most that all people together can gain by any way of choosing, even with attendance known.

    A linear program over how often each session can be expected to run, and to run with each person there.
    """
    from ortools.linear_solver.python import model_builder

    model: Any = model_builder.Model()  # type: ignore[no-untyped-call]
    runs = []
    for kind in kinds:
        most = kind.dates * rooms  # how many fill is not known before the door
        ran = {name: model.new_num_var(0, most, "") for name in course.sessions}
        model.add(sum(ran.values()) <= most)
        runs.append(ran)
    at_once = max(len(session.teaches) for session in course.sessions.values())
    worth = []
    plainly = 0.0
    for asked in people:
        met = _met_at_the_door(model, course, kinds, asked, runs)
        had = [model.new_num_var(0, 1, "") for _ in asked.topics]
        for topic, mine in zip(asked.topics, had, strict=True):
            model.add(mine <= sum(met[topic]))
        topics = met_at_most(asked.dates + asked.weeks, asked.chance, len(had), at_once)
        model.add(sum(had) <= topics)
        plainly += asked.standing.share * topics
        worth += [asked.standing.share * mine for mine in had]
    model.maximize(sum(worth))
    solver = model_builder.Solver("GLOP")
    solved = solver.solve(model) == model_builder.SolveStatus.OPTIMAL
    return float(solver.objective_value) if solved else plainly


def _met_at_the_door(
    model: Any, course: Course, kinds: Sequence[Alike], asked: Asked, runs: Sequence[Mapping[str, Any]]
) -> dict[str, list[Any]]:
    """For each topic that the person lacks, how often a session that teaches it can be expected to have them
    in it."""
    met: dict[str, list[Any]] = {topic: [] for topic in asked.topics}
    for k in asked.kinds:
        most = asked.chance * kinds[k].dates
        there = []
        for name, taught in _useful(course, asked):
            mine = model.new_num_var(0, most, "")
            model.add(mine <= runs[k][name])
            there.append(mine)
            for topic in taught:
                met[topic].append(mine)
        if there:
            model.add(sum(there) <= most)
    if asked.weeks:
        alone = [model.new_num_var(0, 1, "") for _ in asked.topics]
        model.add(sum(alone) <= asked.chance * asked.weeks)
        for topic, mine in zip(asked.topics, alone, strict=True):
            met[topic].append(mine)
    return met
