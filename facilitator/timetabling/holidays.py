"""Public holidays where the clinic is: what a calendar proposes and a coordinator settles."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen

from scheduler.clinic import Clinic

_BY_ZONE = {"America": "US", "US": "US"}
"""Countries that a time zone tells of well enough to propose something."""


@frozen(order=True)
class Holiday:
    date: date
    name: str


def place_of(clinic: Clinic) -> str:
    """`US-CA`, as the clinic file says it; else the country that the time zone lies in, or nothing."""
    return clinic.holidays or _BY_ZONE.get(clinic.timezone.partition("/")[0], "")


def public_holidays(place: str, first: date, months: int) -> tuple[Holiday, ...]:
    """Holidays of `place` (a country, or one and its part) from `first` on; none where it is unknown."""
    from holidays import country_holidays

    country, _, part = place.partition("-")
    last = first + timedelta(days=31 * months)
    try:
        known = country_holidays(country, subdiv=part or None, years=range(first.year, last.year + 1))
    except NotImplementedError:
        return ()
    return tuple(sorted(Holiday(day, name) for day, name in known.items() if first <= day <= last))
