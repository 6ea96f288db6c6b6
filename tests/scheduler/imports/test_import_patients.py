"""Lists of patients: every row is understood or says why not, whatever the file looks like."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from attrs import evolve
from openpyxl import Workbook
from pace import on_a_busy_machine
from tiny import CLINIC

from facilitator.cli import main
from scheduler.clinic import Patient
from scheduler.files import dump_clinic, load_clinic
from scheduler.imports import sheets
from scheduler.imports.patients import Preview, read_patients
from scheduler.week import Period, Window

HEAD = "id,level,available"


def read(tmp_path: Path, text: str | bytes, name: str = "list.csv") -> Preview:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_patients(path, CLINIC)


def told(preview: Preview) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.code) for problem in preview.problems]


def test_a_full_row_is_a_patient(tmp_path: Path) -> None:
    preview = read(
        tmp_path,
        "Code;Level of care;Availability;Track;Primary;Keep apart;Admission;Last day;Away;Telehealth;"
        "Age band;Initials;Name\n"
        'P-1;iop;"mon-fri 17:30-20:00; sat 9:00-12:00";adult;t1;"A, P-2";10/5/2026;2026-12-18;'
        "2026-11-25..2026-11-27;yes;Adult;J.D.;Jo\n\nP-2;iop;mon 9:00-12:00;;;;;;;;;;\n",
    )
    assert told(preview) == []
    assert preview.ready
    one, other = preview.people
    assert (one.initials, one.name, one.line, other.line) == ("J.D.", "Jo", 2, 4)
    assert one.patient == Patient(
        "P-1", "iop", (*(Window(d, 1050, 1200) for d in range(5)), Window(5, 540, 720)), track="adult",
        therapist="t1", apart=frozenset({"A", "P-2"}),
        admitted=date(2026, 10, 5), discharge=date(2026, 12, 18),
        away=(Period(datetime(2026, 11, 25), datetime(2026, 11, 28)),), remote=True,
    )  # fmt: skip


def test_every_problem_of_every_row_has_its_cell(tmp_path: Path) -> None:
    preview = read(
        tmp_path,
        f"{HEAD},therapist,apart,admitted,discharge,band,colour\n"
        "P-1,iopp,mon-fri,t9,P-1;Z,soon,,old,red\n"
        "P-2,iop,mon 9:00-12:00,,,2026-10-05,2026-10-01,,\n"
        "P-2,iop,mon 9:00-12:00,,,,,,\n"
        "A,iop,mon 9:00-12:00,,,,,,,,too,much\n"
        ",iop,,,,,,,\n"
        "=1+1,iop,@SUM(A1),,,,,,\n"
        "P-3\u202e,iop,mon 9:00-12:00,,,,,,\n",
    )
    assert told(preview) == [
        (1, 9, "I004"),
        (2, 2, "I012"), (2, 3, "I011"), (2, 4, "I012"), (2, 5, "I015"), (2, 5, "I012"),
        (2, 6, "I011"), (2, 8, "I011"), (3, 1, "I013"), (3, 7, "I011"), (4, 1, "I013"), (5, 1, "I014"),
        (5, 11, "I007"), (6, 1, "I010"), (6, 3, "I010"), (7, 1, "I008"), (7, 3, "I008"), (8, 1, "I009"),
    ]  # fmt: skip
    assert not preview.ready
    assert [one.patient and one.patient.id for one in preview.people] == [None] * 6 + ["P-3"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (b"", ["I005"]),
        (b"\n\n", ["I005"]),
        (b"name,age\nJo,30\n", ["I005", "I005", "I005", "I004"]),
        (b"id,level,available,Code\n", ["I006"]),
        (b"\x00\x01\x02", ["I001"]),
        (b"PK\x03\x04 not a workbook", ["I001"]),
        (b'id,level,available\n"P-1,iop' + b"x" * 200_000, ["I001"]),
        ("id,level,available,track\nP-1,iop,mon 9:00-12:00,Jos\u00e9\n".encode("cp1252"), ["I003"]),
        ("id,level,available\nP-1,iop,mon 9:00-12:00\n".encode("utf-16"), []),
        ("id,level,available\nP-1,iop,mon 9:00-12:00\n".encode("utf-16-le"), []),
        ("id,level,available\nP-1,iop,mon 9:00-12:00\n".encode("utf-16-be"), []),
        ("id,level,available\nP-1,iop,mon 9:00-12:00\n".encode("utf-32"), []),
        ("\ufeffid\tlevel\tavailable\r\nP-1\tiop\tmon 9:00-12:00\r\n".encode(), []),
    ],
)  # fmt: skip
def test_odd_files_are_named(tmp_path: Path, text: bytes, codes: list[str]) -> None:
    preview = read(tmp_path, text)
    assert [code for _, _, code in told(preview)] == codes
    assert preview.ready == (codes in ([], ["I003"]))


def test_a_workbook_by_its_name_alone_is_not_read_as_words(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"id,level,available\nP-1,iop,mon 9:00-12:00\n")
    assert [p.code for p in read_patients(path, CLINIC).problems] == ["I001"]


def test_a_file_that_cannot_be_read_or_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [p.code for p in read_patients(tmp_path / "none.csv", CLINIC).problems] == ["I001"]
    assert [p.code for p in read_patients(tmp_path, CLINIC).problems] == ["I001"]
    large = tmp_path / "large.csv"
    with large.open("wb") as stream:
        stream.truncate(20_000_001)
    assert [p.code for p in read_patients(large, CLINIC).problems] == ["I002"]


def test_many_rows_are_quick_their_problems_shortened_and_too_many_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        f"P-{n},{'iop' if n % 3 else 'opi'},mon-fri 17:30-20:00,{'t1' if n % 5 else 'tt1'}"
        for n in range(2_999)
    ]
    head = f"{HEAD},therapist"
    began = time.process_time()
    preview = read(tmp_path, "\n".join([head, *rows, rows[7]]))
    assert time.process_time() - began < on_a_busy_machine(1)  # python -m benchmarks exports
    assert len(preview.people) == 3_000
    assert len(preview.problems) == 201
    assert preview.problems[-1].code == "I099"
    assert "errors in all" in preview.problems[-1].message
    monkeypatch.setattr(sheets, "MAX_ROWS", 2_999)
    longer = read(tmp_path, "\n".join([head, *rows, rows[7]]))
    assert [problem.code for problem in longer.problems] == ["I002"]
    assert longer.people == ()


def test_a_workbook_with_dates_and_formulas(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["ID", "Level", "Available", "Admitted", "Remote"])
    page.append(["P-1", "iop", "mon 9:00-12:00", date(2026, 10, 5), True])
    page.append(["P-2", "iop", '=CONCATENATE("mon"," 9:00-12:00")', "10/5/2026", None])
    book.save(tmp_path / "list.xlsx")
    preview = read_patients(tmp_path / "list.xlsx", CLINIC)
    assert told(preview) == [(3, 3, "I008")]
    patient = preview.people[0].patient
    assert patient is not None
    assert (patient.admitted, patient.remote) == (date(2026, 10, 5), True)


def test_the_command_writes_all_or_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clinic.toml").write_text(dump_clinic(CLINIC), encoding="utf-8")
    good, bad, out = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "new.toml"
    good.write_text(f"{HEAD},name\nP-1,iop,mon 9:00-12:00,Jo\nP-2,iop,tue 9:00-12:00,\n")
    bad.write_text(f"{HEAD}\nP-1,iop,mon 9:00-12:00\nP-2,no,tue 9:00-12:00\n")
    asked = ("--clinic", str(tmp_path), "--out", str(out))
    assert main(["import", "patients", str(bad), *asked]) == 2
    assert not out.exists()
    assert "line 3: P-2: 1 problem" in capsys.readouterr().out
    assert main(["import", "patients", str(good), *asked, "--json"]) == 0
    printed, err = capsys.readouterr()
    assert json.loads(printed)["ready"]
    assert "Initials and names stay out of it" in err
    assert "Jo" not in out.read_text()
    clinic, problems = load_clinic(tmp_path)
    assert not [p for p in problems if p.is_error]
    assert clinic is not None
    assert {p.id for p in clinic.patients} == {*"ABCD", "P-1", "P-2"}
    assert main(["import", "patients", str(good), "--clinic", str(tmp_path)]) == 2  # they are there now
    assert main(["import"]) == 2


def test_levels_that_count_weeks_ask_for_the_first_day(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{HEAD}\nP-1,iop,mon 9:00-12:00\n")
    level = CLINIC.levels[0]
    some = tuple(evolve(a, every_weeks=4) for a in level.prescription.appointments)
    counted = evolve(
        CLINIC, levels=(evolve(level, prescription=evolve(level.prescription, appointments=some)),)
    )
    assert [p.code for p in read_patients(path, counted).problems] == ["I010"]
