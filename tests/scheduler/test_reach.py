"""A small change of plan: what it may touch is enough to stay valid, and no more than the whole allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quirky import WEEK, quirky_clinic

from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.program.candidates import place
from scheduler.program.columns import Objective
from scheduler.program.engine import PRICING, Effort, search
from scheduler.program.goals import post_rules
from scheduler.program.index import Index, Slots
from scheduler.program.model import Model
from scheduler.program.plan import DECISIONS, Plan
from scheduler.search import naming, reach
from scheduler.search.reach import Reach
from scheduler.search.terrain import Terrain
from scheduler.validate import validate

EFFORT = Effort(30.0, 1, deterministic=0.1, parameters=PRICING)

rows_of_numbers = st.lists(st.integers(-1, 6), max_size=30)


@given(rows_of_numbers, st.sets(st.integers(0, 6)))
def test_an_index_finds_the_rows_that_carry_a_number(carried: list[int], asked: set[int]) -> None:
    found = Index.of(np.array(carried, dtype=np.int64), 7).rows(np.array(sorted(asked), dtype=np.int64))
    assert sorted(found.tolist()) == [row for row, number in enumerate(carried) if number in asked]


spans = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 300), st.integers(1, 90)), min_size=1, max_size=8
)


@given(st.sampled_from([5, 15, 30]), spans, spans)
def test_spans_touch_where_they_share_a_slot(
    unit: int, wanted: list[tuple[int, int, int]], asked: list[tuple[int, int, int]]
) -> None:
    def columns(items: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        owner, start, minutes = np.array(items, dtype=np.int64).T
        return owner, start, start + minutes

    def slots(start: int, minutes: int) -> set[int]:
        return set(range(start // unit, -(-(start + minutes) // unit)))

    grid = Slots(unit)
    touched = grid.touched(grid.count(3, *columns(wanted)) > 0, *columns(asked))
    for (owner, start, minutes), hit in zip(asked, touched, strict=True):
        assert hit == any(o == owner and slots(s, m) & slots(start, minutes) for o, s, m in wanted)


def weeks(seeds: range) -> Iterator[tuple[Terrain, Plan]]:
    """Clinics with a valid week by hand."""
    for seed in seeds:
        clinic = quirky_clinic(seed, pins=seed % 3 == 0)
        with suppress(CannotPlace):
            found = place(clinic, WEEK)
            yield Terrain(found), naming.plan_of(found, greedy(clinic, WEEK))


def some_reach(terrain: Terrain, plan: Plan, dice: np.random.Generator, share: float) -> Reach:
    found = terrain.found
    movers = dice.random(len(found.clinic.patients)) < share
    attend = movers[found.attendances.patient] & (dice.random(len(found.attendances)) < 0.7)
    book = movers[found.booked_patient] & terrain.pooled_bookings & (dice.random(len(found.bookings)) < 0.7)
    return Reach(terrain, terrain.pooled(plan), attend, book, movers, bool(dice.random() < 0.5), dice)


@pytest.mark.parametrize("most", [0, 1, 30])
def test_whatever_comes_of_it_is_valid_when_put_back(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that pulls candidates in and out at random never breaks what stands outside."""
    monkeypatch.setattr(reach, "STAFF_IN_PLAY", most)
    tried = 0
    for number, (terrain, plan) in enumerate(weeks(range(8))):
        found, dice = terrain.found, np.random.default_rng((number, most))
        near = (made := some_reach(terrain, plan, dice, 0.4)).near()
        model = post_rules(Model(near.part.found, ~made.movers, near.loose, near.standing))
        hint = model.program.complete(made.plan.cut(near.part).values)
        lower, upper = model.program.bounds
        decisions = sum(len(rows) for rows in near.part.rows.values())
        assert not model.program.broken(hint)
        assert (lower <= hint).all()
        assert (hint[:decisions] <= upper[:decisions]).all()
        pull = Objective()
        pull.add(np.arange(decisions), dice.integers(-3, 2, decisions))
        answer = search(model.program, pull, EFFORT, hint=hint)
        assert answer.values is not None
        whole = made.plan.paste(near.part, Plan.of_values(near.part.found, answer.values))
        with suppress(naming.CannotSplit):
            report = validate(found.clinic, naming.timetable(found, whole))
            assert report.valid, report.violations
            tried += 1
    assert tried > 3


def test_it_reaches_as_far_as_the_whole_when_everybody_moves() -> None:
    """With all patients, all staff and nobody's chance involved, nothing is left out."""
    for terrain, given_plan in weeks(range(8)):
        found, plan = terrain.found, terrain.pooled(given_plan)
        everybody = np.ones(len(found.clinic.patients), dtype=bool)
        attend, book = np.ones(len(found.attendances), dtype=bool), terrain.pooled_bookings
        near = Reach(terrain, plan, attend, book, everybody, True, np.random.default_rng(0)).near()
        whole = terrain.part(plan, attend, book, all_staff=True)
        for name in DECISIONS:
            if name != "pauses":  # breaks of people whose days cannot change are left out
                assert near.part.rows[name].tolist() == whole.rows[name].tolist(), name


def test_what_stands_is_what_was_chosen() -> None:
    for number, (terrain, plan) in enumerate(weeks(range(12, 20))):
        made = some_reach(terrain, plan, np.random.default_rng(number), 0.3)
        near = made.near()
        inner = made.plan.cut(near.part)
        for name in DECISIONS:
            standing, chosen = getattr(near.standing, name), getattr(inner, name)
            assert ((standing == 0) | (standing == chosen)).all()
        assert np.array_equal(made.plan.paste(near.part, inner).values, made.plan.values)


def test_people_are_kept_apart_whichever_of_them_says_so() -> None:
    for seed in range(12):
        found = place(quirky_clinic(seed), WEEK)
        patients = found.clinic.patients
        for one, patient in enumerate(patients):
            said = {i for i, other in enumerate(patients) if other.id in patient.apart}
            heard = {i for i, other in enumerate(patients) if patient.id in other.apart}
            assert naming.avoids(found, one) == said | heard
