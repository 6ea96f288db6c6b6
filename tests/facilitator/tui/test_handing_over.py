"""Audit packets and exports leave from the Records workspace on the same grounds as by command."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from looking import until
from riverside import entrance, open_desk
from textual.widgets import Input

from facilitator.desk import Desk
from facilitator.events import Disclosed
from facilitator.records.store import Record
from facilitator.tui.app import Openchair
from facilitator.tui.dialogs.fields import Fields
from facilitator.tui.records.handing import read
from facilitator.tui.records.screen import RecordsScreen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path / "clinic")
    yield made
    assert isinstance(made.record, Record)
    made.record.close()


def test_what_leaves_from_the_app_needs_all_that_the_command_needs(desk: Desk, tmp_path: Path) -> None:
    words = {
        "patient": "A.M.", "what": "packet", "first": "2026-10-01", "last": "2026-11-25", "recipient": "",
        "purpose": "audit", "ground": "", "parts": "", "form": "html", "to": str(tmp_path / "new" / "p.html"),
    }  # fmt: skip
    made, problems = read(desk, words | {"first": "1 Oct", "form": "fax"})
    assert made is None
    assert [problem[:20].strip() for problem in problems] == [
        "'fax' is no form; th", "'1 Oct' is no date;", "Say who receives it:", "Nothing leaves witho",
    ]  # fmt: skip
    made, problems = read(desk, words | {"recipient": "County", "ground": "audit"})
    assert problems == ()
    assert made is not None
    assert (made.ground.member, made.ground.leaving.exception) == ("P-001", "audit")


async def test_a_packet_leaves_from_the_records_workspace(desk: Desk, tmp_path: Path) -> None:
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, RecordsScreen))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Fields))
        to = tmp_path / "new" / "p.html"
        given = {"patient": "P-001", "recipient": "County", "purpose": "audit", "ground": "audit", "to": to}
        for name, value in given.items():
            app.screen.query_one(f"#line-{name}", Input).value = str(value)
        await pilot.press("enter")
        await until(pilot, to.exists)
    (fact,) = (entry.fact for entry in desk.entries((Disclosed.kind,)))
    assert isinstance(fact, Disclosed)
    assert (fact.member, fact.recipient, fact.purpose, fact.exception) == (
        "P-001",
        "County",
        "audit",
        "audit",
    )
    assert fact.sha256 == hashlib.sha256(to.read_bytes()).hexdigest()
