"""How the tests are spread: one process more than there are cores, since much of their time is waiting."""

from __future__ import annotations

import os


def pytest_xdist_auto_num_workers() -> int:
    return (os.cpu_count() or 1) + 1
