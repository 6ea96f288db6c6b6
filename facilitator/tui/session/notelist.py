"""The list beside the notes: the shared part, each note, each absence, and how far it has come."""

from __future__ import annotations

from attrs import frozen
from textual.content import Content

from facilitator.live.attendance import attended
from facilitator.live.state import SessionState
from facilitator.tui.session.drawing import HERE
from facilitator.tui.text import line, said

SHARED, NOTE, ABSENCE = "shared-form", "note-form", "absence-form"
"""Ids of the forms."""


@frozen
class Item:
    """One line of the list: the form that shows it, and whose it is."""

    form: str
    member: str = ""


@frozen
class Standing:
    """How far an item has come, as a glyph with its style, and a word."""

    glyph: str
    style: str
    word: str


EMPTY = Standing("○", "", "empty")
WRITTEN = Standing("✓", "$success", "")
SIGNED = Standing("✓", "$success", "signed")
READY = Standing("●", "$accent", "ready")
STOPPED = Standing("■", "$error", "stop")
UNOPENED = Standing("○", "", "")
UNREAD = Standing("○", "", "to read")
ABSENT = Standing("–", "", "absent")
FOLLOWED = Standing("✓", "$success", "followed")


def items_of(state: SessionState) -> list[Item]:
    """The shared part, then who came, then who did not."""
    came = [Item(NOTE, key) for key, member in state.members.items() if attended(member)]
    away = [Item(ABSENCE, key) for key, member in state.members.items() if not attended(member)]
    return [Item(SHARED), *came, *away]


def standing(item: Item, state: SessionState, *, followed: bool, stopped: bool, opened: bool) -> Standing:
    """`stopped`: a guard forbids signing; `opened`: it was on screen in this wrap-up."""
    if item.form == SHARED:
        return WRITTEN if state.note.strip() else EMPTY
    if item.form == ABSENCE:
        return FOLLOWED if followed else ABSENT
    if item.member in state.signed:
        return SIGNED
    if stopped:
        return STOPPED if opened else UNOPENED
    return READY if opened else UNREAD


def item_line(item: Item, standing: Standing, name: str, *, here: bool) -> Content:
    shown = line(name if item.member else "Shared part", "bold" if here else "", width=12)
    pad = " " * max(1, 13 - shown.cell_length)
    glyph = (standing.glyph, standing.style)
    return said(HERE if here else " ", " ", glyph, " ", shown, pad, (standing.word, "$quiet"))
