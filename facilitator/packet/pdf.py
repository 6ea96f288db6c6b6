"""A packet as PDF, by a fixed Typst template that gets the words as data: they are never code."""

from __future__ import annotations

import json
from importlib.resources import files

from attrs import asdict

from curricula.typesetting import CannotTypeset, documents
from facilitator.packet.shape import Page
from facilitator.records.errors import RecordError


class NoPdf(RecordError):
    """The part that writes PDF is not here, or did not work."""


def pdf(page: Page) -> bytes:
    """Raises NoPdf."""
    template = files("facilitator.packet").joinpath("packet.typ").read_text(encoding="utf-8")
    try:
        return documents(template, [{"page": json.dumps(asdict(page))}])[0]
    except CannotTypeset as error:
        raise NoPdf(f"{error}; or take --format html.") from None
