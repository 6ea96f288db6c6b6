"""`openchair records`: data on stdout, sentences on stderr, exit codes, no passphrase where others look."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cheap_store import CHEAP, PASSPHRASE

from facilitator.events import Admitted, NoShow
from facilitator.records import backup
from facilitator.records.audit import verify
from facilitator.records.errors import RecordError
from facilitator.records.store import Record

CLINIC = """
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
name = "J. O."
services = ["process"]
available = ["mon-fri 08:00-20:00"]
[[groups]]
id = "g"
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
appointments = []
[[patients]]
id = "P-002"
level = "iop"
available = ["mon 09:00-12:00"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic/clinic.toml").write_text(CLINIC)
    return tmp_path / "clinic"


@pytest.fixture
def ready(folder: Path) -> Path:
    record, _ = Record.create(folder, "t1", PASSPHRASE, cost=CHEAP)
    record.close()
    return folder


def run(*words: object, passphrase: str | None = PASSPHRASE) -> subprocess.CompletedProcess[str]:
    """Run a command with the passphrase on a file descriptor of its own."""
    command = [sys.executable, "-c", "from facilitator.cli import main; raise SystemExit(main())", "records"]
    arguments = [str(word) for word in words]
    if passphrase is None:
        return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, stdin=-3)
    read, write = os.pipe()
    os.write(write, f"{passphrase}\n".encode())
    os.close(write)
    try:
        return subprocess.run(
            [*command, *arguments, "--passphrase-fd", str(read)],
            capture_output=True, text=True, check=False, pass_fds=[read],
        )  # fmt: skip
    finally:
        os.close(read)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows passes no file descriptors on")


def test_init_takes_the_coded_people_in_and_shows_the_key_once(folder: Path) -> None:
    done = run("init", folder, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["user"], told["patients"]) == ("t1", 2)
    with Record.open(folder, "t1", PASSPHRASE) as record:
        people = [e.fact for e in record.read_like("patient:") if isinstance(e.fact, Admitted)]
    assert [(p.patient.id, p.initials) for p in people] == [("P-001", "P-001"), ("P-002", "P-002")]
    assert people[0].patient.own == {"appointments": ()}
    Record.recover(folder, told["recovery_key"], "t1", "another passphrase").close()
    again = run("init", folder)
    assert again.returncode == 2
    assert "already holds a record" in again.stderr
    assert again.stdout == ""


@pytest.mark.parametrize("passphrase", ["", "short", "aaaaaaaaaaaaaa"])
def test_init_refuses_a_weak_passphrase(folder: Path, passphrase: str) -> None:
    done = run("init", folder, passphrase=passphrase)
    assert done.returncode == 2
    assert "passphrase" in done.stderr
    assert not (folder / "records").exists()


def test_init_says_everything_that_is_wrong_with_the_clinic(folder: Path) -> None:
    (folder / "clinic.toml").write_text(CLINIC + "colour = 3\n[nonsense]\n")
    done = run("init", folder)
    assert done.returncode == 2
    assert "clinic.toml:" in done.stderr
    assert not (folder / "records").exists()


def test_verify_and_backup(ready: Path, tmp_path: Path) -> None:
    good = run("verify", ready, "--json")
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["ok"] is True
    made = run("backup", ready, "--to", tmp_path / "copies")
    assert made.returncode == 0, made.stderr
    copy = Path(made.stdout.strip())
    assert run("verify", copy).returncode == 0
    assert run("verify", ready, "--against", copy).returncode == 0
    with (copy / "records/records.db").open("r+b") as file:
        file.seek(5000)
        file.write(b"????")
    bad = run("verify", copy)
    assert bad.returncode == 2
    assert "restore" in bad.stderr


def test_restore_puts_a_backup_back_and_keeps_what_was_there(ready: Path, tmp_path: Path) -> None:
    copy = Path(run("backup", ready, "--to", tmp_path).stdout.strip())
    with Record.open(ready, "t1", PASSPHRASE) as record:
        record.append("session:s1", NoShow("P-1"))
    (ready / "records/records.db").write_bytes(b"lost" * 5000)
    assert run("verify", ready).returncode == 2
    done = run("restore", ready, "--from", copy, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["entries"] == 1
    assert (Path(told["replaced"]) / "records.db").read_bytes().startswith(b"lost")
    assert run("verify", ready, "--against", copy).returncode == 0
    with Record.open(ready, "t1", PASSPHRASE) as record:
        assert record.warnings == ()
        record.append("session:s1", NoShow("P-1"))


def test_a_damaged_backup_is_not_restored(ready: Path, tmp_path: Path) -> None:
    copy = Path(run("backup", ready, "--to", tmp_path).stdout.strip())
    before = (ready / "records/records.db").read_bytes()
    (copy / "records/keys.json").write_text("{}")
    done = run("restore", ready, "--from", copy)
    assert done.returncode == 2
    assert "is not the one that was saved" in done.stderr
    assert (ready / "records/records.db").read_bytes() == before
    assert [path.name for path in ready.iterdir() if path.is_dir()] == ["records"]


def test_a_folder_that_is_no_backup_is_called_that(ready: Path, tmp_path: Path) -> None:
    for words in (("verify", ready, "--against", tmp_path), ("restore", ready, "--from", tmp_path)):
        done = run(*words)
        assert done.returncode == 2
        assert f"{tmp_path} is not a backup" in done.stderr


def test_a_damaged_page_says_what_to_do(ready: Path) -> None:
    with Record.open(ready, "t1", PASSPHRASE) as record:
        record.append_many(
            ("session:s1", NoShow(f"P-{i}"), datetime(2026, 11, 25, tzinfo=UTC), "t1") for i in range(200)
        )
    page = _damage_an_index(ready)
    done = run("verify", ready)
    assert done.returncode == 1, done.stderr
    assert f"First in its file: Page {page} of records.db is damaged" in done.stdout
    assert f"openchair records restore {ready} --from BACKUP" in done.stderr
    assert "HMAC" not in done.stdout + done.stderr


def _damage_an_index(folder: Path) -> int:
    """Change bytes of a page that no entry is read from, so that the walk meets them last; its number."""
    database = folder / "records/records.db"
    whole = database.read_bytes()
    for page in range(3, len(whole) // 4096 + 1):
        middle = page * 4096 - 2048
        database.write_bytes(whole[:middle] + b"????" + whole[middle + 4 :])
        with suppress(RecordError), Record.open(folder, "t1", PASSPHRASE, readonly=True) as record:
            if verify(record).findings:
                return page
    raise AssertionError("every page holds entries")


def test_verify_tells_a_shell_when_something_does_not_hold(ready: Path) -> None:
    head = "f" * 64
    with (ready / "records/heads.txt").open("a") as heads:
        heads.write(f"2026-11-25T18:00:00+00:00 12 {head} closed\n")
    done = run("verify", ready, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["ok"] is False
    assert told["findings"][0]["entry"] == 12
    assert "cut off" in done.stderr, "said at opening already"
    assert run("verify", ready).stdout.startswith("The record does not hold. First at entry 12")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["verify", "CLINIC", "--user", "t9"], "it knows t1"),
        (["verify", "CLINIC/nowhere"], "records init"),
        (["backup", "CLINIC"], "--to"),
        (["verify"], "CLINIC"),
        ([], "records"),
    ],
)
def test_bad_requests_are_sentences(ready: Path, words: list[str], sentence: str) -> None:
    done = run(*(word.replace("CLINIC", str(ready)) for word in words), passphrase=None)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_wrong_passphrase_is_a_sentence(ready: Path) -> None:
    done = run("verify", ready, passphrase="wrong")
    assert (done.returncode, done.stdout) == (2, "")
    assert "does not open" in done.stderr
    assert "wrong" not in done.stderr


def test_without_a_terminal_or_descriptor_it_says_so(ready: Path) -> None:
    assert "--passphrase-fd" in run("verify", ready, passphrase=None).stderr
    done = run("verify", ready, "--passphrase-fd", "99", passphrase=None)
    assert done.returncode == 2
    assert "file descriptor 99" in done.stderr


@pytest.mark.parametrize("command", ["init", "backup", "verify", "restore"])
def test_help_has_an_example_and_no_way_to_put_a_passphrase_into_arguments(command: str) -> None:
    done = run(command, "--help", passphrase=None)
    assert done.returncode == 0
    assert f"example: openchair records {command}" in done.stdout.replace("\n ", " ")
    assert "--passphrase " not in done.stdout


@pytest.mark.parametrize("command", ["verify", "backup", "restore"])
def test_who_has_not_that_role_is_told_so(ready: Path, tmp_path: Path, command: str) -> None:
    with Record.open(ready, "t1", PASSPHRASE) as record:
        record.add_user("t2", PASSPHRASE, cost=CHEAP)
        copy, _ = backup.backup(record, tmp_path / "copies")
    more = {"verify": [], "backup": ["--to", tmp_path / "more"], "restore": ["--from", copy]}[command]
    refused = run(command, ready, "--user", "t2", *more)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Your role does not let you" in refused.stderr
    assert not (tmp_path / "more").exists()
