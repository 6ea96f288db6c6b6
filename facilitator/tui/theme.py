"""Two calm themes of our own: a dim room with warm light, and paper in daylight.

Colours never carry meaning alone: wherever one is used a glyph or a word stands beside it.
"""

from __future__ import annotations

from textual.theme import Theme

DUSK = Theme(
    name="dusk",
    dark=True,
    primary="#86b8a8",
    secondary="#7d9db0",
    accent="#d8b47a",
    success="#93c08c",
    warning="#dcb462",
    error="#de8b78",
    foreground="#d9ddda",
    background="#15191b",
    surface="#1a1f22",
    panel="#242b2f",
    boost="#2a3237",
    variables={
        "border": "#3d494d",
        "border-blurred": "#333d41",
        "block-cursor-background": "#31464a",
        "block-cursor-foreground": "#f1f4f2",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#253235",
        "block-cursor-blurred-foreground": "#d9ddda",
        "input-selection-background": "#86b8a8 35%",
        "footer-background": "#1a1f22",
        "footer-key-foreground": "#86b8a8",
        "footer-description-foreground": "#9aa5a3",
        "scrollbar": "#2f393d",
        "scrollbar-background": "#1a1f22",
        "button-color-foreground": "#15191b",
        "quiet": "#8b9795",
        "rule": "#2c3539",
        "open": "#3f7d6d",
        "preferred": "#b08a48",
    },
)

DAY = Theme(
    name="day",
    dark=False,
    primary="#2c6e60",
    secondary="#456a80",
    accent="#86570f",
    success="#2f7440",
    warning="#865c00",
    error="#a43c2a",
    foreground="#24302d",
    background="#f5f3ee",
    surface="#faf9f5",
    panel="#e8e5dd",
    boost="#dfdbd1",
    variables={
        "border": "#bdb8ab",
        "border-blurred": "#cfcabe",
        "block-cursor-background": "#cfe0da",
        "block-cursor-foreground": "#16201d",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#dfe8e4",
        "block-cursor-blurred-foreground": "#24302d",
        "input-selection-background": "#2c6e60 25%",
        "footer-background": "#ece9e1",
        "footer-key-foreground": "#2c6e60",
        "footer-description-foreground": "#5c6865",
        "scrollbar": "#cdc8bb",
        "scrollbar-background": "#ece9e1",
        "button-color-foreground": "#faf9f5",
        "quiet": "#5f6b68",
        "rule": "#d9d5ca",
        "open": "#7fb3a4",
        "preferred": "#d9b06a",
    },
)

THEMES = (DUSK, DAY)
