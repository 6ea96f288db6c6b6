"""`openchair records sheets`: the papers of a day, without the app."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from riverside import CONFIG, PASSPHRASE, open_desk

from facilitator.cli import main
from facilitator.events import Viewed
from facilitator.records.store import Record
from scheduler.files import dump_clinic


def test_the_papers_of_a_day_are_written_and_that_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "clinic"
    desk = open_desk(folder)
    (folder / "clinic.toml").write_text(dump_clinic(CONFIG), encoding="utf-8")
    cast("Record", desk.record).close()
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)

    def sheets(*more: str) -> int:
        with secret.open() as file:
            words = ["records", "sheets", str(folder), "--to", str(tmp_path / "out"), "--as", "md", "--json"]
            return main([*words, "--on", "2026-11-25", "--passphrase-fd", str(file.fileno()), *more])

    assert sheets("--group", "evening-skills") == 0
    files = [Path(name) for name in json.loads(capsys.readouterr().out)["files"]]
    assert [file.name for file in files] == ["sign-in-2026-11-25-1800.md", "run-sheet-2026-11-25-1800.md"]
    assert "A.M." in files[1].read_text(encoding="utf-8")
    assert sheets("--group", "choir") == 2
    assert "choir does not meet on 2026-11-25" in capsys.readouterr().err
    with Record.open(folder, "t1", PASSPHRASE) as record:
        told = [entry.fact.what for entry in record.latest(6) if isinstance(entry.fact, Viewed)]
    assert [what for what in told if what.startswith("roster evening-skills")]
