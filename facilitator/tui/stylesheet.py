"""The styles of the app, read once: Textual would read all of them again for every screen that comes."""

from __future__ import annotations

from functools import cache

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

SOURCES = 512
"""Sources whose rules are kept for one set of colours; Textual's widgets and ours are about a hundred."""

Rules = LRUCache[tuple, list[RuleSet]]  # type: ignore[type-arg]


@cache
def _read_with(colours: frozenset[tuple[str, str]]) -> Rules:
    """Rules that were read with these colours; nobody changes a rule once it is read."""
    return LRUCache(SOURCES)


class ReadOnce(Stylesheet):
    """A stylesheet that keeps what it has read for as long as the colours are the same."""

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = _read_with(frozenset(variables.items()))

    def set_variables(self, variables: dict[str, str]) -> None:
        if variables == self._variables:
            return
        self._parse_cache = LRUCache(1)  # Textual clears the one it had
        super().set_variables(variables)
        self._parse_cache = _read_with(frozenset(variables.items()))

    def reparse(self) -> None:
        """Take in what was added or has other colours now. An error leaves the rules as they were."""
        self.parse()
