"""What the Records workspace and the door look like, at both sizes.

After a change that is meant: run this file with `--snapshot-update`, then look.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from looking import shown
from riverside import CHEAP, PASSPHRASE, entrance

from facilitator.desk import Desk
from facilitator.records.store import Record
from facilitator.tui.access.setup import RecoveryKeyScreen
from facilitator.tui.app import Openchair

House = Callable[..., Openchair]
Compare = Callable[..., bool]

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="snapshots are kept for Python 3.11")
SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])

VIEWS = {  # keys, and words that are on the screen when it is done
    "owed": (["5"], "was due|due Thu"),
    "signed": (["5", "s"], "by t1"),
    "note": (["5", "s", "enter"], "NOT"),
    "absence": (["5", "a", "enter"], "What was done?"),
    "trail": (["5", "t", "slash", *"mood"], "checked in"),
    "lock": (["5", "ctrl+l"], "Locked."),
}


def driving(*keys: str, until: str = "") -> Callable[[Any], Any]:
    """Press `keys`, then wait until one of the words in `until` (a pattern) is shown."""

    async def drive(pilot: Any) -> None:
        pilot.app.animation_level = "none"
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.05)
        for _ in range(200):
            if re.search(until, shown(pilot.app)):
                break
            await pilot.pause(0.05)
        for field in pilot.app.screen.query("Input"):
            field.cursor_blink = False
        await pilot.pause(0.2)

    return drive


@SIZES
@pytest.mark.parametrize("view", VIEWS)
def test_records(view: str, size: tuple[int, int], house: House, snap_compare: Compare) -> None:
    keys, until = VIEWS[view]
    assert snap_compare(house(), terminal_size=size, run_before=driving(*keys, until=until))


@SIZES
def test_unlock(size: tuple[int, int], desk: Desk, snap_compare: Compare) -> None:
    record = desk.record
    assert isinstance(record, Record)
    record.add_user("t2", PASSPHRASE, name="M. B.", cost=CHEAP)
    app = Openchair(entrance(desk))
    assert snap_compare(app, terminal_size=size, run_before=driving(*"wrong", "enter", until="does not open"))


@SIZES
def test_set_up(size: tuple[int, int], desk: Desk, tmp_path: Path, snap_compare: Compare) -> None:
    app = Openchair(evolve(entrance(desk), folder=tmp_path / "new"))
    assert snap_compare(
        app, terminal_size=size, run_before=driving("t", "1", "tab", *"harbour lamp", until="Good enough")
    )


@SIZES
def test_recovery_key(size: tuple[int, int], house: House, snap_compare: Compare) -> None:
    async def drive(pilot: Any) -> None:
        pilot.app.push_screen(RecoveryKeyScreen("Riverside IOP", "V6WQ-BWZD-X3YB-MBJZ-ZY0P-X1XQ-7VRC-0C1R"))
        await pilot.pause()
        await driving(until="0C1R")(pilot)

    assert snap_compare(house(), terminal_size=size, run_before=drive)
