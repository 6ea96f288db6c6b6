"""A desk with real, encrypted history, and the app on it with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from riverside import entrance, open_desk

from facilitator.desk import Desk
from facilitator.tui.app import Openchair
from facilitator.tui.idle import Idle


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path / "clinic")
    yield made
    made.record.close()  # type: ignore[attr-defined]


@pytest.fixture
def house(desk: Desk) -> Callable[..., Openchair]:
    """Makes the app, unlocked, with an idle time that never passes."""

    def make(**options: object) -> Openchair:
        idle = Idle(600, lambda: 0, lambda: 0)
        return Openchair(entrance(desk), desk=desk, **{"idle": idle, **options})  # type: ignore[arg-type]

    return make
