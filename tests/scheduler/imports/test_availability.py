"""Availability on a form: written with what is known, read back with every problem, put in by comments."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from attrs import evolve
from openpyxl import load_workbook
from tiny import CLINIC

from facilitator.cli import main
from scheduler.clinic import Therapist
from scheduler.files import load_clinic
from scheduler.imports.availability import FIRST_AWAY, FIRST_DAY, PAGE, read_form, toml_form, workbook_form
from scheduler.scaffold import new_clinic
from scheduler.week import Period, parse_windows

WORKS = (
    *parse_windows("mon,wed 08:30-12:00"),
    *parse_windows("mon 13:00-17:15"),
    *parse_windows("sat 00:00-24:00"),
)
PERSON = evolve(
    CLINIC.therapists[0], available=tuple(sorted(WORKS)),
    away=(Period(datetime(2026, 11, 25), datetime(2026, 11, 28)), Period.day(date(2026, 12, 24))),
)  # fmt: skip


def written(tmp_path: Path, person: Therapist, **cells: object) -> Path:
    """A form with some cells (`B6`) filled otherwise."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(workbook_form(person))
    book = load_workbook(path)
    for place, value in cells.items():
        book[PAGE][place] = value
    book.save(path)
    return path


@pytest.mark.parametrize("form", ["xlsx", "toml"])
def test_what_is_written_is_what_is_read(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"t1.{form}"
    path.write_bytes(workbook_form(PERSON) if form == "xlsx" else toml_form(PERSON).encode())
    answer, problems = read_form(path, CLINIC)
    assert problems == []
    assert answer is not None
    assert (answer.therapist, answer.available, answer.away) == ("t1", PERSON.available, PERSON.away)


def test_times_and_dates_as_a_spreadsheet_makes_them(tmp_path: Path) -> None:
    row, away = FIRST_DAY, FIRST_AWAY
    cells = {
        f"B{row}": time(9),
        f"C{row}": "1 pm",
        f"A{away + 2}": datetime(2027, 1, 4),
        f"B{away + 2}": "1/6/2027",
    }
    answer, problems = read_form(written(tmp_path, PERSON, **cells), CLINIC)
    assert problems == []
    assert answer is not None
    assert str(answer.available[0]) == "mon 09:00-17:15"  # joined with the afternoon
    assert answer.away[-1] == Period(datetime(2027, 1, 4), datetime(2027, 1, 7))


def test_every_problem_is_at_its_cell(tmp_path: Path) -> None:
    row, away = FIRST_DAY, FIRST_AWAY
    cells = {
        f"C{row}": "noon", f"B{row + 1}": "09:00", f"B{row + 2}": "18:00", f"D{row + 3}": "=NOW()",
        f"B{row + 5}": "00:00", f"C{row + 5}": "24:00", f"D{row + 5}": "08:00", f"E{row + 5}": "09:00",
        f"A{away}": "soon", f"B{away + 1}": "2026-12-01", "B2": "t1x",
    }  # fmt: skip
    answer, problems = read_form(written(tmp_path, PERSON, **cells), CLINIC)
    assert answer is None
    assert [(p.line, p.column, p.code) for p in problems] == [
        (2, 2, "I012"), (row, 3, "I011"), (row + 1, 3, "I011"), (row + 2, 3, "I011"), (row + 3, 4, "I008"),
        (row + 5, 2, "I011"), (away, 1, "I011"), (away + 1, 2, "I011"),
    ]  # fmt: skip


def test_what_is_no_form_is_refused(tmp_path: Path) -> None:
    for name, data in (
        ("a.xlsx", b"PK"),
        ("b.xlsx", b"hello"),
        ("none.xlsx", None),
        ("c.toml", b"therapist = 3\n"),
    ):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        answer, problems = read_form(tmp_path / name, CLINIC)
        assert answer is None
        assert problems
    wrong = tmp_path / "d.toml"
    wrong.write_text('format = 1\ntherapist = "t1"\navailable = ["mon 9-5"]\naway = []\n')
    assert {p.code for p in read_form(wrong, CLINIC)[1]} == {"F015"}


def test_answers_are_put_into_the_clinics_own_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new_clinic(tmp_path / "c")
    clinic = str(tmp_path / "c")
    before = (tmp_path / "c" / "clinic.toml").read_text(encoding="utf-8")
    assert main(["import", "form", "--clinic", clinic, "--out", str(tmp_path / "forms")]) == 0
    assert capsys.readouterr().out.count(".xlsx") == 3
    form = tmp_path / "t2.toml"
    form.write_text(
        'format = 1\ntherapist = "t2"\navailable = ["tue,thu 10:00-18:00"]\naway = [2026-12-24]\n'
    )
    asked = ["import", "availability", str(form), str(tmp_path / "forms" / "t1.xlsx"), "--clinic", clinic]
    assert main(asked) == 0
    out, err = capsys.readouterr()
    assert out == "t2: mon-fri 12:00-20:30 → tue,thu 10:00-18:00; 1 absences\nt1: as it was\n"
    assert "Nothing was changed" in err
    assert (tmp_path / "c" / "clinic.toml").read_text(encoding="utf-8") == before
    assert main([*asked, "--write"]) == 0
    after = (tmp_path / "c" / "clinic.toml").read_text(encoding="utf-8")
    changed = [line for line in after.splitlines() if line not in before.splitlines()]
    assert changed == ['available = ["tue,thu 10:00-18:00"]', "away = [2026-12-24]"]
    loaded, _ = load_clinic(tmp_path / "c")
    assert loaded is not None
    assert next(t for t in loaded.therapists if t.id == "t2").away == (Period.day(date(2026, 12, 24)),)
    assert main(["import", "availability", str(form), str(form), "--clinic", clinic]) == 2
    assert main(["import", "form", "--clinic", clinic, "--for", "t9", "--out", str(form)]) == 2
