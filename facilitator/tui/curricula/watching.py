"""Follow a folder while its author saves: one call for each burst of changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event


def watch(folder: Path, changed: Callable[[], object], stop: Event) -> None:
    """Call `changed` whenever something in `folder` was saved, until `stop` is set. For a worker thread."""
    from watchfiles import watch as changes

    if not folder.is_dir():
        return
    for _ in changes(folder, stop_event=stop, debounce=200, step=50, rust_timeout=500, raise_interrupt=False):
        changed()
