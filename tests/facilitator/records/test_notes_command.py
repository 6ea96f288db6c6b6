"""`openchair records notes`: one file a note, in its format, with everything that was added to it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from cheap_store import CHEAP, PASSPHRASE
from pypdf import PdfReader
from test_record_commands import CLINIC

from facilitator.access.roles import Role
from facilitator.cli import main
from facilitator.events import (
    Admitted,
    ContactWritten,
    Disclosed,
    Entry,
    NoteAmended,
    NoteSigned,
    patient_stream,
    session_stream,
)
from facilitator.notes.giving import as_markdown, as_text, gathered
from facilitator.notes.later import cosignature
from facilitator.records.store import Record
from scheduler.clinic import Patient

ZONE = ZoneInfo("America/Los_Angeles")
AT = datetime(2026, 11, 25, 18, 0, tzinfo=ZONE)
CONTACT = ContactWritten("c1", "P-001", "individual", AT, 50, "t1")
NOTE = NoteSigned("c1", "c1", "P-001", "50 minutes.", "Looked at *the* week.", "# Calm.\n1. Two plans",
                  "Both kept.", "Sleep", "Call", "t1", "author", AT + timedelta(hours=1), "")  # fmt: skip
WRONG = NoteAmended("c1", "marked-in-error", "Another person's.", "t1", AT + timedelta(days=1), "")
GROUP = NoteSigned("s.P-002", "s", "P-002", "90 minutes.", "", "Spoke.", "", "", "", "t1", "author", AT, "")


def entries(*facts: object) -> list[Entry]:
    return [Entry(n, str(n), AT, "t1", "s", fact) for n, fact in enumerate(facts, 1)]  # type: ignore[arg-type]


def test_a_note_leaves_in_its_format_with_what_was_added_and_nothing_is_markup() -> None:
    first, second = gathered(entries(CONTACT, NOTE, GROUP, WRONG), ZONE)
    assert [first.fact.member, second.fact.member] == ["P-001", "P-002"]
    assert first.stem.startswith("P-001_2026-11-25_1800_")
    text = as_text(first, "BIRP", ZONE, {"t1": "J. O., LMFT"})
    assert (
        text.index("Marked in error")
        < text.index("Behavior\n50 minutes.")
        < text.index("Signed\nJ. O., LMFT")
    )
    assert "Another person's.\nJ. O., LMFT, Thu 26 Nov 2026 18:00" in text
    markdown = as_markdown(first, "DAP", ZONE, {})
    assert "Looked at \\*the\\* week." in markdown
    assert "\\# Calm.  \n1\\. Two plans" in markdown or "\\# Calm.  \n\\1. Two plans" in markdown
    assert gathered(entries(CONTACT, NOTE), ZONE, patient="P-009") == ()
    assert gathered(entries(CONTACT, NOTE), ZONE, first=date(2026, 11, 26)) == ()


@pytest.mark.parametrize("form", ["text", "pdf"])
def test_the_command_writes_a_file_a_note_for_its_owner_alone(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    (folder / "clinic.toml").write_text(CLINIC)
    record, _ = Record.create(folder, "t1", PASSPHRASE, cost=CHEAP)
    signer = record.signer(PASSPHRASE)
    record.append(patient_stream("P-001"), CONTACT, signer.signed(NOTE))
    record.append(session_stream("s"), signer.signed(GROUP))
    record.close()

    def give() -> dict[str, object]:
        secret = tmp_path / "secret"
        secret.write_text(PASSPHRASE)
        with secret.open() as file:
            words = ["records", "notes", str(folder), "--to", str(tmp_path / "out"), "--as", form, "--json",
                     "--passphrase-fd", str(file.fileno())]  # fmt: skip
            assert main(words) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    assert give() == {"folder": str(tmp_path / "out"), "notes": 2, "new": 2, "style": "DAP"}
    files = sorted((tmp_path / "out").iterdir())
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    if form == "text":
        assert give()["new"] == 0
        with Record.open(folder, "t1", PASSPHRASE) as again:
            told = [entry.fact for entry in again.entries([Disclosed.kind])]
        assert [(f.member, f.what) for f in told if isinstance(f, Disclosed)] == [
            ("P-001", "1 note, written as text files"), ("P-002", "1 note, written as text files"),
        ]  # fmt: skip
        assert "Assessment\nGoal: Sleep\nBoth kept." in files[0].read_text()
    else:
        pdf = PdfReader(files[0])
        assert "Both kept." in pdf.pages[0].extract_text()
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_what_somebody_supervised_wrote_waits_for_a_supervisor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    (folder / "clinic.toml").write_text(CLINIC.replace('name = "J. O."', 'name = "J. O."\nsupervised = true'))
    record, _ = Record.create(folder, "t1", PASSPHRASE, cost=CHEAP)
    for user, role in (("s1", Role.SUPERVISOR), ("t2", Role.FACILITATOR)):
        record.add_user(user, PASSPHRASE, roles=[role], cost=CHEAP)
    today = datetime.now(ZONE)
    contact, written = evolve(CONTACT, starts=today), evolve(NOTE, at=today)
    record.append(patient_stream("P-001"), Admitted(Patient("P-001", "iop", ()), "A.M."), contact)
    record.append(patient_stream("P-001"), record.signer(PASSPHRASE).signed(written))

    def waits() -> list[str]:
        secret = tmp_path / "secret"
        secret.write_text(PASSPHRASE)
        with secret.open() as file:
            asked = ["records", "to-cosign", str(folder), "--user", "s1", "--json"]
            assert main([*asked, "--passphrase-fd", str(file.fileno())]) == 0
        rows = json.loads(capsys.readouterr().out)["notes"]
        return [f"{row['note']} by {row['author']} waits for {row['waits_for']}" for row in rows]

    assert waits() == ["c1 by t1 waits for supervisor"]
    other = record.signer(PASSPHRASE, "t2")
    record.append(patient_stream("P-001"), other.signed(cosignature(written, "t2", today)))
    assert waits() == ["c1 by t1 waits for supervisor"], "a colleague is no supervisor"
    above = record.signer(PASSPHRASE, "s1")
    record.append(patient_stream("P-001"), above.signed(cosignature(written, "s1", today)))
    record.give_roles("s1", [Role.COORDINATOR, Role.FACILITATOR])
    assert waits() == [], "signed by a supervisor, who has another role by now"
    record.close()
