"""What the screens look like, at both sizes, at a fixed moment.

After a change that is meant: `pytest tests/facilitator/tui/test_looks.py --snapshot-update`, then look.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from facilitator.tui.app import Openchair

House = Callable[..., Openchair]
Compare = Callable[..., bool]

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11),
    reason="snapshots are kept for Python 3.11",
)

VIEWS = {
    "today": [],
    "patients": ["3"],
    "person": ["3", *["down"] * 9, "enter"],
    "admit": ["3", "a", "ctrl+s"],
}


@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
@pytest.mark.parametrize("view", VIEWS)
def test_view(view: str, size: tuple[int, int], house: House, snap_compare: Compare) -> None:
    async def drive(pilot: Any) -> None:
        pilot.app.animation_level = "none"
        for key in VIEWS[view]:
            await pilot.press(key)
            await pilot.pause(0.05)
        for field in pilot.app.screen.query("Input"):
            field.cursor_blink = False
        await pilot.pause(0.2)

    assert snap_compare(house(), terminal_size=size, run_before=drive)


def test_light(house: House, snap_compare: Compare) -> None:
    assert snap_compare(house(), terminal_size=(120, 36), press=["ctrl+t"])
