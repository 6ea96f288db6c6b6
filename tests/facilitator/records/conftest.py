"""Stores to test with: SQLCipher files and a real PostgreSQL, with passphrases that are cheap to check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cheap_store import CHEAP, PASSPHRASE

from benchmarks.cluster import name_server
from facilitator.records.store import Record


@pytest.fixture
def clinic(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A folder for a record: in a file, or with the parameter `server` in a new database."""
    folder = tmp_path / "clinic"
    if getattr(request, "param", "file") == "server":
        name_server(folder, request.getfixturevalue("postgres").place())
    return folder


@pytest.fixture
def record(clinic: Path) -> Iterator[Record]:
    made, _ = Record.create(clinic, "t1", PASSPHRASE, name="J. O.", cost=CHEAP)
    yield made
    made.close()
