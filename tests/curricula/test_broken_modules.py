"""Modules that authors spoil: each problem is said once, with its code, at its place, and nothing else."""

from pathlib import Path

import pytest

from benchmarks.modules.broken import BROKEN, Broken, starter
from benchmarks.modules.made import write
from curricula.codes import explanations
from curricula.reading import read_file, read_paths
from curricula.source import Source


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_one_problem_is_said_once_at_its_place(tmp_path: Path, case: Broken) -> None:
    path = tmp_path / "module.toml"
    path.write_bytes(case.content())
    found = [(d.code, d.line, d.column) for d in read_file(path).diagnostics]
    assert found == [(case.code, *case.place())]


def test_there_are_enough_and_none_is_sound_by_accident() -> None:
    assert len(BROKEN) >= 60
    assert len({case.name for case in BROKEN}) == len(BROKEN)
    assert {case.code for case in BROKEN} <= explanations().keys()
    assert not read_source_of(starter())


def read_source_of(text: str) -> list[str]:
    from curricula.reading import read_source

    return [d.render() for d in read_source(Source.parse(text)).diagnostics]


def test_made_modules_are_sound(tmp_path: Path) -> None:
    write(tmp_path, 20)
    assert [d.render() for reading in read_paths([tmp_path]) for d in reading.diagnostics] == []
