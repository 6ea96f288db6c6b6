"""A scenario: who is in the room, what happens when, and what one hopes to see done about it.

The TOML files in `scenarios/` are read into these classes by their names, so a sentence about a key stands
beside its field. Times are minutes and seconds from the start of the group, as in `2:30`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal, get_args

from attrs import NOTHING, Attribute, fields, frozen

from curricula.diagnostics import BadInput, Diagnostic, did_you_mean
from curricula.text import clean

Hope = Literal["stamped", "left", "words", "flagged", "answered", "step", "tagged", "rated", "located"]
HOPES: tuple[str, ...] = get_args(Hope)
CODE = "F090"


@frozen
class Player:
    """One member of the script."""

    initials: str
    first: bool = False
    last: bool = False
    remote: bool = False
    comes: timedelta | None = timedelta(0)  # when they come in; "never" for somebody who does not


@frozen
class Cue:
    """Something that happens in the room. `who` may be empty: the group, or nobody."""

    at: timedelta
    says: str
    who: str = ""


@frozen
class Goal:
    """What one hopes to see between `at` and `at + within`, and why it helps."""

    hope: str
    at: timedelta
    within: timedelta
    words: str  # what the debrief calls it, as a thing done
    why: str
    of: str = ""  # member, situation, kind of step or tag, by the hope


@frozen
class Scenario:
    id: str
    title: str
    about: str
    module: str  # a shipped module: a process format, or with `topic` one of its sessions
    minutes: int
    members: tuple[Player, ...]
    cues: tuple[Cue, ...]
    goals: tuple[Goal, ...]
    topic: str = ""
    format: int = 1

    @property
    def over(self) -> timedelta:
        """When the last thing has happened."""
        return max(cue.at for cue in self.cues)


@cache
def shipped() -> Mapping[str, Scenario]:
    """The scenarios that come with openchair, by id."""
    with as_file(files("facilitator.rehearsal") / "scenarios") as folder:
        found = [load(path) for path in sorted(folder.glob("*.toml"))]
    return {scenario.id: scenario for scenario in found}


def load(path: Path) -> Scenario:
    """The scenario of a file. Raises BadInput with every problem."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as wrong:
        at = re.search(r"line (\d+), column (\d+)", str(wrong))
        line, column = (int(at[1]), int(at[2])) if at else (1, 1)
        raise BadInput([Diagnostic(str(path), line, column, CODE, f"no TOML: {wrong}", "")]) from None
    return _Reading(path).scenario(tree)


class _Reading:
    """Reads one file and collects what is wrong with it; places are the first line that names the key."""

    def __init__(self, path: Path) -> None:
        self.path, self.problems = path, list[Diagnostic]()
        self.lines = path.read_text(encoding="utf-8").splitlines()

    def scenario(self, tree: dict[str, Any]) -> Scenario:
        rows = {
            "members": [self.row(Player, row) for row in self.tables(tree, "members")],
            "cues": [self.row(Cue, row) for row in self.tables(tree, "cues")],
            "goals": [self.row(Goal, row) for row in self.tables(tree, "goals")],
        }
        values = self.row(Scenario, {**tree, **{name: tuple(found) for name, found in rows.items()}})
        if not self.problems:
            self._consistent(rows["members"], rows["cues"], rows["goals"])
        if self.problems:
            raise BadInput(self.problems)
        parts = {
            "members": tuple(Player(**row) for row in rows["members"]),
            "cues": tuple(sorted((Cue(**row) for row in rows["cues"]), key=lambda cue: cue.at)),
            "goals": tuple(Goal(**row) for row in rows["goals"]),
        }
        return Scenario(**{**values, **parts})

    def tables(self, tree: dict[str, Any], name: str) -> list[dict[str, Any]]:
        found = tree.get(name)
        if not isinstance(found, list) or not found or not all(isinstance(row, dict) for row in found):
            self.wrong(name, f"`[[{name}]]` is missing")
            return []
        return found

    def row(self, kind: type, row: dict[str, Any]) -> dict[str, Any]:
        """The values of one table, times as durations, text cleaned."""
        known: dict[str, Attribute[Any]] = {each.name: each for each in fields(kind)}
        made: dict[str, Any] = {}
        for key, value in row.items():
            if key not in known:
                self.wrong(
                    key, f"unknown key `{key}`", did_you_mean(key, known) or f"known: {', '.join(known)}"
                )
            else:
                made[key] = self.value(key, str(known[key].type), value)
        for name, field in known.items():
            if name not in row and field.default is NOTHING:
                self.wrong(name, f"`{name}` is missing in {_of(row)}")
        return made

    def value(self, key: str, kind: str, value: Any) -> Any:
        if kind.startswith("timedelta"):
            if value == "never" and "None" in kind:
                return None
            part = re.fullmatch(r"(\d{1,3}):([0-5]\d)", value) if isinstance(value, str) else None
            if part is None:
                self.wrong(key, f"`{key}` is no time", 'write minutes and seconds, as in "2:30"')
                return timedelta(0)
            return timedelta(minutes=int(part[1]), seconds=int(part[2]))
        wanted = {"str": str, "int": int, "bool": bool}.get(kind)
        if wanted is not None and type(value) is not wanted:
            self.wrong(key, f"`{key}` has to be {'words' if wanted is str else wanted.__name__}")
            return wanted()
        return clean(value) if isinstance(value, str) else value

    def _consistent(self, members: list[Any], cues: list[Any], goals: list[Any]) -> None:
        people = [row["initials"] for row in members]
        for cue in cues:
            self._known(cue.get("who", ""), people)
        for goal in goals:
            if goal["hope"] not in HOPES:
                hint = did_you_mean(goal["hope"], HOPES) or f"known: {', '.join(HOPES)}"
                self.wrong(goal["hope"], f"no such hope: {goal['hope']}", hint)
            elif goal["hope"] in ("stamped", "left", "flagged", "answered", "tagged", "rated", "located"):
                self._known(goal.get("of", ""), people)

    def _known(self, who: str, people: Iterable[str]) -> None:
        if who and who not in people:
            hint = did_you_mean(who, people) or f"known: {', '.join(people)}"
            self.wrong(who, f"{who} is not among the members", hint)

    def wrong(self, word: str, message: str, hint: str = "") -> None:
        number = next((i for i, line in enumerate(self.lines, 1) if word in line), 1)
        column = self.lines[number - 1].find(word) + 1 if self.lines else 1
        self.problems.append(Diagnostic(str(self.path), number, max(1, column), CODE, message, hint))


def _of(row: dict[str, Any]) -> str:
    named = row.get("id") or row.get("initials") or row.get("says") or row.get("hope") or "a table"
    return f'"{str(named)[:40]}"'
