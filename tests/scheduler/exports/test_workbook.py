"""The workbook: text cells that stay text, whatever stands in them."""

from __future__ import annotations

from io import BytesIO

import pytest
from attrs import evolve
from openpyxl import load_workbook
from tiny import ITEMS, week

from scheduler.exports import workbook
from scheduler.exports.rows import Detail, sheet
from scheduler.exports.table import COLUMNS


@pytest.mark.parametrize(
    "evil", ["=1+1", "=cmd|'/C calc'!A0", "+1", "-1", "@SUM(1)", "http://evil", "1e5", "{=1}"]
)
def test_every_word_is_a_text_cell(evil: str) -> None:
    shown = sheet(week(p2=evolve(ITEMS["p2"], room=evil)), detail=Detail(titles=True))
    book = load_workbook(BytesIO(workbook.render(shown)))
    page = book["Week 2026-W48"]
    rows = list(page.iter_rows())
    assert tuple(cell.value for cell in rows[0]) == COLUMNS
    for row in rows[1:]:
        kinds = {column: cell.data_type for column, cell in zip(COLUMNS, row, strict=True)}
        assert kinds.pop("minutes") == "n"
        assert set(kinds.values()) <= {"s"}
        assert not any(cell.hyperlink for cell in row)
    assert evil in [cell.value for cell in rows[-1]]
    assert book["About"]["A2"].value == shown.discloses


def test_an_empty_week_is_a_workbook_too() -> None:
    shown = sheet(week(p1=None, s1=None, p2=None, i1=None))
    assert load_workbook(BytesIO(workbook.render(shown)))["Week 2026-W48"].max_row == 1


def test_the_same_week_is_the_same_file() -> None:
    assert workbook.render(sheet(week())) == workbook.render(sheet(week()))
