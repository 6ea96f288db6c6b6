"""What payers cover: days or hours left, the last covered day, and concurrent reviews, told in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from attrs import frozen

from facilitator.events import AuthorisationKept, Entry, taken_back
from facilitator.today import short

SOON = 7
"""Days before the end, or before a review, from which on it is spoken of."""
FEW = {"days": 3, "hours": 9}
"""What is left, in the authorisation's own unit, from which on it is spoken of."""
Days = Mapping[date, int]
"""Minutes by day."""


@frozen
class Cover:
    """One authorisation and what was used of it, in its own unit.

    `ahead`: (day, units) that the planned weeks will use, in order. `renewed`: another one goes on after it.
    """

    granted: AuthorisationKept
    used: float
    ahead: tuple[tuple[date, float], ...] = ()
    renewed: bool = False

    @property
    def left(self) -> float:
        return max(0.0, self.granted.granted - self.used)

    def covers(self, day: date) -> bool:
        return self.granted.first <= day <= self.granted.last

    @property
    def used_up(self) -> date | None:
        """The day on which the last unit goes if everything planned takes place."""
        left = self.left
        for day, units in self.ahead:
            left -= units
            if left <= 0:
                return day
        return None

    def warnings(self, today: date, opens: Callable[[date], bool] = lambda day: True) -> tuple[str, ...]:
        """Sentences, the most pressing first; nothing long after the end. `opens`: the clinic, on a day."""
        granted = self.granted
        ends = (granted.last - today).days
        if ends < 0:
            over = f"{granted.payer}: cover ended {short(granted.last)}"
            return (over,) if ends >= -SOON and not self.renewed else ()
        found = [self._units()]
        if ends <= SOON and not self.renewed:
            closed = _weekend(granted.last, today, opens)
            found.append(f"last covered day {_near(granted.last, today)}{closed}")
        if granted.review is not None and (granted.review - today).days <= SOON:
            late = "was due" if granted.review < today else "is due"
            found.append(f"concurrent review {late} {_near(granted.review, today)}")
        return tuple(f"{granted.payer}: {words}" for words in found if words)

    def _units(self) -> str:
        """What is left, when that is little or does not last."""
        unit, out = self.granted.unit, self.used_up
        if self.left <= 0:
            return f"all {self.granted.granted} {unit} are used"
        if out is not None and out < self.granted.last:
            return f"{self._left()}, used up on {short(out)} as planned"
        return self._left() if self.left <= FEW.get(unit, 0) else ""

    def _left(self) -> str:
        unit = self.granted.unit
        return f"{_number(self.left)} {unit.removesuffix('s') if self.left == 1 else unit} left"


def _near(day: date, today: date) -> str:
    """`today`, `tomorrow, Wed 2 Dec`, `Fri 4 Dec`."""
    near = {0: "today", 1: f"tomorrow, {short(day)}"}
    return near.get((day - today).days, short(day))


def _weekend(last: date, today: date, opens: Callable[[date], bool]) -> str:
    """When the clinic is closed on the last covered day: the last one before it on which anybody can come."""
    days = (last - timedelta(days=back) for back in range((last - today).days + 1))
    before = next((day for day in days if opens(day)), None)
    if before == last:
        return ""
    return f"; the clinic is open last on {short(before)}" if before else "; the clinic is closed until then"


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
    granted: Iterable[AuthorisationKept],
    attended: Mapping[str, Days],
    planned: Mapping[str, Days] | None = None,
) -> tuple[Cover, ...]:
    """`attended` and `planned`: member -> day -> minutes present, or still to come. A day counts once."""
    granted, ahead = tuple(granted), planned or {}
    return tuple(
        Cover(
            fact,
            sum(units for _, units in _units(fact, attended.get(fact.member, {}))),
            tuple(_ahead(fact, attended.get(fact.member, {}), ahead.get(fact.member, {}))),
            any(_goes_on(fact, other) for other in granted),
        )
        for fact in granted
    )


def _goes_on(one: AuthorisationKept, other: AuthorisationKept) -> bool:
    following = one.last + timedelta(days=1)
    return other.member == one.member and other.first <= following <= other.last


def _units(fact: AuthorisationKept, days: Days) -> list[tuple[date, float]]:
    """Units by day, of days inside the authorisation, in order."""
    inside = sorted((day, minutes) for day, minutes in days.items() if minutes > 0)
    return [
        (day, 1.0 if fact.unit == "days" else minutes / 60)
        for day, minutes in inside
        if fact.first <= day <= fact.last
    ]


def _ahead(fact: AuthorisationKept, had: Days, planned: Days) -> list[tuple[date, float]]:
    """The same of what is to come; a day that is used already is not used twice."""
    coming = _units(fact, planned)
    return [(day, units) for day, units in coming if fact.unit != "days" or not had.get(day)]


def _number(value: float) -> str:
    return f"{value:g}" if value == int(value) else f"{value:.1f}"
