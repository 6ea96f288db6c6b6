"""Servers to try things on leave nothing behind, also when the program that made them was killed."""

from __future__ import annotations

import os
import time
from pathlib import Path

from benchmarks.cluster import PREFIX, sweep


def test_what_a_killed_program_left_is_thrown_away(tmp_path: Path) -> None:
    old, new, other, used = (tmp_path / name for name in (f"{PREFIX}a", f"{PREFIX}b", "else", f"{PREFIX}c"))
    for folder in (old, new, other, used):
        (folder / "data").mkdir(parents=True)
    (used / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    hour_ago = time.time() - 3600
    for folder in (old, other, used):
        os.utime(folder, (hour_ago, hour_ago))
    sweep(str(tmp_path))
    assert sorted(folder.name for folder in tmp_path.iterdir()) == ["else", f"{PREFIX}b", f"{PREFIX}c"]
