"""The clipboard, lent for some seconds: the one way in which words leave the app by it.

The terminal is asked to put them there (OSC 52) and, when the time is over, or the app locks or is left, to
put a space in their place. Whether a terminal does so is the terminal's choice.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

MOST = 70_000
"""Bytes that terminals take at once; what is longer is cut off by some of them."""


class TooLong(Exception):
    """More than a terminal takes."""


class Lending:
    """`terminal` gets the control sequences. Lent is what has not been taken back yet."""

    def __init__(self, terminal: Callable[[str], None]) -> None:
        self._terminal = terminal
        self.lent = False

    def lend(self, words: str, first: Callable[[], None]) -> None:
        """Put `words` there, after `first`. Raises TooLong, before it."""
        coded = b64encode(words.encode()).decode()
        if len(coded) > MOST:
            raise TooLong
        first()
        self.lent = True
        self._terminal(f"\x1b]52;c;{coded}\x07")

    def take_back(self) -> bool:
        """Put a space in their place; False when nothing was lent."""
        if not self.lent:
            return False
        self.lent = False
        self._terminal(f"\x1b]52;c;{b64encode(b' ').decode()}\x07")
        return True
