"""What the Records workspace and the door look like, at both sizes.

After a change that is meant: run this file with `--snapshot-update`, then look.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from riverside import CHEAP, PASSPHRASE, entrance

from facilitator.desk import Desk
from facilitator.records.store import Record
from facilitator.tui.access.setup import RecoveryKeyScreen
from facilitator.tui.app import Openchair

House = Callable[..., Openchair]
Compare = Callable[..., bool]

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="snapshots are kept for Python 3.11")
SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])

VIEWS = {
    "owed": ["5"],
    "signed": ["5", "s"],
    "note": ["5", "s", "enter"],
    "absence": ["5", "a", "enter"],
    "trail": ["5", "t", "slash", *"mood"],
    "lock": ["5", "ctrl+l"],
}


def driving(*keys: str) -> Callable[[Any], Any]:
    async def drive(pilot: Any) -> None:
        pilot.app.animation_level = "none"
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        for field in pilot.app.screen.query("Input"):
            field.cursor_blink = False
        await pilot.pause(0.2)

    return drive


@SIZES
@pytest.mark.parametrize("view", VIEWS)
def test_records(view: str, size: tuple[int, int], house: House, snap_compare: Compare) -> None:
    assert snap_compare(house(), terminal_size=size, run_before=driving(*VIEWS[view]))


@SIZES
def test_unlock(size: tuple[int, int], desk: Desk, snap_compare: Compare) -> None:
    record = desk.record
    assert isinstance(record, Record)
    record.add_user("t2", PASSPHRASE, name="M. B.", cost=CHEAP)
    app = Openchair(entrance(desk))
    assert snap_compare(app, terminal_size=size, run_before=driving("w", "r", "o", "n", "g", "enter"))


@SIZES
def test_set_up(size: tuple[int, int], desk: Desk, tmp_path: Path, snap_compare: Compare) -> None:
    app = Openchair(evolve(entrance(desk), folder=tmp_path / "new"))
    assert snap_compare(app, terminal_size=size, run_before=driving("t", "1", "tab", *"harbour lamp"))


@SIZES
def test_recovery_key(size: tuple[int, int], house: House, snap_compare: Compare) -> None:
    async def drive(pilot: Any) -> None:
        pilot.app.push_screen(RecoveryKeyScreen("Riverside IOP", "V6WQ-BWZD-X3YB-MBJZ-ZY0P-X1XQ-7VRC-0C1R"))
        await pilot.pause()
        await driving()(pilot)

    assert snap_compare(house(), terminal_size=size, run_before=drive)
