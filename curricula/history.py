"""A module as it was on a day, from the git repository that its file stands in: `anger.toml@2026-11-01`."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic
from curricula.library import find_module
from curricula.module import Module
from curricula.reading import read_source
from curricula.source import Source

_AT = re.compile(r"(?P<file>.+)@(?P<day>\d{4}-\d\d-\d\d)")
_PATIENCE = 20  # seconds for git


def module_at(name: str) -> Module:
    """The module of a file or an id, or with `@` and a day the one committed by the end of it.

    Raises BadInput.
    """
    dated = _AT.fullmatch(name)
    if dated is None or Path(name).is_file():
        if "@" in name and not Path(name).is_file():
            raise _wrong(name, "F001", "no such file", "with a day it is FILE@2026-11-01")
        return find_module(name)[0]
    path = Path(dated["file"])
    try:
        day = date.fromisoformat(dated["day"])
    except ValueError:
        raise _wrong(name, "F001", f"{dated['day']} is no day", "write it as in 2026-11-01") from None
    if not path.parent.is_dir():
        raise _wrong(name, "F001", "no such folder", "check the path and its spelling")
    commit = _git(name, path, "rev-list", "-1", f"--before={day} 23:59:59", "HEAD", "--", path.name)
    if not commit:
        hint = "name a later day; `git log -- FILE` shows the days there are"
        raise _wrong(name, "F001", f"nothing of it was committed by {day}", hint)
    text = _git(name, path, "show", f"{commit.strip()}:./{path.name}")
    reading = read_source(Source.parse(text, f"{path}@{day}"))
    if reading.module is None:
        raise BadInput(reading.diagnostics)
    return reading.module


def _git(name: str, path: Path, *asked: str) -> str:
    """What git answers in the file's folder. Raises BadInput."""
    git = shutil.which("git")
    if git is None:
        raise _wrong(name, "F001", "git is not installed", "name two files instead")
    try:
        done = subprocess.run(
            [git, *asked], cwd=path.parent, capture_output=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise _wrong(name, "F002", "git does not answer", "name two files instead") from None
    if done.returncode:
        hint = "name two files; what a clinic ran is kept in its folder curricula/.kept"
        raise _wrong(name, "F001", "its folder has no history in git", hint)
    try:
        return done.stdout.decode("utf-8")
    except UnicodeDecodeError:
        raise _wrong(name, "F006", "it was not UTF-8 then", "name another day") from None


def _wrong(name: str, code: str, message: str, hint: str) -> BadInput:
    return BadInput([Diagnostic(name, 1, 1, code, message, hint)])
