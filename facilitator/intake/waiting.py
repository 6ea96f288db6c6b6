"""Prospects: from the first call to the first day, and what would have to happen for whoever waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from facilitator.events import Entry, ProspectKept, taken_back
from facilitator.intake.fitting import Fit, fits
from facilitator.timetabling.seats_ahead import Outlook
from scheduler.clinic import Clinic
from scheduler.timetable import Timetable

STAGES = ("call", "assessment", "decision", "waiting", "admitted", "declined")
OPEN = STAGES[:4]
"""Stages of somebody whose place is still to be found."""


@frozen
class Prospect:
    """One prospect as of now, with the days on which each stage began."""

    now: ProspectKept
    reached: tuple[tuple[str, date], ...]

    @property
    def id(self) -> str:
        return self.now.prospect

    @property
    def open(self) -> bool:
        return self.now.stage in OPEN

    def waited(self, today: date) -> int:
        """Days since the first call."""
        return (today - self.now.since).days


def prospects(entries: Iterable[Entry]) -> tuple[Prospect, ...]:
    """Everybody who ever asked, who waits longest first."""
    entries = sorted(entries, key=lambda entry: entry.seq)
    gone = taken_back(entries)
    known: dict[str, ProspectKept] = {}
    reached: dict[str, dict[str, date]] = {}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, ProspectKept) and entry.id not in gone:
            known[fact.prospect] = fact
            reached.setdefault(fact.prospect, {}).setdefault(fact.stage, fact.on)
    found = (Prospect(fact, tuple(reached[name].items())) for name, fact in known.items())
    return tuple(sorted(found, key=lambda prospect: (prospect.now.since, prospect.id)))


@frozen
class Way:
    """What would have to happen for one prospect: `fit` is the nearest track, `words` the rest of it."""

    prospect: Prospect
    fit: Fit | None
    words: str


def ways(
    waiting: Iterable[Prospect], clinic: Clinic, timetable: Timetable | None, ahead: Iterable[Outlook]
) -> tuple[Way, ...]:
    """A way in for everybody who waits. `ahead`: the seats that the coming weeks open."""
    outlooks = tuple(ahead)
    return tuple(_way(prospect, clinic, timetable, outlooks) for prospect in waiting if prospect.open)


def _way(prospect: Prospect, clinic: Clinic, timetable: Timetable | None, ahead: tuple[Outlook, ...]) -> Way:
    asked = prospect.now.demand
    if timetable is None:
        return Way(prospect, None, "no week is published to find a place in")
    found = fits(asked, clinic, timetable)
    if not found:
        return Way(prospect, None, "no level of care is set yet")
    if not asked.available:
        return Way(prospect, None, "when they can come is not known yet")
    wanted = [fit for fit in found if asked.track in (None, fit.track)]
    best = (wanted or list(found))[0]
    if best.whole:
        return Way(prospect, best, "fits now, nobody moves")
    reasons = "; ".join(best.reasons)
    opens = _opens(best, ahead)
    return Way(prospect, best, f"{reasons}{'; ' + opens if opens else ''}")


def _opens(fit: Fit, ahead: tuple[Outlook, ...]) -> str:
    """`a seat in evening-skills opens in week 50 (P-005 leaves)`, for the first full group that opens."""
    for outlook in ahead:
        if outlook.track not in ("", fit.track or "") or not outlook.weeks or outlook.weeks[0].free > 0:
            continue
        for week in outlook.weeks:
            if week.free > 0:
                who = f" ({', '.join(week.leaving)} out)" if week.leaving else ""
                return f"a seat in {outlook.group} opens in week {week.week.monday.isocalendar().week}{who}"
    return ""
