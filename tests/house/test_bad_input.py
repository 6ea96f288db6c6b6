"""Whatever a person gets wrong, the command says what, where and what to do, and touches nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openchair_command import Ran, cannot_mount, contents, openchair

from scheduler.by_hand.greedy import greedy
from scheduler.files import load_clinic, write_timetable
from scheduler.scaffold import new_clinic
from scheduler.week import Week

CLINIC = """\
format = 1
name = "Riverside"
timezone = "America/Los_Angeles"
open = ["mon-fri 08:00-20:00"]
[[rooms]]
id = "r1"
kind = "group"
capacity = 12
[[therapists]]
id = "t1"
services = ["process", "individual"]
available = ["mon-fri 08:00-20:00"]
[[groups]]
id = "talk"
service = "process"
minutes = 60
size = { min = 2, max = 12 }
room_kind = "group"
[[levels]]
id = "iop"
services = { process = 60 }
[[patients]]
id = "P-001"
level = "iop"
available = ["mon 09:00-12:00"]
[[patients]]
id = "P-002"
level = "iop"
available = ["mon 09:00-12:00"]
therapist = "t1"
"""
SOLVE = ("schedule", "solve", "clinic.toml", "--week", "2026-W48", "--out", "week-48.toml")
PASSPHRASE = "a chair by the window"
needs_descriptors = pytest.mark.skipif(sys.platform == "win32", reason="Windows passes no descriptors on")
MOUNTING = cannot_mount()
needs_mounts = pytest.mark.skipif(bool(MOUNTING), reason=MOUNTING)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a sound clinic of one file."""
    (tmp_path / "clinic.toml").write_text(CLINIC)
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new clinic, a valid week of it, and its record. Never written to."""
    folder = tmp_path_factory.mktemp("made") / "clinic"
    new_clinic(folder)
    clinic, _ = load_clinic(folder)
    assert clinic is not None
    for week in ("2026-W47", "2026-W48"):
        write_timetable(folder / f"{week}.toml", greedy(clinic, Week.parse(week)))
    return folder


def refused(ran: Ran, *words: str) -> None:
    """Bad input: exit code 2, sentences on stderr only, no fault of ours, nothing that steers a terminal."""
    assert (ran.code, ran.out) == (2, ""), ran
    assert "Traceback" not in ran.err
    assert "fault in openchair" not in ran.err
    assert ran.err.replace("\n", "").isprintable()
    for each in words:
        assert each in ran.err, ran.err


# --- what stands in a file ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "places", "sentence", "remedy"),
    [
        ('"Riverside"', '"Riverside', [(2, "F003")], "not TOML", "quote"),
        ("capacity", "capacty", [(8, "F010")], "unknown key `capacty`", "mean `capacity`?"),
        ("mon-fri 08:00-20:00", "mon 25:00-26:00", [(4, "F015")], "25:00", "write 24-hour times"),
        ("mon 09:00-12:00", "mon 12:00-09:00", [(25, "F015")], "ends before it starts", "within one day"),
        ("mon 09:00-12:00", "fri-mon 09:00-12:00", [(25, "F015")], "fri-mon", ""),
        ('"P-002"', '"P-001"', [(27, "F014")], '"P-001" is used twice', "another id"),
        ('therapist = "t1"', 'therapist = "t2"', [(30, "S012")], "no therapist `t2`", "add it under"),
        ('level = "iop"', 'level = "ipo"', [(24, "S012")], "no level `ipo`", "did you mean `iop`?"),
        ('["process", "individual"]', "[]", [(11, "S015")], "t1 has no services", "credentialed for"),
        ("Los_Angeles", "Los_Angles", [(3, "S004")], "no time zone", "did you mean `America/Los_Angeles`?"),
        ("{ process = 60 }", "{ skills = 60 }", [(21, "S016")], "skills", ""),
        ("min = 2", "min = 22", [(17, "S011")], "above", "change one"),
        ("capacity = 12", 'capacity = "twelve"', [(8, "F012")], "capacity", "whole number"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_problem_at_its_line(
    here: Path, old: str, new: str, places: list[tuple[int, str]], sentence: str, remedy: str
) -> None:
    (here / "clinic.toml").write_text(CLINIC.replace(old, new, 1))
    before = contents(here)
    ran = openchair(*SOLVE, cwd=here)
    refused(ran, sentence, remedy)
    assert [(line, code) for _, line, _, code in ran.places] == places, ran.err
    assert contents(here) == before


def test_all_mistakes_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    premises, _, people = CLINIC.partition("[[patients]]")
    broken = premises.replace("Los_Angeles", "Los_Angles").replace("capacity", "capacty")
    (folder / "a.toml").write_text(broken.replace("mon-fri 08:00", "mon 25:00"))
    (folder / "b.toml").write_text(f'name = "Lakeside"\n[[patients]]{people}'.replace('"t1"', '"t9"'))
    (folder / "c.toml").write_text("[[rooms]\n")
    before = contents(tmp_path)
    ran = openchair("schedule", "solve", "clinic", "--week", "2026-W48", cwd=tmp_path)
    refused(ran)
    said = {(Path(file).name, line, code) for file, line, _, code in ran.places}
    assert said >= {
        ("a.toml", 3, "S004"),
        ("a.toml", 4, "F015"),
        ("a.toml", 8, "F010"),
        ("a.toml", 12, "F015"),
        ("b.toml", 10, "S012"),
        ("c.toml", 1, "F003"),
    }, ran.err
    assert any(file == "b.toml" and line == 1 for file, line, _ in said), "the second name is an error"
    assert contents(tmp_path) == before


def test_a_pin_that_breaks_rules_names_each_of_them(here: Path) -> None:
    pin = '[[pins]]\ngroup = "talk"\nstart = 2026-11-23T21:00:00\nmembers = ["P-001"]\n'
    (here / "clinic.toml").write_text(CLINIC + pin)
    ran = openchair(*SOLVE, cwd=here)
    refused(ran, "this pin cannot hold", "Monday 21:00", "the rule is `opening`", "`patient-available`")
    assert set(ran.places) == {("clinic.toml", 31, 1, "S023")}
    assert not (here / "week-48.toml").exists()


def test_a_pin_of_another_week_is_a_warning(here: Path) -> None:
    pin = '[[pins]]\ngroup = "talk"\nstart = 2026-11-16T21:00:00\n'
    (here / "clinic.toml").write_text(CLINIC + pin)
    clinic, problems = load_clinic(here / "clinic.toml", Week.parse("2026-W48"))
    assert clinic is not None
    assert [problem.code for problem in problems] == ["S030"]


# --- files that are not what they should be ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("schedule solve nowhere.toml --week 2026-W48", ("nowhere.toml:1:1: F001 no such file", "hint:")),
        ("schedule solve empty --week 2026-W48", ("empty:1:1: S001", "no clinic", "`openchair new`")),
        ("schedule solve 2026-W48.toml --week 2026-W48", ("2026-W48.toml", "S002", "this is a timetable")),
        ("schedule check . nowhere.toml", ("nowhere.toml:1:1: F001 no such file",)),
        ("schedule check . clinic.toml", ("clinic.toml:1:1: S002 this is a clinic", "`solve` wrote")),
        ("schedule check . empty", ("F002 this is a folder",)),
        ("schedule check . 2026-W48.toml --previous 2026-W48.toml", ("S040", "not come before 2026-W48")),
        ("schedule check . 2026-W47.toml --previous 2026-W48.toml", ("S040", "such as 2026-W46")),
        ("schedule solve . --week 2026-W47 --previous 2026-W48.toml", ("S040", "such as 2026-W46")),
        ("schedule solve . --week 2026-W48 --out clinic.toml", ("S003", "not a timetable", "not touched")),
        ("schedule solve . --week 2026-W48 --out empty", ("S003", "this is a folder")),
        ("schedule solve . --week 2026-W48 --out no/w.toml", ("S003", "does not exist")),
        ("schedule diff 2026-W47.toml clinic.toml", ("S002", "this is a clinic")),
        ("schedule diff damaged.toml 2026-W48.toml", ("damaged.toml:3:8: F012",)),
        ("schedule export 2026-W48.toml --format csv --for t9 --out x.csv", ("S041", "t9")),
        ("schedule export 2026-W48.toml --format csv --out no/x.csv", ("S003", "no/x.csv", "hint:")),
        ("open nowhere", ("there is no folder `nowhere`", "openchair new")),
        ("open empty", ("`empty` has no clinic in it", "openchair new")),
        ("open clinic.toml", ("is a file; name the folder",)),
        ("open .", ("the app needs a terminal",)),
        ("new .", ("clinic.toml:1:1: F030", "nothing was written", "choose a new folder")),
        ("new clinic.toml", ("F030", "nothing was written")),
        ("curricula new Anger!", ("F015", "small letters, digits and single hyphens")),
        ("curricula new talk --dir clinic.toml", ("F031", "choose another folder")),
        ("curricula show getting-stedy", ("did you mean `getting-steady`?",)),
        ("curricula show getting-steady --session urge", ("there is no session `urge`",)),
        ("curricula show clinic.toml", ("clinic.toml:",)),
        ("curricula rule C2001", ("there is no code `C2001`",)),
        ("curricula rule S001", ("S001 is a code of clinic", "hint: openchair schedule rule S001")),
        ("schedule rule gaps", ("there is no rule or code `gaps`", "did you mean `gap`?")),
        ("records init empty", ("there is no clinic in this folder",)),
        ("records verify .", ("holds no record yet", "openchair records init")),
        ("records backup . --to copies", ("holds no record yet",)),
        ("demo --headless --keep x", ("--keep goes with the app",)),
    ],
)  # fmt: skip
def test_a_wrong_file_or_name(made: Path, command: str, words: tuple[str, ...]) -> None:
    (made / "empty").mkdir(exist_ok=True)
    (made / "empty/notes.txt").write_text("nothing here")
    damaged = (made / "2026-W47.toml").read_text().replace('week = "2026-W47"', "week = 47")
    (made / "empty/damaged.toml").write_text(damaged)
    command = command.replace("damaged.toml", "empty/damaged.toml")
    if "solve empty" in command or "init empty" in command or "open empty" in command:
        (made / "empty/damaged.toml").unlink()
    before = contents(made)
    refused(openchair(*command.split(), cwd=made), *words)
    assert contents(made) == before


def test_curricula_check_of_nothing_says_so_as_data(tmp_path: Path) -> None:
    ran = openchair("curricula", "check", "nowhere", cwd=tmp_path)
    assert ran.code == 2
    assert "nowhere:1:1: F001 no such file" in ran.out


# --- mistyped ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("schedul", ("there is no `schedul` here", "did you mean `schedule`?")),
        ("schedule sovle", ("did you mean `solve`?",)),
        ("schedule check", ("required", "CLINIC", "openchair schedule check --help")),
        ("schedule solve .", ("required: --week",)),
        ("schedule solve . --week 48", ("'48' is not a week", "2026-W48")),
        ("schedule solve . --week 2026-W60", ("has no week 60",)),
        ("schedule solve . --week 2026-W48 --time-limit soon", ("'soon' is not a number of seconds",)),
        ("schedule solve . --week 2026-W48 --time-limit -1", ("seconds",)),
        ("schedule solve . --week 2026-W48 --workers 0", ("threads",)),
        ("schedule export w.toml --format docx --out x", ("there is no `docx` here", "ics, html")),
        ("schedule solve . --wek 2026-W48", ("--we",)),
        ("records verify . --passphrase secret", ("openchair records",)),
        ("curricula check", ("required: PATH",)),
        ("curricula check . --format yaml", ("there is no `yaml` here",)),
        ("demo --time-limit soon", ("soon",)),
        ("demo --time-limit -5", ("seconds",)),
        ("--bogus", ("unrecognized arguments: --bogus", "openchair --help")),
        ("schedule", ("usage: openchair schedule", "example:")),
        ("records", ("usage: openchair records", "example:")),
        ("curricula", ("usage: openchair curricula", "example:")),
    ],
)  # fmt: skip
def test_a_mistyped_command(tmp_path: Path, command: str, words: tuple[str, ...]) -> None:
    refused(openchair(*command.split(), cwd=tmp_path), *words)


# --- the record --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic with a record. Copied by whoever damages it."""
    import shutil

    from facilitator.records.slots import Cost
    from facilitator.records.store import Record

    folder = tmp_path_factory.mktemp("kept") / "clinic"
    shutil.copytree(made, folder)
    record, _ = Record.create(folder, "t1", PASSPHRASE, cost=Cost(time=1, memory=1024, lanes=1))
    record.close()
    return folder


@pytest.fixture
def record(kept: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    import shutil

    return Path(shutil.copytree(kept, tmp_path / "clinic"))


@needs_descriptors
@pytest.mark.parametrize("command", ["verify clinic", "backup clinic --to copies"])
def test_a_wrong_passphrase(record: Path, command: str) -> None:
    before = contents(record / "records")
    ran = openchair("records", *command.split(), cwd=record.parent, passphrase="a chair by the door")
    refused(ran, "That passphrase does not open this record", "check the keyboard layout")
    after = contents(record / "records")
    after.pop("tries.json")  # the wrong tries are counted, and nothing else is written
    assert after == before
    assert not (record.parent / "copies").exists()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def scribble(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[100:300] = bytes(200)
    path.write_bytes(bytes(raw))


def empty(path: Path) -> None:
    path.write_bytes(b"")


@needs_descriptors
@pytest.mark.parametrize("command", ["verify clinic", "backup clinic --to copies"])
@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("records.db", cut),
        ("records.db", scribble),
        ("records.db", empty),
        ("records.db", Path.unlink),
        ("keys.json", cut),
        ("keys.json", empty),
    ],
)
def test_a_damaged_store(record: Path, command: str, name: str, damage: Callable[[Path], None]) -> None:
    if name == "keys.json" and damage is cut:
        (record / "records" / name).write_text('{"format": 1, "users": [')
    else:
        damage(record / "records" / name)
    before = contents(record)
    ran = openchair("records", *command.split(), cwd=record.parent, passphrase=PASSPHRASE)
    refused(ran, name, "Leave the folder as it is", "restore the newest backup")
    assert contents(record) == before


@needs_descriptors
def test_there_is_no_passphrase_to_read(record: Path) -> None:
    verify, cwd = ("records", "verify", "clinic"), record.parent
    refused(openchair(*verify, cwd=cwd), "no terminal", "--passphrase-fd N")
    refused(openchair(*verify, "--passphrase-fd", 77, cwd=cwd), "descriptor 77")
    stranger = openchair(*verify, "--user", "t9", cwd=cwd, passphrase=PASSPHRASE)
    refused(stranger, "'t9' cannot unlock this record", "t1")


# --- places that cannot be written -------------------------------------------------------------------------

READ_ONLY = "mount --bind clinic clinic && mount -o remount,ro,bind clinic"
FULL = (
    "mkdir full && mount -t tmpfs -o size=200k none full && cp -r clinic full"
    " && trap 'cp -r full/clinic after; find full > listed' EXIT"
    " ; dd if=/dev/zero of=full/zero 2>&- ; true"
)
SIDE_FILES = {"records/tries.json", "records/records.db-wal", "records/records.db-shm"}


@needs_mounts
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("new clinic/second", ("clinic/second", "read-only", "choose another folder")),
        ("curricula new anger --dir clinic", ("F031", "read-only", "choose another folder")),
        ("schedule solve clinic --week 2026-W49 --out clinic/w.toml", ("S003", "cannot be written", "--out")),
        (
            "schedule export clinic/2026-W48.toml --format html --out clinic/w.html",
            ("clinic/w.html:1:1: S003", "read-only"),
        ),
        ("records backup clinic --to elsewhere", ("cannot be written to", "make it writable")),
    ],
)
def test_a_read_only_folder(record: Path, command: str, words: tuple[str, ...]) -> None:
    before = contents(record)
    passphrase = PASSPHRASE if command.startswith("records") else None
    refused(openchair(*command.split(), cwd=record.parent, passphrase=passphrase, before=READ_ONLY), *words)
    assert contents(record) == before


@needs_mounts
@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("new full/second", "no space left"),
        ("curricula new anger --dir full", "no space left"),
        ("schedule export full/clinic/2026-W48.toml --format html --out full/clinic/w.html", "no space left"),
        (
            "schedule export full/clinic/2026-W48.toml --format csv --out full/clinic/2026-W47.toml",
            "no space",
        ),
        ("records backup full/clinic --to full/copies", "not stored"),
    ],
)
def test_a_full_disk(record: Path, command: str, sentence: str) -> None:
    """The files on the full disk are copied out afterwards and compared; the record opens as before."""
    before = {name: raw for name, raw in contents(record).items() if name not in SIDE_FILES}
    passphrase = PASSPHRASE if command.startswith("records") else None
    ran = openchair(*command.split(), cwd=record.parent, passphrase=passphrase, before=FULL)
    refused(ran, sentence)
    after = contents(record.parent / "after")
    assert {name: raw for name, raw in after.items() if name not in SIDE_FILES} == before
    if passphrase:
        assert openchair("records", "verify", "after", cwd=record.parent, passphrase=passphrase).code == 0
    listed = (record.parent / "listed").read_text()
    for half_made in (".part", "second/", "anger", "copies/open", "w.html"):
        assert half_made not in listed, listed


# --- words that try to steer -------------------------------------------------------------------------------

NASTY = "\\u001b]0;owned\\u0007\\u001b[31mM[@click=app.quit]x[/]\\u202e<script>alert(1)</script>"


@pytest.mark.parametrize("field", ["name", "id", "service", "kind", "key"])
def test_words_that_steer_terminals_are_shown_as_words(here: Path, field: str) -> None:
    """In each field in turn, in a clinic that is also broken so that its words are shown."""
    edits = {
        "name": ('"Riverside"', f'"{NASTY}"\ncolour = 1'),
        "id": ('"P-002"', f'"{NASTY}"'),
        "service": ('"process"', f'"{NASTY}"'),
        "kind": ('room_kind = "group"', f'room_kind = "{NASTY}"'),
        "key": ("grid", "grid"),
    }
    text = CLINIC.replace(*edits[field]) + (f'"{NASTY}" = 1\n' if field == "key" else 'level = "x"\n')
    (here / "clinic.toml").write_text(text)
    refused(openchair(*SOLVE, cwd=here))


def test_a_timetable_with_steering_words_is_read_and_exported_as_words(made: Path, tmp_path: Path) -> None:
    text = (made / "2026-W48.toml").read_text()
    text = text.replace('"My clinic"', f'"{NASTY}"').replace('"P-001"', f'"{NASTY}"')
    text += f'\n[[unmet]]\npatient = "P-002"\nservice = "process"\nminutes = 5\nbecause = "{NASTY}"\n'
    (tmp_path / "w.toml").write_text(text)
    told = openchair("schedule", "diff", made / "2026-W48.toml", "w.toml", cwd=tmp_path)
    assert told.code == 0
    assert "[@click=app.quit]x[/]<script>alert(1)</script>: individual Monday" in told.out
    assert (told.out + told.err).replace("\n", "").isprintable()
    for form in ("html", "csv"):
        options = ("--format", form, "--people", "--titles", "--out", f"w.{form}")
        ran = openchair("schedule", "export", "w.toml", *options, cwd=tmp_path)
        assert ran.code == 0
        assert ran.err.replace("\n", "").isprintable()
        written = (tmp_path / f"w.{form}").read_text(encoding="utf-8")
        assert "[@click=app.quit]" in written
        assert not any(sign in written for sign in "\x1b\x07\u202e")
        assert form != "html" or "<script>alert" not in written
