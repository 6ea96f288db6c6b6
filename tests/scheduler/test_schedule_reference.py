"""The scheduler's reference pages are what its rules and tables say."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.reference import PAGES

DOCS = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `python -m scheduler.reference docs/reference`"
