"""Units from minutes attended, as packs count them: what may be billed, and what may not and why.

    counted = count([Attended("P-001", start, 82, "process", present=7, level="iop")], rules)
    counted.lines       # person, day, code, units, and how they were counted
    counted.refused     # documented, not billable: the same with the reason

Nothing is submitted anywhere: codes, units and reasons are for whoever bills. A code counts one person on one
day, so that the order of what was attended never matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from attrs import frozen

from scheduler.packs.pack import BillingRule, Rounding
from scheduler.packs.rules import Rules

QUARTER = 15
HALF = 8
"""Minutes that make a quarter hour where halves are rounded up: more than half of fifteen."""


@frozen
class Attended:
    """What one person attended: `minutes` are their own, without breaks and time out of the room.

    `present` counts the members who were there, this one included; None: no group. `ref` names the service
    to whoever asks, such as the id of a session.
    """

    person: str
    start: datetime
    minutes: int
    service: str
    present: int | None = None
    level: str | None = None
    band: str = "adult"
    ref: str = ""

    @property
    def day(self) -> date:
        return self.start.date()


@frozen
class Line:
    """Units of one code for one person on one day, and in words how they were counted."""

    person: str
    day: date
    code: str
    units: int
    minutes: int
    because: str
    services: tuple[Attended, ...]
    rule: BillingRule


@frozen
class Refused:
    """Something attended that a code does not pay; `code` is empty where no code pays the service at all."""

    attended: Attended
    code: str
    because: str


@frozen
class Counted:
    """What may be billed and what may not; everything attended is in one of the two at least."""

    lines: tuple[Line, ...]
    refused: tuple[Refused, ...]

    def of(self, person: str) -> Counted:
        """The part of one person."""
        return Counted(
            tuple(line for line in self.lines if line.person == person),
            tuple(one for one in self.refused if one.attended.person == person),
        )


def quarters(minutes: int, rounding: Rounding) -> int:
    """Quarter hours in `minutes`: whole ones (`down`), of 8 minutes and more (`half`), of any (`up`)."""
    spare = {"down": 0, "half": QUARTER - HALF, "up": QUARTER - 1}[rounding]
    return (minutes + spare) // QUARTER


def count(attended: Iterable[Attended], rules: Rules) -> Counted:
    """Units of everything that was attended, by person, day and code."""
    lines: list[Line] = []
    refused: list[Refused] = []
    by_day = sorted(attended, key=lambda a: (a.person, a.start, a.service, a.ref))
    for _, together in groupby(by_day, key=lambda a: (a.person, a.day)):
        _one_day(list(together), rules, lines, refused)
    return Counted(tuple(lines), tuple(refused))


def _one_day(today: list[Attended], rules: Rules, lines: list[Line], refused: list[Refused]) -> None:
    """What one person attended on one day, code by code."""
    mine: list[Line] = []
    paid: set[int] = set()
    for codes, some in _by_codes(today, rules):
        for rule in codes:
            asked = [a for a in some if a.service in rule.services]
            paid |= {id(a) for a in asked}
            good = []
            for one in asked:
                reason = _unfit(one, rule)
                good += [] if reason else [one]
                refused += [Refused(one, rule.code, reason)] if reason else []
            mine += _line(good, rule, refused)
    for one in today:
        if id(one) not in paid:
            refused.append(Refused(one, "", f"no code of the packs pays {one.service}"))
    bundled = {code: line.code for line in mine for code in line.rule.bundles}
    for line in mine:
        if line.code in bundled:
            because = f"part of {bundled[line.code]} on that day"
            refused += [Refused(one, line.code, because) for one in line.services]
        else:
            lines.append(line)


def _by_codes(
    today: Sequence[Attended], rules: Rules
) -> Iterator[tuple[tuple[BillingRule, ...], list[Attended]]]:
    """What was attended at one level of care and in one age band, with the rules that hold there."""
    keys = dict.fromkeys((a.level, a.band) for a in today)
    for level, band in keys:
        yield rules.billing(level=level, band=band), [a for a in today if (a.level, a.band) == (level, band)]


def _unfit(one: Attended, rule: BillingRule) -> str:
    """Why a service cannot be counted by a rule, whatever else there is on that day."""
    if one.minutes <= 0:
        return "no minutes attended"
    if one.present is not None and one.present < rule.group_min:
        return f"{one.present} present; {rule.code} begins at {rule.group_min}"
    if one.present is not None and rule.group_max is not None and one.present > rule.group_max:
        return f"{one.present} present; {rule.code} ends at {rule.group_max}"
    if rule.unit != "day" and one.minutes < rule.minimum_minutes:
        return f"{one.minutes} minutes; {rule.code} begins at {rule.minimum_minutes}"
    return ""


def _line(good: list[Attended], rule: BillingRule, refused: list[Refused]) -> list[Line]:
    """The units of one code, or why there are none."""
    if not good:
        return []
    minutes = sum(one.minutes for one in good)
    units, how = _units(good, minutes, rule)
    if units == 0:
        refused += [Refused(one, rule.code, how) for one in good]
        return []
    if rule.most_a_day is not None and units > rule.most_a_day:
        units, how = rule.most_a_day, f"{how}; at most {rule.most_a_day} a day"
    return [Line(good[0].person, good[0].day, rule.code, units, minutes, how, tuple(good), rule)]


def _units(good: list[Attended], minutes: int, rule: BillingRule) -> tuple[int, str]:
    """How many units, with the reason in words."""
    if rule.unit == "day":
        if minutes < rule.minimum_minutes:
            return 0, f"{minutes} minutes on that day; {rule.code} begins at {rule.minimum_minutes}"
        return 1, f"{minutes} minutes on that day"
    if rule.unit == "person-day":
        return 1, f"{minutes} minutes, one a day"
    if rule.unit == "session":
        return len(good), f"{len(good)} of {minutes} minutes" if len(good) > 1 else f"{minutes} minutes"
    if rule.adds_up or len(good) == 1:
        units = quarters(minutes, rule.rounding)
        return units, _quarters_in_words(minutes, rule, units)
    units = sum(quarters(one.minutes, rule.rounding) for one in good)
    each = " + ".join(str(one.minutes) for one in good)
    return units, f"{each} minutes, each rounded {rule.rounding}: {units} quarter hours"


def _quarters_in_words(minutes: int, rule: BillingRule, units: int) -> str:
    if units == 0:
        first = next(m for m in range(1, QUARTER + 1) if quarters(m, rule.rounding))
        return f"{minutes} minutes; a unit of {rule.code} begins at {first}"
    return f"{minutes} minutes, rounded {rule.rounding}: {units} quarter hour{'s' if units > 1 else ''}"
