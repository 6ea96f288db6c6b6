"""Fields that a fact gained after it was first written."""

from __future__ import annotations

from typing import Any

from attrs import field

LATER = "later"


def later(default: Any) -> Any:
    """A field with a default that is left out of the fact's bytes while it has that default.

    So a fact from before the field keeps its bytes, and a signature over them still holds.
    """
    return field(default=default, metadata={LATER: True})
