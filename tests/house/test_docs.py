"""The documents say what is true: links lead somewhere, commands do what is shown, references are current."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page import commands, follow

from facilitator.cli import parser
from facilitator.reference import PAGE, _commands, page

if TYPE_CHECKING:
    from benchmarks.cluster import Cluster

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FOLLOWED = [path for path in PAGES if "```console" in path.read_text(encoding="utf-8")]
NO_SHELL = (
    "" if shutil.which("sh") and sys.platform != "win32" else "the pages' commands are for a POSIX shell"
)


IN_A_COPY = "<!-- in a copy of this repository -->"


WITH_A_SERVER = "<!-- with a PostgreSQL server -->"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_command_reference_is_current() -> None:
    """Word for word; where lines break is each Python's own affair."""
    written = (ROOT / PAGE).read_text(encoding="utf-8")
    assert written.split() == page().split(), "run `python -m facilitator.reference`"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_commands_in_the_pages_are_understood(path: Path) -> None:
    """In fenced blocks without a language, and in words: each `openchair ...` names a command."""
    known = {command.prog for command in _commands(parser())}
    text = path.read_text(encoding="utf-8")
    fenced = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.M | re.S))
    lines = re.findall(r"^openchair.*", fenced, re.M) + re.findall(r"`(openchair [^`]*)`", text)
    for line in lines:
        words = [word for word in line.split()[1:3] if re.fullmatch(r"[a-z][a-z-]+", word)]
        named = " ".join(["openchair", *words])
        assert named in known or " ".join(named.split()[:2]) in known, line


@pytest.mark.skipif(bool(NO_SHELL), reason=NO_SHELL)
@pytest.mark.parametrize("path", FOLLOWED, ids=name)
def test_following_a_page_does_what_it_shows(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    text = path.read_text(encoding="utf-8")
    if text.startswith(IN_A_COPY):
        copy_to(tmp_path)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    if text.startswith(WITH_A_SERVER):
        monkeypatch.setenv("PGHOST", make_database(request.getfixturevalue("postgres")))
        monkeypatch.setenv("PGUSER", "openchair")
    assert follow(path, tmp_path) > 0


def make_database(server: Cluster) -> str:
    """What the page has the keeper of the server make; where that server answers."""
    server.sql("CREATE ROLE openchair LOGIN")
    server.sql("CREATE DATABASE openchair OWNER openchair")
    return str(server.folder)


def copy_to(folder: Path) -> None:
    """What somebody who changes the program needs of this repository."""
    passing = shutil.ignore_patterns("__pycache__", "*.pyc", "__snapshots__")
    for part in ("curricula", "scheduler", "facilitator", "tests/scheduler", "docs/reference"):
        shutil.copytree(ROOT / part, folder / part, ignore=passing)
    shutil.copy(ROOT / "pyproject.toml", folder)


def test_the_tutorials_and_guides_are_followed() -> None:
    followed = {path.stem for path in FOLLOWED}
    assert followed >= {
        "coordinator",
        "author",
        "back-up-the-record",
        "start-a-clinic",
        "read-what-check-says",
        "add-a-rule",
    }


def test_a_page_that_shows_something_else_is_found(tmp_path: Path) -> None:
    wrong = tmp_path / "page.md"
    wrong.write_text("```console\n$ openchair curricula rule C201\nnothing of the kind\n```\n")
    with pytest.raises(AssertionError, match="printed"):
        follow(wrong, tmp_path)
    wrong.write_text("```console\n$ openchair curricula rule C201\n...\n[exit code 1]\n```\n")
    with pytest.raises(AssertionError, match="exit code 0"):
        follow(wrong, tmp_path)
    assert len(list(commands("$ a\nb\n$ c\n"))) == 2


def test_the_readme_shows_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/openchair demo" in readme
    assert "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/pytest" in readme
