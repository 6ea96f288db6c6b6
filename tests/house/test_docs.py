"""The documents say what is true: generated pages are current, links lead somewhere, commands exist."""

import re
from pathlib import Path

import pytest

from facilitator.cli import parser
from facilitator.reference import PAGE, page

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_the_command_reference_is_current() -> None:
    written = (ROOT / PAGE).read_text(encoding="utf-8")
    assert written == page(), "run `python -m facilitator.reference`"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_in_the_pages_exist(path: Path) -> None:
    known = {command.prog for command in _all(parser())}
    for line in re.findall(r"^(?:\$ )?(openchair(?: [a-z-]+)*)", path.read_text(encoding="utf-8"), re.M):
        words = line.split()
        assert any(" ".join(words[:n]) in known for n in range(len(words), 0, -1)), line
        if len(words) > 1:
            assert " ".join(words[:2]) in known, line


def test_the_readme_shows_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/openchair demo" in readme
    assert "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/pytest" in readme


def _all(top):  # type: ignore[no-untyped-def]
    from facilitator.reference import _commands

    return _commands(top)
