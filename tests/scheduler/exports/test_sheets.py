"""Wall and room sheets as PDF: every page says what it shows, and words stay words."""

from __future__ import annotations

from io import BytesIO

import pytest
from attrs import evolve
from pypdf import PdfReader
from tiny import ITEMS, week

from scheduler.exports.rows import PLAIN, Detail
from scheduler.exports.sheets import render

EVIL = '#read("/etc/passwd") #import "@preview/x:1.0.0" $a$ *b* <l> \\'


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render(week(), "", PLAIN)


def test_the_wall_sheet_comes_first_and_then_each_room(plain: bytes) -> None:
    wall, *rooms = pages(plain)
    assert "Week 2026-W48" in wall
    for word in ("Monday 23 Nov", "09:00–10:00", "Group", "room-1 · t1 · 3 expected", "Wednesday 25 Nov"):
        assert word in wall
    assert [page.split(",")[0] for page in rooms] == ["office-1", "room-1"]
    assert "This sheet names no patient and no treatment." in wall
    assert not any(word in " ".join([wall, *rooms]) for word in ("process", "skills", "A, B"))


def test_it_is_tagged_and_carries_no_time(plain: bytes) -> None:
    root = PdfReader(BytesIO(plain)).trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]) == "en"


def test_one_owners_sheet_shows_what_was_asked_for_and_runs_nothing() -> None:
    evil = week(p2=evolve(ITEMS["p2"], room=EVIL))
    (page,) = pages(render(evil, "t1", Detail(titles=True, people=True)))
    assert "Week 2026-W48 for t1" in page
    assert "A, B, C" in page
    (whole, *_) = pages(render(evil, "", PLAIN))
    assert '#read("/etc/passwd")' in whole.replace("“", '"').replace("”", '"')
    assert "root:" not in whole
    with pytest.raises(ValueError, match="there is no `Z`"):
        render(week(), "Z", PLAIN)
