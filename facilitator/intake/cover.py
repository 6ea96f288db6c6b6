"""What payers cover: days or hours left, the last covered day, and concurrent reviews, told in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from facilitator.events import AuthorisationKept, Entry, taken_back

SOON = 7
"""Days before the end, or before a review, from which on it is spoken of."""
FEW = {"days": 3, "hours": 9}
"""What is left, in the authorisation's own unit, from which on it is spoken of."""


@frozen
class Cover:
    """One authorisation and what was used of it, in its own unit."""

    granted: AuthorisationKept
    used: float

    @property
    def left(self) -> float:
        return max(0.0, self.granted.granted - self.used)

    def covers(self, day: date) -> bool:
        return self.granted.first <= day <= self.granted.last

    def warnings(self, today: date) -> tuple[str, ...]:
        """Sentences, the most pressing first; nothing long after the end."""
        granted, found = self.granted, list[str]()
        ends = (granted.last - today).days
        if ends < 0:
            return (f"{granted.payer}: cover ended {granted.last}",) if ends >= -SOON else ()
        if self.left <= 0:
            found.append(f"{granted.payer}: all {granted.granted} {granted.unit} are used")
        elif self.left <= FEW.get(granted.unit, 0):
            found.append(f"{granted.payer}: {_number(self.left)} {granted.unit} left")
        if ends <= SOON:
            found.append(f"{granted.payer}: last covered day {granted.last}")
        if granted.review is not None and (granted.review - today).days <= SOON:
            late = "was due" if granted.review < today else "is due"
            found.append(f"{granted.payer}: concurrent review {late} {granted.review}")
        return tuple(found)


def authorisations(entries: Iterable[Entry]) -> tuple[AuthorisationKept, ...]:
    """Everything that was ever granted, as it stands now."""
    entries = sorted(entries, key=lambda entry: entry.seq)
    gone = taken_back(entries)
    known = {
        (entry.fact.member, entry.fact.authorisation): entry.fact
        for entry in entries
        if isinstance(entry.fact, AuthorisationKept) and entry.id not in gone
    }
    return tuple(sorted(known.values(), key=lambda fact: (fact.member, fact.first, fact.authorisation)))


def covers(
    granted: Iterable[AuthorisationKept], attended: Mapping[str, Mapping[date, int]]
) -> tuple[Cover, ...]:
    """`attended`: member -> day -> minutes present. A day counts once, however long it was."""
    return tuple(Cover(fact, _used(fact, attended.get(fact.member, {}))) for fact in granted)


def _used(fact: AuthorisationKept, days: Mapping[date, int]) -> float:
    inside = [minutes for day, minutes in days.items() if fact.first <= day <= fact.last and minutes > 0]
    return len(inside) if fact.unit == "days" else sum(inside) / 60


def _number(value: float) -> str:
    return f"{value:g}" if value == int(value) else f"{value:.1f}"
