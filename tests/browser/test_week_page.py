"""The page of a week in a real browser: keyboard, filter, narrow screen, dark, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from chromium import WHY_NOT, Browser
from pypdf import PdfReader

from scheduler.exports import page
from scheduler.exports.rows import Detail, sheet
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, Week

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
TAB, DOWN = ("Tab", 9), ("ArrowDown", 40)
NINE = 9 * 60
WEEK = Timetable(
    "Riverside",
    Week.parse("2026-W48"),
    tuple(
        Session(day * DAY + NINE, day * DAY + NINE + 90, "a-group-with-quite-a-long-name", "room-1",
                ("t1", "t2"), tuple(f"P-{n:03}" for n in range(12)))
        for day in range(5)
    ),
    (Booking(NINE + 120, NINE + 180, "individual", "P-001", "t3", "<b>office</b>"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    made = Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(the page as it is by default, the page with everything)."""
    folder = tmp_path_factory.mktemp("pages")
    plain, whole = folder / "plain.html", folder / "whole.html"
    plain.write_text(page.render(sheet(WEEK)), encoding="utf-8")
    whole.write_text(page.render(sheet(WEEK, detail=Detail(titles=True, people=True))), encoding="utf-8")
    return plain, whole


def rows(browser: Browser) -> int:
    """Rows that a reader sees."""
    seen: int = browser.run("[...document.querySelectorAll('tbody tr')].filter(r => r.offsetParent).length")
    return seen


def test_the_keyboard_reaches_the_filter_and_it_shows_one_person(
    browser: Browser, files: tuple[Path, Path]
) -> None:
    browser.open(files[1])
    assert rows(browser) == 6
    browser.press(*TAB)
    assert browser.run("document.activeElement.id") == "who"
    outline = browser.run("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    browser.press("t3", 0, "t")
    browser.press("3", 0, "3")
    assert browser.run("document.activeElement.value") in ("t1", "t3")
    browser.run("choice.value = 't3'; choice.dispatchEvent(new Event('change'))")
    assert rows(browser) == 1
    assert browser.run("told.textContent") == "1 of 6 for t3"
    assert browser.run("document.querySelectorAll('main section:not([hidden])').length") == 1
    browser.run("choice.value = 'P-005'; choice.dispatchEvent(new Event('change'))")
    assert rows(browser) == 5
    assert browser.errors == []


def test_assistive_technology_is_told_what_is_what(browser: Browser, files: tuple[Path, Path]) -> None:
    for width in (1000, 320):
        browser.open(files[1], width=width)
        told = browser.names()
        assert ("combobox", "Show") in told
        assert ("heading", "Monday 2026-11-23") in told
        assert sum(1 for role, _ in told if role == "table") == 5
        assert ("rowheader", "09:00–10:30") in told
        assert sum(1 for role, _ in told if role == "columnheader") == 25


def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Browser, files: tuple[Path, Path]) -> None:
    for path in files:
        browser.open(path, width=320, height=640)
        assert browser.run("document.documentElement.scrollWidth") <= 320
        widest = browser.run(
            "Math.max(...[...document.querySelectorAll('td, th')].map(c => c.getBoundingClientRect().right))"
        )
        assert widest <= 320


def test_dark_and_light_differ_and_both_can_be_read(browser: Browser, files: tuple[Path, Path]) -> None:
    found = []
    for dark in (False, True):
        browser.open(files[0], dark=dark)
        style = "getComputedStyle(document.{}).{}"
        for ink, paper in (
            ("body", "body"),
            ("querySelector('footer')", "body"),
            ("getElementById('who')", "getElementById('who')"),
        ):
            lit = [
                _light(browser.run(style.format(part, what)))
                for part, what in ((ink, "color"), (paper, "backgroundColor"))
            ]
            assert (max(lit) + 0.05) / (min(lit) + 0.05) >= 4.5
        found.append(browser.run(style.format("body", "backgroundColor")))
    assert found[0] != found[1]


def _light(color: str) -> float:
    """Relative luminance of `rgb(r, g, b)`, as WCAG counts it."""
    parts = [int(part) / 255 for part in color[color.index("(") + 1 : -1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_paper_shows_what_was_chosen_and_no_controls(browser: Browser, files: tuple[Path, Path]) -> None:
    browser.open(files[1])
    browser.run("choice.value = 't3'; choice.dispatchEvent(new Event('change'))")
    printed = PdfReader(BytesIO(browser.pdf()))
    text = " ".join(" ".join(one.extract_text() for one in printed.pages).split())
    assert len(printed.pages) == 1
    assert "11:00–12:00" in text
    assert "1 of 6 for t3" in text
    assert "09:00" not in text
    assert "everything" not in text
    assert "this sheet names groups and services and patients by code" in text


def test_nothing_is_loaded_run_or_disclosed_that_was_not_asked_for(
    browser: Browser, files: tuple[Path, Path]
) -> None:
    browser.open(files[0])
    shown = browser.run("document.documentElement.outerHTML")
    assert "P-0" not in shown
    assert "individual" not in shown
    assert "Riverside" not in shown
    assert browser.run("document.querySelectorAll('td b').length") == 0  # the room's name is words
    browser.run(
        "const s = document.createElement('script'); s.textContent = 'ran = 1'; document.body.append(s)"
    )
    assert browser.run("window.ran") is None
    assert any("Content Security Policy" in error for error in browser.errors)
    browser.errors.clear()
