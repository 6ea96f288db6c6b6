"""What scripts rely on: data on stdout alone, JSON with its keys, exit codes, pipes, help with an example."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from openchair_command import COMMAND, openchair

from facilitator.cli import parser
from facilitator.reference import _commands
from scheduler.by_hand.greedy import greedy
from scheduler.files import load_clinic, write_timetable
from scheduler.scaffold import new_clinic
from scheduler.week import Week

ALL = list(_commands(parser()))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a new clinic in `clinic` and two valid weeks of it. Not to be written to."""
    folder = tmp_path_factory.mktemp("made")
    new_clinic(folder / "clinic")
    clinic, _ = load_clinic(folder / "clinic")
    assert clinic is not None
    for week in ("2026-W47", "2026-W48"):
        write_timetable(folder / f"{week}.toml", greedy(clinic, Week.parse(week)))
    return folder


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.prog)
def test_every_command_explains_itself_with_an_example(command) -> None:  # type: ignore[no-untyped-def]
    text = " ".join(command.format_help().split())
    example = re.search(rf"example: ({re.escape(command.prog)}\b.*)|({command.prog} demo)", text)
    assert example, text
    for action in command._actions:
        assert action.help or action.choices, f"{command.prog} says nothing about {action.dest}"


@pytest.mark.parametrize("command", [command for command in ALL[1:] if "example: " in command.format_help()])
def test_the_examples_of_every_command_are_understood(command) -> None:  # type: ignore[no-untyped-def]
    for example in command.format_help().split("example: ")[1:]:
        words = shlex.split(" ".join(example.split()).partition(" > ")[0])
        assert parser().parse_args(words[1:]).run


def test_help_and_version_go_to_stdout(tmp_path: Path) -> None:
    told = openchair("--help", cwd=tmp_path)
    assert (told.code, told.err) == (0, "")
    assert "openchair demo" in told.out
    told = openchair("--version", cwd=tmp_path)
    assert re.fullmatch(r"openchair \d+\.\d+\.\d+\n", told.out)


def test_new_prints_the_files_it_wrote_and_nothing_else(tmp_path: Path) -> None:
    told = openchair("new", "mine", cwd=tmp_path)
    assert told.code == 0
    assert all((tmp_path / line).is_file() for line in told.out.splitlines())
    assert "openchair schedule solve mine" in told.err


# --- JSON --------------------------------------------------------------------------------------------------


def test_check_json(made: Path) -> None:
    told = openchair("schedule", "check", "clinic", "2026-W48.toml", "--json", cwd=made)
    assert (told.code, told.err) == (0, "")
    assert json.loads(told.out).keys() >= {"violations", "unmet_minutes", "changes", "preference"}


def test_check_json_of_a_broken_week(made: Path, tmp_path: Path) -> None:
    """The first session stands in it twice: exit code 1, each violation with its place."""
    text = (made / "2026-W48.toml").read_text()
    first = text.index("[[sessions]]")
    twice = text[first : text.index("[[sessions]]", first + 1)]
    (tmp_path / "w.toml").write_text(f"{text}\n{twice}")
    told = openchair("schedule", "check", made / "clinic", tmp_path / "w.toml", "--json", cwd=made)
    assert told.code == 1
    violations = json.loads(told.out)["violations"]
    assert "room-once" in {violation["rule"] for violation in violations}
    assert all(violation.keys() == {"rule", "message", "where"} for violation in violations)
    words = openchair("schedule", "check", made / "clinic", tmp_path / "w.toml", cwd=made)
    assert words.code == 1
    assert f"{len(violations)} violations" in words.out


def test_diff_json(made: Path) -> None:
    told = openchair("schedule", "diff", "2026-W47.toml", "2026-W48.toml", "--json", cwd=made)
    assert told.code == 0
    assert isinstance(json.loads(told.out), list)


def test_curricula_check_json(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text("format = 1\ntitel = 3\n")
    told = openchair("curricula", "check", "m.toml", "--format", "json", cwd=tmp_path)
    assert told.code == 1
    keys = {"file", "line", "column", "end_line", "end_column", "code", "severity", "message", "hint"}
    assert all(problem.keys() == keys for problem in json.loads(told.out))
    assert "errors" in told.err


def test_curricula_list_and_schema_json(tmp_path: Path) -> None:
    modules = json.loads(openchair("curricula", "list", "--json", cwd=tmp_path).out)
    assert {"getting-steady", "open-process"} <= {module["id"] for module in modules}
    assert "$schema" in json.loads(openchair("curricula", "schema", cwd=tmp_path).out)


# --- pipes and encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["curricula schema", "curricula show getting-steady", "--help"])
def test_a_reader_that_stops_early_is_no_trouble(words: str, tmp_path: Path) -> None:
    """As `openchair ... | head -c 1`, with the pipe closed before anything is written."""
    process = subprocess.Popen([COMMAND, *words.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(30) == 0


def test_what_goes_into_a_file_is_utf_8_whatever_the_system_prefers(made: Path) -> None:
    """As on Windows, where a pipe would be written in an old code page."""
    old = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    told = openchair("schedule", "diff", "2026-W47.toml", "2026-W48.toml", cwd=made, env=old)
    assert told.code == 0
    assert "2026-W47 → 2026-W48" in told.err


# --- stopping ---------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a console, not to one process")
@pytest.mark.parametrize("form", ["--out", "--json"])
def test_ctrl_c_keeps_the_best_so_far(made: Path, tmp_path: Path, form: str) -> None:
    """Interrupted as soon as a first timetable is told of, long before the search is over."""
    options = ["--out", str(tmp_path / "w.toml")] if form == "--out" else ["--json"]
    words = ["schedule", "solve", str(made / "clinic"), "--week", "2026-W49", "--time-limit", "50", *options]
    process = subprocess.Popen(
        [COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stderr
    assert "unmet" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    if form == "--json":
        keys = {"status", "week", "unmet_minutes", "unmet_minutes_bound", "changes", "changes_bound"}
        assert json.loads(out).keys() >= keys | {"preference", "preference_bound", "seconds", "timetable"}
    else:
        assert out == ""
        assert openchair("schedule", "check", made / "clinic", "w.toml", cwd=tmp_path).code == 0
