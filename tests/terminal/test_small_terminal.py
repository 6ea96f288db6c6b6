"""A window too small for anything says so, and the app comes up when the window grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import NO_TMUX, running


@pytest.mark.skipif(bool(NO_TMUX), reason=NO_TMUX)
def test_the_demo_in_a_terminal_of_40_by_10(tmp_path: Path) -> None:
    with running("demo", cwd=tmp_path, size=(40, 10)) as terminal:
        shown = " ".join(terminal.wait("needs a window").split())
        assert "openchair needs a window of at least 60 x 16. This one is 40 x 10" in shown
        assert "make it bigger" in shown
        terminal.resize(80, 24)
        terminal.wait("My groups today", "Owed")
        terminal.resize(40, 10)
        terminal.wait("make it bigger")
        terminal.keys("C-q")
        terminal.wait("exit code 0")
