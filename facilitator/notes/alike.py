"""How alike two texts are: the share of their words that stand in both in the same order."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

NEAR_COPY = 0.8
"""Two texts at least this alike (0 to 1) are near copies, where no rule pack says otherwise."""

FEWEST_WORDS = 5
"""Shorter texts are alike by chance and are not compared."""


def similarity(a: str, b: str, least: float = NEAR_COPY) -> float:
    """Share of words that two texts have in common in the same order, 0 to 1; 0 when either is very short, or
    when it cannot reach `least`."""
    first, second = _words(a), _words(b)
    if min(len(first), len(second)) < FEWEST_WORDS:
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()


def _words(text: str) -> list[str]:
    """Words as compared: case, punctuation and initials make no difference."""
    bare = re.sub(r"\b(?:[^\W\d_]\.\s?){2,}", " ", text)
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", bare.casefold())
