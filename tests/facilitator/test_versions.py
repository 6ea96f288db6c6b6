"""Copies of modules as they ran, and what changed between two days."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from curricula import library
from curricula.scaffold import write_module
from facilitator.shelf import OWN, shelf
from facilitator.versions import as_of, copies, keep


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return write_module("anger", tmp_path / OWN)


def test_a_copy_is_kept_when_the_text_is_new(tmp_path: Path, own: Path) -> None:
    assert keep(tmp_path, "anger", datetime(2026, 11, 2, 18, 0, 5))
    assert keep(tmp_path, "anger", datetime(2026, 11, 9, 18, 0)) is None
    own.write_text(own.read_text().replace('version = "0.1"', 'version = "0.2"'))
    assert keep(tmp_path, "anger", datetime(2026, 11, 16, 18, 0))
    found = copies(tmp_path, "anger")
    assert [copy.since.isoformat() for copy in found] == ["2026-11-02T18:00:05", "2026-11-16T18:00:00"]
    module = found[0].module()
    assert module
    assert module.version == "0.1"
    days = [date(2026, 11, 1), date(2026, 11, 15), date(2026, 11, 16), date(2027, 1, 1)]
    assert [found.index(c) if (c := as_of(found, day)) else None for day in days] == [None, 0, 1, 1]


def test_the_copies_are_no_modules_of_the_shelf(tmp_path: Path, own: Path) -> None:
    keep(tmp_path, "anger", datetime(2026, 11, 2, 18, 0))
    assert [v.id for v in shelf(tmp_path).volumes if v.own] == ["anger"]
    assert not shelf(tmp_path).volumes[0].diagnostics


def test_copies_alone_make_no_shelf_of_its_own(tmp_path: Path) -> None:
    assert keep(tmp_path, "getting-steady", datetime(2026, 11, 2, 18, 0))
    assert not [volume.title for volume in shelf(tmp_path).volumes if volume.own]


def test_what_ships_is_kept_and_what_has_errors_is_not(tmp_path: Path, own: Path) -> None:
    kept = keep(tmp_path, "getting-steady", datetime(2026, 11, 2, 18, 0))
    assert kept
    assert kept.read_text(encoding="utf-8") == library.source("getting-steady").text
    own.write_text(own.read_text().replace("minutes = 60", "minutes = 61"))
    assert keep(tmp_path, "anger", datetime(2026, 11, 2, 18, 0)) is None
    assert keep(tmp_path, "nobody", datetime(2026, 11, 2, 18, 0)) is None


def test_a_damaged_copy_is_no_module(tmp_path: Path, own: Path) -> None:
    kept = keep(tmp_path, "anger", datetime(2026, 11, 2, 18, 0))
    assert kept
    kept.write_text("nothing = [")
    (kept.parent / "notes.toml").write_text("")
    (copy,) = copies(tmp_path, "anger")
    assert copy.module() is None
