"""Follow a folder while its author saves: one call for each burst of changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

WAIT = 1.0
"""Seconds between two looks for a folder that is not there yet."""


def watch(folder: Path, changed: Callable[[], object], stop: Event) -> None:
    """Call `changed` whenever something in `folder` was saved, until `stop` is set. For a worker thread.

    A folder that is not there yet is waited for, and its appearance is a change.
    """
    from watchfiles import watch as changes

    if not folder.is_dir():
        while not folder.is_dir():
            if stop.wait(WAIT):
                return
        changed()
    for _ in changes(folder, stop_event=stop, debounce=200, step=50, rust_timeout=500, raise_interrupt=False):
        changed()
