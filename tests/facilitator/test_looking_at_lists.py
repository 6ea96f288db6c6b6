"""Lists and forms as they are looked at before anything is written, and kept whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from curricula.diagnostics import BadInput
from facilitator.events import Admitted, ProspectKept
from facilitator.intake.importing import MOST_ROWS, form_paths, forms, last_week, patients, unknown_file
from facilitator.people import Person, Profile, Stay
from scheduler.clinic import Clinic, Group, Level, Patient, Prescription, Room, Size, Therapist
from scheduler.imports.availability import Answer, toml_form
from scheduler.imports.putting_in import put_in, write_all
from scheduler.week import Week, parse_windows

EVENING = parse_windows("mon-fri 17:00-20:00")
TODAY, WEEK = date(2026, 11, 23), Week.parse("2026-W48")
CLINIC = Clinic(
    name="Riverside IOP",
    timezone="America/Chicago",
    open=EVENING,
    rooms=(Room("room-1", "group", 12),),
    therapists=tuple(Therapist(name, frozenset({"process"}), EVENING) for name in ("t1", "t2")),
    groups=(Group("evening", "process", 60, Size(1, 8)),),
    levels=(Level("iop", Prescription(services={"process": 180})),),
)
HEAD = "id,level,available,initials,name,admitted\n"
GOOD = 'P-2,iop,mon 17:00-20:00,Q.A.,Quinn,\nP-3,iop,"mon-fri 17:00-20:00",,,2026-11-30\n'


def person(name: str, called: str = "") -> Person:
    profile = Profile(TODAY, Patient(name, "iop", EVENING), "A.M.", called)
    return Person(name, (Stay(1, TODAY, TODAY, discharged=True),), (profile,))


def listed(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_list_is_an_admission_for_each(tmp_path: Path) -> None:
    look = patients(listed(tmp_path, HEAD + GOOD), CLINIC, {}, (), TODAY)
    assert look.says == "2 of 2 rows understood"
    assert look.made == (
        Admitted(Patient("P-2", "iop", parse_windows("mon 17:00-20:00"), admitted=TODAY), "Q.A.", "Quinn"),
        Admitted(Patient("P-3", "iop", EVENING, admitted=date(2026, 11, 30)), "P-3"),
    )


def test_one_wrong_row_keeps_everybody_out_and_stands_first(tmp_path: Path) -> None:
    look = patients(listed(tmp_path, HEAD + GOOD + "P-4,iopp,mon 17:00-20:00,,,\n"), CLINIC, {}, (), TODAY)
    assert look.made is None
    assert (look.says, look.problems) == ("2 of 3 rows understood", 1)
    assert [row.where for row in look.shown()] == ["line 4", "line 2", "line 3"]


def test_a_list_with_nobody_says_so_and_not_that_none_of_none_was_understood(tmp_path: Path) -> None:
    said = [patients(listed(tmp_path, words), CLINIC, {}, (), TODAY).says for words in (HEAD, "")]
    assert said == ["It names its columns, and no row stands below them", "Nothing in it can be read yet"]


def test_people_whom_the_record_knows_are_pointed_at(tmp_path: Path) -> None:
    left, asks = person("P-2"), ProspectKept("P-3", "P.P.", "call", TODAY, TODAY, Patient("P-3", "", ()))
    look = patients(listed(tmp_path, HEAD + GOOD), CLINIC, {"P-2": left}, (asks,), TODAY)
    assert [p.code for row in look.rows for p in row.problems] == ["I014", "I014"]


def test_the_same_name_under_another_code_is_a_warning(tmp_path: Path) -> None:
    known = {"P-9": evolve(person("P-9", "quinn"), profiles=(Profile(TODAY, Patient("P-9", "iop", EVENING),
             "q.a.", "quinn"),))}  # fmt: skip
    look = patients(listed(tmp_path, HEAD + GOOD), CLINIC, known, (), TODAY)
    assert "P-9" in look.rows[0].problems[0].message
    assert look.made is not None


def test_of_a_long_list_some_rows_are_shown_and_all_are_made(tmp_path: Path) -> None:
    rows = "".join(f"P-{n},iop,mon 17:00-20:00,,,\n" for n in range(1000))
    look = patients(listed(tmp_path, HEAD + rows), CLINIC, {}, (), TODAY)
    assert (len(look.shown()), len(look.made or ())) == (MOST_ROWS, 1000)


def test_a_timetable_from_before(tmp_path: Path) -> None:
    clinic = evolve(CLINIC, patients=(Patient("P-2", "iop", EVENING),))
    rows = "what,day,start,staff,people\nevening,Monday,17:00,t1,P-2\n"
    look = last_week(listed(tmp_path, rows), clinic, WEEK)
    assert look.made is not None
    assert look.made.sessions[0].members == ("P-2",)
    look = last_week(listed(tmp_path, rows + "evenin,Monday,17:00,t1,P-2\n"), clinic, WEEK)
    assert look.made is None
    assert look.rows[0].where == "line 3"


def test_forms_say_what_changes_and_two_of_one_are_refused(tmp_path: Path) -> None:
    late = evolve(CLINIC.therapists[0], available=parse_windows("mon 18:00-20:00"))
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(toml_form(late), encoding="utf-8")
    look = forms(form_paths(f"{tmp_path}/a.toml"), CLINIC)
    assert look.rows[0].words == "t1: mon-fri 17:00-20:00 → mon 18:00-20:00; 0 absences"
    assert look.made == (Answer("t1", late.available, ()),)
    both = forms(form_paths(str(tmp_path)), CLINIC)
    assert both.made is None
    assert both.problems == 2


def test_a_file_that_is_not_there_is_looked_for_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "patients.csv").touch()
    assert "`patients.csv`" in unknown_file(tmp_path / "patiens.csv")
    assert "no folder" in unknown_file(tmp_path / "nowhere" / "a.csv")


def test_answers_go_into_all_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scheduler.imports import putting_in

    for name in ("t1", "t2"):
        text = f'# kept\n[[therapists]]\nid = "{name}"\navailable = ["mon-fri 17:00-20:00"]\n'
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    before = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.iterdir())]
    texts = put_in(tmp_path, [Answer(name, parse_windows("tue 18:00-19:00"), ()) for name in ("t1", "t2")])
    real = putting_in.save

    def full(path: Path, content: str | bytes) -> None:
        if path.name == "t2.toml":
            raise BadInput([])
        real(path, content)

    monkeypatch.setattr(putting_in, "save", full)
    with pytest.raises(BadInput):
        write_all(texts)
    assert [path.read_text(encoding="utf-8") for path in sorted(tmp_path.iterdir())] == before
    monkeypatch.undo()
    write_all(texts)
    assert all("tue 18:00-19:00" in path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
