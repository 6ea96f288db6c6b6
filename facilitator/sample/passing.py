"""A folder that goes away at the end, also when the terminal window is closed."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENDINGS = ("SIGHUP", "SIGTERM")
"""Signals of a window that is closed and of a computer that goes down; Windows has no SIGHUP."""


@contextmanager
def throw_away(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))

    def leave(number: int, _: object) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(128 + number)  # the app cannot draw its farewell on a terminal that is gone

    for name in ENDINGS:
        if known := getattr(signal, name, None):
            signal.signal(known, leave)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
