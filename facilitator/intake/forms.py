"""What was typed about a payer or a relative becomes a fact, or every problem at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import define, field

from curricula.diagnostics import did_you_mean
from facilitator.events import AuthorisationKept, RelativeKept

UNITS = ("days", "hours")
YES, NO = ("yes", "y"), ("no", "n", "")


@define
class _Words:
    """Reads fields one by one and collects what is wrong."""

    words: Mapping[str, str]
    problems: list[str] = field(factory=list)

    def needed(self, name: str, say: str) -> str:
        if not self.words[name]:
            self.problems.append(say)
        return self.words[name]

    def date(self, name: str, say: str, *, needed: bool = True) -> date | None:
        given = self.words[name]
        try:
            return date.fromisoformat(given) if given or needed else None
        except ValueError:
            self.problems.append(f"{say}: write it like 2026-11-30.")
            return None

    def yes(self, name: str, say: str) -> bool:
        given = self.words[name].casefold()
        if given not in (*YES, *NO):
            self.problems.append(f"{say}: yes or no.")
        return given in YES


def authorisation(
    member: str, known: str, words: Mapping[str, str]
) -> tuple[AuthorisationKept | None, list[str]]:
    """`known` is the id of the one that is changed, or of a new one."""
    read = _Words(words)
    payer = read.needed("payer", "Who pays?")
    unit = words["unit"].casefold() or UNITS[0]
    if unit not in UNITS:
        hint = did_you_mean(unit, UNITS) or f"{' or '.join(UNITS)}."
        read.problems.append(f"'{words['unit']}' is no unit; {hint}")
    granted = int(words["granted"]) if words["granted"].isdecimal() else 0
    if not 0 < granted < 10_000:
        read.problems.append("How many were granted? Give a number, such as 20.")
    first, last = read.date("first", "First covered day"), read.date("last", "Last covered day")
    review = read.date("review", "Concurrent review", needed=False)
    if first and last and last < first:
        read.problems.append(f"The last covered day {last} lies before the first, {first}.")
    if read.problems or first is None or last is None:
        return None, read.problems
    return AuthorisationKept(member, known, payer, unit, granted, first, last, review, words["number"]), []


def relative(member: str, known: str, words: Mapping[str, str]) -> tuple[RelativeKept | None, list[str]]:
    """`known` as above."""
    read = _Words(words)
    initials = read.needed("initials", "Give initials, such as M.A.")
    relation = read.needed("relation", "How are they related? A word: mother, partner, sponsor.")
    may_know = read.yes("may_know", "May they be told")
    emergency = read.yes("emergency", "To be called in an emergency")
    if read.problems:
        return None, read.problems
    return (
        RelativeKept(member, known, initials, relation, words["phone"], may_know, emergency, words["name"]),
        [],
    )
