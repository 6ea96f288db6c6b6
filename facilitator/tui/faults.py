"""What may be said of a fault: its kind and its place. Its values could be somebody's record."""

from __future__ import annotations

import traceback
from pathlib import Path


def describe(error: BaseException) -> str:
    """The type of `error` and the last place in our own code it passed, never its message or locals."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "facilitator" in Path(frame.filename).parts] or list(frames)
    where = f" at {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{where}"
