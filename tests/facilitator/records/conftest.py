"""Stores to test with: real SQLCipher files, with passphrases that are cheap to check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cheap_store import CHEAP, PASSPHRASE

from facilitator.records.store import Record


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return tmp_path / "clinic"


@pytest.fixture
def record(clinic: Path) -> Iterator[Record]:
    made, _ = Record.create(clinic, "t1", PASSPHRASE, name="J. O.", cost=CHEAP)
    yield made
    made.close()
