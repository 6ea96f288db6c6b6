"""Make the shipped part of the sample clinic anew: `python -m facilitator.sample.build`.

Solves the template week (Monday to Friday, everyone enrolled) and writes it beside this file. Run it after
the cast or the solver has changed.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from attrs import evolve

from facilitator.sample.cast import OWNER, clinic
from scheduler.clinic import Clinic, Pin
from scheduler.files import write_timetable
from scheduler.solve import solve
from scheduler.week import DAY, Week

TEMPLATE = Path(__file__).with_name("week.toml")
WEEK = Week.parse("2024-W10")


LEAST = {"adult-evening": 8, "adult-day": 6, "adolescent": 4}
"""Members that every session of the template has, so that any evening is worth a look."""


def everyone_due(cast: Clinic) -> Clinic:
    """The cast admitted in the template week, so that every appointment falls due.

    Groups are well filled, and the owner leads the first one of every evening.
    """
    groups = tuple(evolve(g, size=evolve(g.size, min=LEAST[g.track or ""])) for g in cast.groups)
    patients = tuple(evolve(p, admitted=date(2024, 3, 4)) for p in cast.patients)
    pins = tuple(
        Pin(group="evening-education", start=WEEK.moment(day * DAY + 18 * 60), leaders=(OWNER,))
        for day in range(5)
    )
    return evolve(cast, groups=groups, patients=patients, pins=pins)


def main(seconds: float = 120.0) -> int:
    outcome = solve(everyone_due(clinic()), WEEK, time_limit=seconds)
    if outcome.timetable is None:
        print("no timetable was found", file=sys.stderr)
        return 1
    write_timetable(TEMPLATE, outcome.timetable)
    print(outcome.timetable.score, file=sys.stderr)
    for unmet in outcome.timetable.unmet:
        print(unmet, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
