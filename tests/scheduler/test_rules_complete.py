"""Every rule has all that makes it one, and every key of a clinic has something that looks at it."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from test_rules_checked import CASES

from curricula.shape import keys
from scheduler.files.tables import (
    AppointmentTable,
    ClinicTable,
    GroupTable,
    LevelTable,
    PatientTable,
    PinTable,
    RoomTable,
    TherapistTable,
    WeightsTable,
)
from scheduler.rulebook import of_rule
from scheduler.rules import KNOWN, RULES, WISHES, Rule, Wish
from scheduler.validate import validate
from scheduler.week import DAY_NAMES

EVERY: tuple[Rule | Wish, ...] = (KNOWN, *RULES, *WISHES)
TABLES: dict[str, type] = {
    "": ClinicTable,
    "rooms": RoomTable,
    "therapists": TherapistTable,
    "groups": GroupTable,
    "levels": LevelTable,
    "appointments": AppointmentTable,
    "patients": PatientTable,
    "pins": PinTable,
    "weights": WeightsTable,
}
NAMES_AND_LABELS = {
    "format", "name", "therapists.name", "levels.id", "patients.level", "groups.curriculum", "groups.title",
}  # fmt: skip
WISHED_NOT_ASKED = {"patients.prefers", "patients.therapist"}  # what preference looks at
FOR_REPORTS = {
    "packs",
    "part_2",
    "record",
    "backup_to",
    "copy_seconds",
    "therapists.supervised",
    "groups.mandated",
    "holidays",
    "publish_to",
    "publish_formats",
}


def ids(rules: tuple[Rule | Wish, ...]) -> list[str]:
    return [rule.ID for rule in rules]


def known_keys() -> set[str]:
    """Every key of a clinic's tables as rules name them; a patient's own prescription is a level's."""
    found = {f"{table}.{key}".lstrip(".") for table, cls in TABLES.items() for key in keys(cls)}
    lists = set(TABLES) - {"", "appointments"}
    return found - lists - {f"patients.{key}" for key in keys(LevelTable) if key != "id"}


@pytest.mark.parametrize("rule", EVERY, ids=ids(EVERY))
def test_a_rule_has_every_part(rule: Rule | Wish) -> None:
    assert re.fullmatch(r"[A-Z][^.]*\.", rule.SENTENCE)
    page = of_rule(rule)
    for part in ("Checked", "Asked of the solver", "Reads"):
        assert re.search(rf"^- {part}: \S.*\S$", page, re.M), part
    held = [name for name in ("narrow", "post", "price", "HELD") if hasattr(rule, name)]
    assert held, "nothing keeps the solver from breaking it"
    assert set(rule.READS) <= known_keys()


@pytest.mark.parametrize("rule", EVERY, ids=ids(EVERY))
def test_a_rule_stands_in_one_file_of_its_own_name(rule: Rule | Wish) -> None:
    assert Path(inspect.getfile(rule.check)).stem == rule.ID.replace("-", "_")


def test_every_file_of_rules_is_registered() -> None:
    folder = Path(inspect.getfile(KNOWN.check)).parent
    named = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {rule.ID.replace("-", "_") for rule in EVERY} == named


def test_every_key_of_a_clinic_is_looked_at() -> None:
    """A key that nothing reads would be accepted in a file and then do nothing."""
    read = {key for rule in EVERY for key in rule.READS}
    left = {key for key in known_keys() - read if not key.startswith("weights.")}
    assert left == NAMES_AND_LABELS | WISHED_NOT_ASKED | FOR_REPORTS


@pytest.mark.parametrize("rule", RULES, ids=ids(RULES))
def test_a_rule_says_who_when_and_what_the_clinic_says(rule: Rule) -> None:
    """Each message of a broken week ends as a sentence and names its day or the week, and somebody."""
    cases = [case for case in CASES if case.rule == rule.ID]
    assert cases
    for case in cases:
        clinic, timetable = case.bad
        people = [*(p.id for p in clinic.patients), *(t.id for t in clinic.therapists)]
        things = [*(g.id for g in clinic.groups), *(r.id for r in clinic.rooms)]
        found = [v.message for v in validate(clinic, timetable).violations if v.rule == rule.ID]
        assert found
        for message in found:
            assert message.endswith(".")
            assert any(re.search(rf"\b{name}\b", message) for name in (*people, *things))
            assert any(day in message for day in DAY_NAMES) or "week" in message or "pin" in message
