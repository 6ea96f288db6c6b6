"""Servers to try things on leave nothing behind, also when the program that made them was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.cluster import PREFIX, sweep


def test_what_a_killed_program_left_is_thrown_away(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name, owner in (("a", gone.pid), ("b", os.getpid())):
        (tmp_path / f"{PREFIX}{name}" / "data").mkdir(parents=True)
        (tmp_path / f"{PREFIX}{name}" / "owner").write_text(str(owner))
    (tmp_path / "else").mkdir()
    sweep(str(tmp_path))
    assert sorted(folder.name for folder in tmp_path.iterdir()) == ["else", f"{PREFIX}b"]
