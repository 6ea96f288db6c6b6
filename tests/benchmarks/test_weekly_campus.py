"""The campus is what it says: a week was laid out first, and the seed decides everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.weekly.campus import FULL, SMALL, Scale, campus
from benchmarks.weekly.generate import WEEK
from benchmarks.weekly.plain import solve_plain
from scheduler.files import load_clinic, write_clinic
from scheduler.validate import validate


@pytest.mark.parametrize(("seed", "scale"), [(1, FULL), (101, FULL), (102, FULL), (1, SMALL), (7, SMALL)])
def test_the_week_laid_out_first_holds_and_leaves_nothing_unmet(seed: int, scale: Scale) -> None:
    clinic, planted = campus(seed, scale)
    report = validate(clinic, planted)
    assert report.violations == ()
    assert report.score.unmet_minutes == 0
    assert len(planted.sessions) == scale.sessions


def test_a_seed_is_a_campus() -> None:
    assert campus(3) == campus(3)
    assert campus(3)[0] != campus(4)[0]


def test_the_full_campus_has_the_size_it_claims() -> None:
    clinic, _ = campus(2)
    assert (len(clinic.patients), len(clinic.groups), len(clinic.rooms)) == (500, 400, 10)
    assert clinic.therapists == ()
    assert all(10 <= len(group.members or ()) <= 25 for group in clinic.groups)
    assert all(len(group.starts or ()) == 22 for group in clinic.groups)
    assert len({start for group in clinic.groups for start in group.starts or ()}) == 45
    assert sum(len(group.after) for group in clinic.groups) == 80
    assert any(group.room_features for group in clinic.groups)
    assert any(room.features for room in clinic.rooms)


def test_a_campus_survives_its_file(tmp_path: Path) -> None:
    clinic, _ = campus(1, SMALL)
    write_clinic(tmp_path / "campus.toml", clinic)
    assert load_clinic(tmp_path / "campus.toml")[0] == clinic


def test_the_plain_model_knows_closed_rosters_and_their_order() -> None:
    clinic, _ = campus(1, SMALL)
    timetable, most = solve_plain(clinic, WEEK, 4, 2, 1, lambda _met: None)
    assert timetable is not None
    assert most is not None
    assert validate(clinic, timetable).violations == ()
