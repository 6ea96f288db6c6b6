"""Morning cards in a real browser: a code stays in one line, a narrow screen is enough, a day is a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from attrs import evolve
from chromium import WHY_NOT, Browser
from pypdf import PdfReader

from scheduler.clinic import Clinic, Group, Patient, Size, Therapist
from scheduler.exports import cards_page
from scheduler.mend.cards import absences, card
from scheduler.mend.mended import Mended
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, Week

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
PEOPLE = tuple(f"P-{number:03}" for number in range(4))
CLINIC = Clinic(
    "Riverside",
    "UTC",
    (),
    patients=tuple(Patient(name, "iop", ()) for name in PEOPLE),
    therapists=tuple(Therapist(name, frozenset({"skills"}), ()) for name in ("t1", "t2")),
    groups=(Group("evening-skills-with-a-long-name", "skills", 60, Size(2, 8)),),
)
OLD = Timetable(
    "Riverside",
    Week.parse("2026-W48"),
    tuple(
        Session(at, at + 60, "evening-skills-with-a-long-name", "room-1", (name,), PEOPLE)
        for at, name in ((18 * 60, "t1"), (DAY + 18 * 60, "t2"))
    ),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = []
    for away in absences(OLD):
        left = tuple(s for s in OLD.sessions if away.therapist not in s.leaders)
        made.append(card(away, Mended(CLINIC, OLD, evolve(OLD, sessions=left), (away,))))
    path = tmp_path_factory.mktemp("cards") / "cards.html"
    path.write_text(cards_page.render("2026-W48", made), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    made = Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


def test_cards_on_a_wide_a_narrow_and_a_paper_page(browser: Browser, file: Path) -> None:
    for width in (1000, 320):
        browser.open(file, width=width)
        assert browser.run("document.documentElement.scrollWidth") <= width
        assert browser.run("document.querySelectorAll('article').length") == 2
        assert browser.run(
            "[...document.querySelectorAll('tbody td:nth-child(2)')].every("
            "cell => { const box = document.createRange(); box.selectNodeContents(cell);"
            " return new Set([...box.getClientRects()].map(line => line.top)).size === 1 })"
        )
        told = browser.names()
        assert ("heading", "Monday 2026-11-23") in told
        assert ("rowheader", "Mon 18:00") in told
    assert browser.errors == []
    assert len(PdfReader(BytesIO(browser.pdf())).pages) == 2
