"""Keys in their order: what was typed before a key still reaches the field that had the focus."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from textual.screen import Screen

LONGEST = 1.0
"""Seconds to wait for a field at most."""


async def settled(screen: Screen[Any]) -> None:
    """Wait until the focused field has taken every key pressed so far; later keys wait with the caller.

    For actions of priority bindings, which run before the field has seen what was typed ahead of them.
    """
    if screen.focused is None:
        return
    taken = asyncio.Event()
    screen.focused.call_later(taken.set)
    with suppress(TimeoutError):
        await asyncio.wait_for(taken.wait(), LONGEST)
