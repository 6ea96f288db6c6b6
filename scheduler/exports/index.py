"""What a folder that weeks are given out into says of itself: which version of which week is in it."""

from __future__ import annotations

import json
from pathlib import Path

from scheduler.week import Week

SET = "published"
"""The folder, inside the one that is asked for, that holds the set."""
INDEX = "index.json"


def version_in(folder: Path, week: Week) -> int:
    """The version of `week` last written whole into `folder`; 0 where none was or nobody can tell."""
    try:
        found = json.loads((folder / SET / INDEX).read_text(encoding="utf-8"))
        version = found["weeks"][str(week)]
    except (OSError, ValueError, RecursionError, LookupError, TypeError):
        return 0
    return version if isinstance(version, int) else 0
