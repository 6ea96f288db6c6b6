"""What is on the screen of a running app, as lines of text."""

from __future__ import annotations

from typing import Any

from textual.app import App


def shown(app: App[Any]) -> str:
    """The whole screen as it is drawn now."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip).ljust(width) for strip in strips[:height])
