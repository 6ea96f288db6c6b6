"""Walks a page in a real terminal: each row of its tables says what is pressed and what is seen then.

In the first cell, a word in backticks is a key (`enter`, `ctrl+s`, `3`) and words in quotes are typed as they
are; in the second cell, words in backticks stand on the screen then. Dates of the page's own week become
those of next week. The recovery key is read from the screen, as one would read it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from attrs import frozen
from terminal import Terminal

KEYS = {
    "enter": "Enter", "tab": "Tab", "esc": "Escape", "space": "Space", "shift+tab": "BTab", "down": "Down",
    "up": "Up", "left": "Left", "right": "Right", "home": "Home", "end": "End", "shift+down": "S-Down",
    "shift+right": "S-Right", "shift+left": "S-Left", "shift+end": "S-End",
}  # fmt: skip
PATIENCE = 90
"""Seconds for an answer of the solver on a busy machine."""
MOMENT = 0.7
_PRESSED = re.compile(r"`([^`]+)`|“([^”]+)”|(last four characters)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEY = r"(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}"
_ROW = re.compile(r"^\| (.+?) \| (.+?) \|$", re.M)


@frozen
class Step:
    """One row: `pressed` is (key, typed, "last four characters") with one of the three, in order."""

    pressed: tuple[tuple[str, str, str], ...]
    seen: tuple[str, ...]


def steps(page: Path, monday: date, own: date) -> Iterator[Step]:
    """The rows of a page whose own week begins on `own`, for the week that begins on `monday`."""

    def moved(found: re.Match[str]) -> str:
        return str(date.fromisoformat(found[0]) + (monday - own))

    for press, see in _ROW.findall(_DATE.sub(moved, page.read_text(encoding="utf-8"))):
        pressed = tuple(_PRESSED.findall(press))
        if pressed:
            yield Step(pressed, tuple(re.findall(r"`([^`]+)`", see)))


def take(terminal: Terminal, step: Step) -> None:
    """Press what the step says, and wait for what it shows."""
    for key, typed, last_four in step.pressed:
        if key in ("tab", "shift+tab", "ctrl+u"):
            _go_on(terminal, key)
        elif key:
            terminal.keys(_tmux(key))
        elif typed:
            _type(terminal, typed)
        elif last_four:
            terminal.wait_for(_KEY)
            terminal.type(re.findall(_KEY, terminal.screen)[-1][-4:])
    terminal.wait(*step.seen, seconds=PATIENCE)


def _type(terminal: Terminal, words: str) -> None:
    """Nobody goes on before the words are there; where they are hidden, after a moment."""
    terminal.type(words)
    until = time.monotonic() + MOMENT
    while words not in terminal.screen and time.monotonic() < until:
        time.sleep(0.02)


def _go_on(terminal: Terminal, key: str) -> None:
    """Nobody types on before the cursor is where the key takes it; where it stays, a moment."""
    before, until = terminal.cursor, time.monotonic() + MOMENT
    terminal.keys(_tmux(key))
    while terminal.cursor == before and time.monotonic() < until:
        time.sleep(0.02)


def _tmux(key: str) -> str:
    return KEYS.get(key) or (f"C-{key[5:]}" if key.startswith("ctrl+") else key)


def next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())
