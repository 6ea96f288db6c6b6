"""Sheets as tagged PDF (PDF/UA-1) on letter paper.

A handout is set in the largest type that keeps it on one page.
"""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import attrs

from curricula.pages.blocks import Block, blocks, stepped
from curricula.pages.sheets import Sheet
from curricula.typesetting import documents


def pdfs(sheets: Sequence[Sheet]) -> tuple[bytes, ...]:
    """One PDF for each sheet. Raises CannotTypeset."""
    template = files("curricula").joinpath("pages", "page.typ").read_text(encoding="utf-8")
    return documents(template, [{"sheet": json.dumps(_data(sheet))} for sheet in sheets])


def _data(sheet: Sheet) -> dict[str, Any]:
    return {
        "kind": sheet.kind,
        "title": sheet.title,
        "below": sheet.below,
        "foot": sheet.foot,
        "lang": sheet.language.partition("-")[0],
        "blocks": [_plain(block) for block in stepped(blocks(sheet.body))],
    }


def _plain(value: Any) -> Any:
    """Blocks and spans as JSON; `is` names the class of a block."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if not attrs.has(type(value)):
        return value
    inside = {a.name: _plain(getattr(value, a.name)) for a in attrs.fields(type(value))}
    return {"is": type(value).__name__, **inside} if isinstance(value, Block) else inside
