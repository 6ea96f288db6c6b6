"""The store benchmark in small: what it counts is what it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.store import kills, years
from benchmarks.store.damage import damage_all
from benchmarks.store.years import Size
from facilitator.records.audit import verify
from facilitator.records.slots import Cost


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX")
def test_damage_of_every_kind_is_said(tmp_path: Path) -> None:
    cases = damage_all(tmp_path, 12)
    assert [case.how for case in cases if case.harm and not case.said] == []
    assert any("write-ahead log" in case.how for case in cases)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX")
def test_an_append_counts_as_lost_only_when_it_was_acknowledged(tmp_path: Path) -> None:
    found = kills.kill_writers(tmp_path / "clinic", 2)
    assert (found.lost, found.torn, found.holds) == (0, 0, True)
    names = ["s-1-1-0", "s-2-2-0", "s-2-2-1", "s-3-2-0", "s-5-1-0"]
    assert kills._whole(iter(names)) == (3, 1), "3 is there in part, 4 is missing"


def test_the_clinic_of_years_has_what_it_says(tmp_path: Path) -> None:
    size = Size(people=12, sessions=6, years=0.1)
    record = years.build(tmp_path / "clinic", size, Cost(time=1, memory=8, lanes=1))
    assert len(record.entries(["session.arrived"])) == size.attendances
    assert len(record.entries(["note.signed"])) == size.notes
    assert verify(record).ok
    desk = years.desk(tmp_path / "clinic", record)
    assert len(desk.people) == size.people
    assert sum(held.settled for held in desk.opened) == size.sessions // 2
    record.close()
