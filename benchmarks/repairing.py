"""A week repaired while it runs: a therapist away, somebody admitted; seconds, minutes lost, what is proven.

Clinics of `benchmarks.weekly` with a week solved for a few seconds. On Wednesday at seven one therapist is
away for the day (several, one at a time), and somebody new arrives (several, one at a time).
Measured in process: the clinic is loaded and the engine imported; all else counts, from the clinic and the
timetable to the checked answer. Options: `--sizes s,m,l,xl`, `--cases N` of each kind, `--seed N`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from typing import Any, TypeVar

from attrs import evolve, frozen

from benchmarks.figures import Figure, Report
from benchmarks.weekly.generate import WEEK, tight
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic, Patient
from scheduler.facts import Item, staff_of
from scheduler.mend.ahead import rest_of
from scheduler.mend.happened import begin
from scheduler.mend.repair import place_admission, repair
from scheduler.mend.standing import standing
from scheduler.solve import solve
from scheduler.timetable import Timetable, Unmet
from scheduler.week import DAY, Period

Thing = TypeVar("Thing")
DAY_OF = 2  # Wednesday
NOW = WEEK.moment(DAY_OF * DAY + 7 * 60)


@frozen
class Aim:
    """Seconds that a repair and an admission may take, and how long the week is solved beforehand.

    `optimal`: the repair has to be proven within its time.
    """

    repair: float
    admission: float
    solve: float
    optimal: bool


AIMS = {
    "s": Aim(0.5, 0.1, 3, True),
    "m": Aim(2.0, 0.1, 10, True),
    "l": Aim(5.0, 0.2, 20, False),
    "xl": Aim(10.0, 0.3, 30, False),
}


def run(options: Sequence[str]) -> Report:
    """Measure every size. `--sizes`, `--cases` and `--seed` say of what and how many."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks repairing")
    parser.add_argument("--sizes", default=",".join(AIMS))
    parser.add_argument("--cases", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--solve", type=float, help="seconds for the week in force (default by size)")
    args = parser.parse_args(options)
    sizes = [size for size in AIMS if size in args.sizes.split(",")]
    figures: list[Figure] = []
    rows: list[dict[str, Any]] = []
    for size in sizes:
        clinic = tight(size, args.seed)
        week = in_force(clinic, AIMS[size].solve if args.solve is None else args.solve)
        absences = [away(clinic, week, who, AIMS[size].repair) for who in working(week, args.cases)]
        newcomers = [arrival(clinic, week, like) for like in spread(clinic.patients, args.cases)]
        figures += _figures(size, absences, newcomers)
        rows += [{"size": size, **row} for row in (*absences, *newcomers)]
    notes = ("Lost: minutes of what was in force; its baseline is leaving out what cannot stand.",)
    return Report("repairing", tuple(figures), notes, tuple(rows))


def in_force(clinic: Clinic, seconds: float) -> Timetable:
    """A week made by hand and improved for some seconds."""
    first = greedy(clinic, WEEK)
    found = solve(clinic, WEEK, time_limit=seconds, first=first).timetable if seconds > 0 else first
    return found or first


def working(week: Timetable, count: int) -> list[str]:
    """Therapists who have something on the day, spread over all of them."""
    items: list[Item] = [*week.sessions, *week.appointments]
    staff = {who for item in items if item.start // DAY == DAY_OF for who in staff_of(item)}
    return spread(sorted(staff), count)


def spread(things: Sequence[Thing], count: int) -> list[Thing]:
    """At most so many, evenly over all."""
    step = max(1, len(things) // max(count, 1))
    return list(things[::step][:count])


def away(clinic: Clinic, week: Timetable, who: str, seconds: float) -> dict[str, Any]:
    """One therapist away for the day: what it takes and what is lost."""
    gone = Period(NOW, WEEK.moment((DAY_OF + 1) * DAY))
    staff = tuple(evolve(t, away=(*t.away, gone)) if t.id == who else t for t in clinic.therapists)
    changed = evolve(clinic, therapists=staff)
    begun = begin(changed, week, NOW)
    left_out = _minutes(begun.lost(standing(begun, rest_of(begun).found.possible)))
    began = time.perf_counter()
    answer = repair(changed, week, now=NOW, time_limit=seconds)
    return {
        "case": f"{who} away",
        "seconds": round(time.perf_counter() - began, 3),
        "lost": _minutes(answer.lost),
        "left_out": left_out,
        "moved": len(answer.moved),
        "proven": answer.proven,
        "proof": answer.proof.key,
        "steps": answer.steps,
    }


def arrival(clinic: Clinic, week: Timetable, like: Patient) -> dict[str, Any]:
    """Somebody like one of the patients is admitted that day, nobody moved: what it takes and gives."""
    new = evolve(like, id="NEW", admitted=WEEK.date(DAY_OF), discharge=None, apart=frozenset())
    changed = evolve(clinic, patients=(*clinic.patients, new))
    began = time.perf_counter()
    answer = place_admission(changed, week, "NEW", now=NOW, moved_at_most=0)
    seconds = time.perf_counter() - began
    given = sum(item.end - item.start for item in answer.week)
    return {"case": f"like {like.id}", "seconds": round(seconds, 3), "given": given, "proven": answer.proven}


def _figures(size: str, absences: list[dict[str, Any]], newcomers: list[dict[str, Any]]) -> list[Figure]:
    aim, name = AIMS[size], size.upper()
    figures = []
    if absences:
        open_ = 100 * sum(not row["proven"] for row in absences) / len(absences)
        stays = 100 * sum(row["proof"] == "none" for row in absences) / len(absences)
        lost, left_out = (sum(row[key] for row in absences) for key in ("lost", "left_out"))
        figures += [
            Figure(f"{name}: one therapist away, median", _median(absences), "s", None, aim.repair),
            Figure(f"{name}: absences not proven in that time", open_, "%", None, 0 if aim.optimal else None),
            Figure(f"{name}: absences not proven even while all others keep their hours", stays, "%"),
            Figure(f"{name}: minutes lost in all absences", lost, "min", left_out),
        ]
    if newcomers:
        given = statistics.fmean(row["given"] for row in newcomers)
        figures += [
            Figure(f"{name}: admission, nobody moved, median", _median(newcomers), "s", None, aim.admission),
            Figure(f"{name}: minutes given to a newcomer, mean", given, "min"),
        ]
    return figures


def _median(rows: list[dict[str, Any]]) -> float:
    return float(statistics.median(row["seconds"] for row in rows))


def _minutes(lost: Sequence[Unmet]) -> int:
    return sum(short.minutes for short in lost)
