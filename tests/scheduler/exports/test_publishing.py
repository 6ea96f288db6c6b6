"""A set of files: all of it or none, one publisher at a time, no older week over a newer one."""

from __future__ import annotations

import json
import multiprocessing
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from tiny import CLINIC, session, week

from facilitator.cli import main
from scheduler.exports import swapping
from scheduler.exports.calendars import read
from scheduler.exports.publishing import Published, Refused, file_name, publish
from scheduler.exports.swapping import Busy, alone, replace_folder
from scheduler.files import dump_clinic, dump_timetable
from scheduler.timetable import Timetable

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
OTHER = week(p2=session("process", "thu 09:00", "ABC", "t1"))


def give_out(
    folder: Path, timetable: Timetable, formats: tuple[str, ...] = ("ics", "html"), version: int | None = None
) -> Published:
    return publish(folder, timetable, ZONE, stamp=NOW, formats=formats, version=version, who="t1")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_everybody_has_a_calendar_and_every_file_says_what_it_gives_away(tmp_path: Path) -> None:
    done = give_out(tmp_path / "out", week(), ("ics", "html", "csv", "xlsx"))
    assert [name for name in done.files if "/" not in name] == [
        "week-2026-W48.csv", "week-2026-W48.html", "week-2026-W48.xlsx",
    ]  # fmt: skip
    assert {name for name in done.files if "/" in name} == {
        *(f"calendars/patients/{name}.ics" for name in "ABC"),
        "calendars/therapists/t1.ics", "calendars/therapists/t2.ics",
        "calendars/rooms/room-1.ics", "calendars/rooms/office-1.ics",
    }  # fmt: skip
    about = (done.folder / "READ-ME-FIRST.txt").read_text(encoding="utf-8")
    for name, words in done.disclosures.items():
        assert f"{name}\n    {words}\n" in about
    assert "patients/A.ics\n    For A alone. It names nobody else." in about


def test_the_next_set_goes_on_from_the_last(tmp_path: Path) -> None:
    give_out(tmp_path, week(), ("ics", "html", "csv"))
    done = give_out(tmp_path, OTHER)
    assert (done.new, done.changed, done.cancelled) == (0, 5, 0)  # A, B, C, t1 and the room
    assert max(e.sequence for e in read((done.folder / "calendars/patients/A.ics").read_bytes())) == 1
    assert (done.folder / "week-2026-W48.csv").exists()  # not asked for this time, and of this week
    gone = give_out(tmp_path, week(p1=session("process", "mon 09:00", "BC", "t1"), s1=None, p2=None, i1=None))
    cancelled = read((gone.folder / "calendars/patients/A.ics").read_bytes())
    assert all(event.cancelled for event in cancelled)
    later = give_out(tmp_path, evolve(OTHER, week=week().week.shifted(8)))
    assert not (later.folder / "week-2026-W48.csv").exists()
    assert "week-2026-W48.csv" not in (later.folder / "READ-ME-FIRST.txt").read_text()


@pytest.mark.parametrize("step", ["_write", "_settle", "_swap"])
def test_a_publish_that_is_interrupted_leaves_the_old_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = contents(give_out(tmp_path, week()).folder)
    real, calls = getattr(swapping, step), 0

    def fails(*args: object) -> object:
        nonlocal calls
        calls += 1
        if calls == (4 if step == "_write" else 1):
            raise OSError(28, "No space left on device")
        return real(*args)

    monkeypatch.setattr(swapping, step, fails)
    with pytest.raises(OSError, match="No space"):
        give_out(tmp_path, OTHER)
    assert contents(tmp_path / "published") == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["published"]
    monkeypatch.setattr(swapping, step, real)
    assert give_out(tmp_path, OTHER).changed == 5


def _killed(folder: Path, after: int) -> None:
    """Publishes, and ends at once after so many files."""
    real, calls = swapping._write, 0

    def dies(path: Path, data: bytes) -> None:
        nonlocal calls
        calls += 1
        if calls == after:
            os._exit(9)
        real(path, data)

    swapping._write = dies
    give_out(folder, OTHER)


def test_a_publish_that_is_killed_leaves_the_old_set_and_no_lock(tmp_path: Path) -> None:
    before = contents(give_out(tmp_path, week()).folder)
    process = multiprocessing.get_context("fork").Process(target=_killed, args=(tmp_path, 5))
    process.start()
    process.join(30)
    assert process.exitcode == 9
    assert contents(tmp_path / "published") == before
    assert give_out(tmp_path, OTHER).changed == 5


@pytest.mark.parametrize("exchange", [True, False])
def test_the_folder_is_replaced_as_a_whole_with_and_without_an_exchange(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(swapping, "_exchange", lambda one, other: False)
    folder = tmp_path / "set"
    replace_folder(folder, {"a": b"1", "deep/b": b"2"})
    replace_folder(folder, {"c": b"3"})
    assert contents(folder) == {"c": b"3"}
    assert [path.name for path in tmp_path.iterdir()] == ["set"]
    folder.rename(tmp_path / ".set.old")  # stopped between two renames
    swapping.restore(folder)
    assert contents(folder) == {"c": b"3"}


def test_of_two_who_publish_at_once_one_is_told(tmp_path: Path) -> None:
    place = tmp_path / "published"
    with (
        alone(place, "t1 (week 2026-W48)"),
        pytest.raises(Busy, match=r"t1 \(week 2026-W48\) is publishing into"),
    ):
        give_out(tmp_path, OTHER)
    assert not place.exists()
    assert give_out(tmp_path, OTHER).new == 18


def test_an_older_version_never_replaces_a_newer_one(tmp_path: Path) -> None:
    give_out(tmp_path, week(), version=2)
    with pytest.raises(Refused, match="version 2 of week 2026-W48 is in this folder, and yours is version 1"):
        give_out(tmp_path, OTHER, version=1)
    give_out(tmp_path, OTHER, version=2)
    give_out(tmp_path, evolve(OTHER, week=OTHER.week.shifted(1)), version=1)


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "thesis.txt").write_text("mine")
    with pytest.raises(Refused, match="was not written by openchair"):
        give_out(tmp_path, week())
    (tmp_path / "published" / "index.json").write_text("[1, 2")
    with pytest.raises(Refused):
        give_out(tmp_path, week())
    assert (tmp_path / "published" / "thesis.txt").read_text() == "mine"


def test_ids_become_names_of_files_on_any_system() -> None:
    assert file_name("P-001") == "P-001"
    names = {file_name(evil) for evil in ("../x", "a/b", "a\\b", "con", "..", "a:b", "\u00e9", "x\n")}
    assert len(names) == 8
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789con_.-") for name in names)
    assert not any(name.startswith(".") or "/" in name for name in names)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clinic, made = tmp_path / "clinic.toml", tmp_path / "week.toml"
    clinic.write_text(dump_clinic(CLINIC), encoding="utf-8")
    made.write_text(dump_timetable(week()), encoding="utf-8")

    def run(*words: object) -> int:
        return main(["schedule", *map(str, words)])

    assert run("publish", clinic, made, "--into", tmp_path / "o", "--formats", "ics,xlsx", "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["new"] == 18
    assert "8 files; 18 events new" in err
    (tmp_path / "o" / "published" / "index.json").write_text("{")
    assert run("publish", clinic, made, "--into", tmp_path / "o") == 2
    assert "nothing was changed" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run("publish", clinic, made, "--into", tmp_path, "--formats", "ics,docx")
    ics = tmp_path / "a.ics"
    words = ("export", made, "--format", "ics", "--for", "A", "--out", ics)
    assert run(*words) == 2
    assert "needs the time zone of its clinic" in capsys.readouterr().err
    assert run(*words, "--clinic", clinic) == run(*words, "--clinic", clinic) == 0
    assert "0 new, 0 changed, 0 cancelled. For A alone" in capsys.readouterr().err
    ics.write_text("my own calendar")
    assert run(*words, "--clinic", clinic) == 2
    assert ics.read_text() == "my own calendar"
