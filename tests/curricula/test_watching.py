"""`check --watch`: one round for each change, a clear state, and a way out."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import PIPE

import pytest

from curricula.watching import rounds

OUT = 'title = "Page"\n  body', 'title = "Page"\n  file = "page.md" #'


class Enough(Exception):
    """The script of a test has come to its end."""


def script(*steps: Callable[[], object]) -> Callable[[], object]:
    """A pause that does the next of `steps`, and stops after the last."""
    left = list(steps)

    def pause() -> object:
        if not left:
            raise Enough
        return left.pop(0)()

    return pause


def follow(path: Path, *steps: Callable[[], object]) -> list[list[str]]:
    """The codes of every round, until the script ends."""
    said: list[list[str]] = []
    with suppress(Enough):
        for readings in rounds([str(path)], script(*steps)):
            said.append([d.code for r in readings for d in r.diagnostics])
    return said


def nothing() -> None:
    """A look at files that nobody has touched."""


def replace(path: Path, old: str, new: str) -> Callable[[], object]:
    """Save as editors do: a new file that takes the old one's name."""

    def save() -> None:
        part = path.with_name(".part")
        part.write_text(path.read_text().replace(old, new))
        part.replace(path)

    return save


@pytest.mark.parametrize("whole_folder", [False, True])
def test_one_round_for_each_save(tmp_path: Path, break_it, whole_folder: bool) -> None:
    break_it()
    path = tmp_path / "base.toml"
    break_time = replace(path, "minutes = 60", "minutes = 600")
    mend = replace(path, "minutes = 600", "minutes = 60")
    watched = tmp_path if whole_folder else path
    assert follow(watched, nothing, break_time, nothing, mend, nothing) == [[], ["C201"], []]


def test_files_come_and_go(tmp_path: Path, break_it) -> None:
    break_it()
    (tmp_path / "base.toml").rename(tmp_path / "kept.toml")
    more = tmp_path / "more.toml"
    found = follow(
        tmp_path,
        lambda: more.write_text((tmp_path / "kept.toml").read_text()),
        more.unlink,
        lambda: (tmp_path / "notes.txt").write_text("not a module"),
    )
    assert found == [[], ["C107"], []]


def test_the_page_of_a_handout_is_watched(tmp_path: Path, break_it) -> None:
    page = tmp_path / "page.md"
    break_it(OUT)
    found = follow(
        tmp_path / "base.toml",
        lambda: page.write_text("Go out."),
        nothing,
        lambda: page.write_text("Call [us](https://example.org)."),
        page.unlink,
        nothing,
    )
    assert found == [["C403"], [], ["C407"], ["C403"]]


def test_a_change_while_modules_are_read_is_not_missed(tmp_path: Path, break_it) -> None:
    break_it()
    path = tmp_path / "base.toml"
    spoil = replace(path, "minutes = 60", "minutes = 600")
    going = rounds([str(path)], script(nothing))
    assert [r.diagnostics for r in next(going)] == [()]
    spoil()
    assert [d.code for r in next(going) for d in r.diagnostics] == ["C201"]


@contextmanager
def start(*words: str) -> Iterator["subprocess.Popen[str]"]:
    """The command as a process of its own, which does not outlive its test."""
    command = [sys.executable, "-c", "import sys; from facilitator.cli import main; sys.exit(main())"]
    whole = [*command, "curricula", "check", *words, "--watch"]
    with subprocess.Popen(whole, stdout=PIPE, stderr=PIPE, text=True, encoding="utf-8") as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(os.name != "posix", reason="a process cannot be sent Ctrl-C alone on Windows")
def test_the_command_until_it_is_interrupted(tmp_path: Path, break_it) -> None:
    break_it()
    path = tmp_path / "base.toml"
    with start(str(path), "--format", "json") as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert json.loads(watching.stdout.readline()) == []
        assert "no problems in 1 file; watching, Ctrl-C ends" in watching.stderr.readline()
        replace(path, "minutes = 60", "minutes = 600")()
        (found,) = json.loads(watching.stdout.readline())
        assert found["code"] == "C201"
        assert "1 error and 0 warnings in 1 file; watching" in watching.stderr.readline()
        watching.send_signal(signal.SIGINT)
        assert watching.stderr.read() == "no longer watching\n"
        assert watching.wait(timeout=30) == 0


def test_a_path_that_leads_nowhere_is_not_watched(tmp_path: Path) -> None:
    with start(str(tmp_path / "nowhere.toml")) as watching:
        out, err = watching.communicate(timeout=60)
    assert watching.returncode == 2
    assert "F001 no such file" in out
    assert "watching" not in err
