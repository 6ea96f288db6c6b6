"""A desk on a small evening clinic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from riverfront import open_desk

from facilitator.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path / "clinic")
    yield made
    made.record.close()  # type: ignore[attr-defined]
