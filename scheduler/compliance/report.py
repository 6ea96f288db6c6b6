"""One week as it stands: hours of everybody under their floor, make-ups, caseloads, findings of packs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from attrs import frozen

from scheduler.clinic import Clinic, Patient
from scheduler.compliance.makeups import Makeups
from scheduler.facts import Facts, Item, length, minutes_of
from scheduler.mend.happened import begin
from scheduler.mend.seats import Seat
from scheduler.packs.clinic_check import caseloads
from scheduler.packs.findings import Finding
from scheduler.packs.pack import Figure
from scheduler.packs.rules import Rules
from scheduler.packs.week_check import check_week
from scheduler.timetable import Timetable
from scheduler.week import WEEK, Week

MOST_MAKEUPS = 8
"""So many make-ups are told for one patient."""


@frozen
class Under:
    """Somebody who ends the week under their floor, in minutes.

    `attained` were there, `ahead` are scheduled still. `makeups` each fit as the week stands; `together` are
    those that fit beside one another and are enough, or as near as it gets.
    """

    patient: str
    floor: int
    source: str  # whose floor it is
    attained: int
    ahead: int
    makeups: tuple[Seat, ...] = ()
    together: tuple[Seat, ...] = ()

    @property
    def short(self) -> int:
        return self.floor - self.attained - self.ahead

    @property
    def reachable(self) -> int:
        """Minutes still to be had this week: scheduled, and by make-ups that fit together."""
        return self.ahead + sum(length(seat.session) for seat in self.together)


@frozen
class Caseload:
    """Patients of one primary therapist in the week; `most` is what a pack allows, None where none does."""

    therapist: str
    patients: int
    most: int | None = None


@frozen
class WeekReport:
    """A week at one moment. `enrolled` counts who has a floor; `findings` are not about weekly hours."""

    clinic: str
    week: Week
    now: datetime | None
    packs: tuple[str, ...]
    enrolled: int
    under: tuple[Under, ...]
    caseloads: tuple[Caseload, ...]
    findings: tuple[Finding, ...] = ()
    doubted: tuple[str, ...] = ()  # figures used that nobody confirmed at their source, as sentences


def week_report(
    clinic: Clinic,
    timetable: Timetable,
    rules: Rules,
    *,
    now: datetime | None = None,
    attained: Mapping[str, int] | None = None,
    missed: Mapping[str, Collection[Item]] | None = None,
) -> WeekReport:
    """The report of a timetable whose ids are all known to the clinic.

    What starts before `now` (local) has happened, and what was `missed` of it is not attained; without
    `now` the whole week lies ahead. `attained` replaces the count by minutes that somebody kept. Once the
    week is over nothing can be made up.
    """
    facts = Facts(clinic, timetable)
    at = 0 if now is None else timetable.week.minute(now)
    unders: list[Under] = []
    used: list[Figure | None] = []
    seen = 0
    gone = missed or {}
    for patient in clinic.patients:
        floor, source, figure = _floor(facts, patient, rules)
        used.append(figure)
        if not floor or not facts.enrolled(patient.id):
            continue
        seen += 1
        mine = [item for item in facts.of_patient[patient.id] if item not in set(gone.get(patient.id, ()))]
        ahead = sum(length(item) for item in mine if item.start >= at)
        had = sum(length(item) for item in mine if item.start < at)
        had = had if attained is None else attained.get(patient.id, 0)
        if had + ahead < floor:
            unders.append(Under(patient.id, floor, source, had, ahead))
    if unders and at < WEEK:
        found = Makeups(begin(clinic, timetable, now or timetable.week.moment(0)))
        unders = [_with_makeups(found, under, gone.get(under.patient, ())) for under in unders]
    most = rules.figure("caseload.max")
    limit = None if most is None else int(most.number)
    loads = sorted(caseloads(clinic, timetable.week).items())
    used.append(most)
    findings = [f for f in check_week(facts, rules) if f.figure is None or f.figure.name != "hours.min"]
    return WeekReport(
        clinic.name,
        timetable.week,
        now,
        tuple(pack.id for pack in rules.packs),
        seen,
        tuple(sorted(unders, key=lambda under: (-under.short, under.patient))),
        tuple(Caseload(name, patients, limit) for name, patients in loads),
        tuple(findings),
        doubted([*used, *(finding.figure for finding in findings)]),
    )


def doubted(figures: Iterable[Figure | None]) -> tuple[str, ...]:
    """Those that nobody looked up at their source yet: `caseload.max 16 (ours: a notice, 2024)`."""
    found = (f for f in figures if f is not None and not f.confirmed)
    return tuple(sorted({f"{f.name} {f.shown} ({f.pack}: {f.source}, {f.date})" for f in found}))


def _floor(facts: Facts, patient: Patient, rules: Rules) -> tuple[int, str, Figure | None]:
    """The larger of the level's floor and the packs', in minutes, whose it is, and the pack's figure."""
    own = minutes_of(facts.prescriptions[patient.id].hours_min or 0)
    figure = rules.figure("hours.min", level=patient.level, band=patient.band)
    if figure is not None and minutes_of(figure.number) > own:
        return minutes_of(figure.number), figure.cited, figure
    return own, f"level {patient.level}" if own else "", None


def _with_makeups(found: Makeups, under: Under, missed: Collection[Item]) -> Under:
    seats = found.of(under.patient, missed)
    together = found.together(under.patient, seats, missed, under.short)
    return Under(
        under.patient, under.floor, under.source, under.attained, under.ahead, seats[:MOST_MAKEUPS], together
    )
