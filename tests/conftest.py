"""How the tests are spread, and what several folders of them need."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.append(str(Path(__file__).parents[1]))  # the benchmarks are part of the checkout, not of the package
if TYPE_CHECKING:
    from benchmarks.cluster import Cluster

IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where a fsync costs nothing: tests of a server stop programs, not the power."""


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores, since much of their time is waiting."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A server for all tests of this process; where none is installed, they are skipped and say so."""
    from benchmarks.cluster import NoServer, cluster

    try:
        with cluster(IN_MEMORY) as made:
            yield made
    except NoServer as trouble:
        pytest.skip(str(trouble))


def pytest_collection_finish() -> None:
    """What is loaded stays: looking through it for garbage again and again is a quarter of the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
