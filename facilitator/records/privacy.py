"""What a process that holds a key does first, where the system knows such things."""

from __future__ import annotations

import contextlib
import os
from importlib import import_module


def keep_private() -> None:
    """New files are for their owner only, and a crash writes no image of the memory to disk."""
    os.umask(0o077)
    with contextlib.suppress(ImportError, OSError, ValueError):
        resource = import_module("resource")  # not on Windows
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
