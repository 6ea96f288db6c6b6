"""Every row of the threat table names tests, and every one of them is there."""

from __future__ import annotations

import re
from pathlib import Path

from facilitator.access.roles import TABLE, May, Role

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/safety.md").read_text(encoding="utf-8")


def rows(title: str) -> list[list[str]]:
    """The cells of the table under a title, its head aside."""
    part = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_threat_is_tried_by_tests_that_exist() -> None:
    threats = rows("What is defended, and how it is tried")
    assert len(threats) >= 15
    for threat, _, tests in threats:
        named = re.findall(r"`(tests/[^`]+\.py)::(test_\w+)`", tests)
        assert named, f"nothing tries '{threat}'"
        for path, name in named:
            text = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"def {name}\(", text), f"{path} has no {name}, which '{threat}' names"


def test_the_roles_of_the_page_are_those_of_the_program() -> None:
    said = {
        "read counselling notes of others": May.READ_COUNSELLING,
        "write modules": May.WRITE_MODULES,
        "keep consents": May.KEEP_CONSENTS,
        "let parts of a record leave": May.DISCLOSE,
        "see the trail, verify": May.SEE_TRAIL,
        "back up; users and roles": May.MANAGE_USERS,
        "run groups, write and sign notes": May.RUN_GROUPS,
        "write down contacts, plans and follow-ups; sign the notes of their own": May.WRITE_CONTACTS,
        "admit, change, discharge; plan weeks": May.ADMIT,
    }
    table = {cells[0]: cells[1:] for cells in rows("Roles")}
    for words, what in said.items():
        marked = [role for role, cell in zip(Role, table[words], strict=True) if cell == "✓"]
        assert marked == [role for role in Role if what in TABLE[role]], words
