"""A clinic held against its packs, whatever the week: what it prescribes, its groups, its caseloads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import frozen

from scheduler.clinic import Clinic, Group, Prescription, enrolled
from scheduler.facts import minutes_of
from scheduler.packs.findings import Finding, Weight
from scheduler.packs.pack import Figure, words_of
from scheduler.packs.rules import Rules
from scheduler.week import Week

PRESCRIBED = frozenset(
    {"days", "hours_min", "hours_max", "day_hours_min", "day_hours_max", "services", "appointments"}
)
"""Keys of a prescription that figures are about."""


@frozen
class _Subject:
    """Something that prescribes: a level for one age band, or a patient with keys of their own."""

    where: str
    level: str
    band: str
    prescription: Prescription


def check_clinic(clinic: Clinic, rules: Rules, week: Week | None = None) -> tuple[Finding, ...]:
    """Where the clinic and its packs disagree. `week`: caseloads are counted of those enrolled in it."""
    found = [Finding("packs", sentence) for sentence in rules.contradictions()]
    for subject in _subjects(clinic):
        found += _prescription(subject, rules)
    for group in clinic.groups:
        found += _group(group, rules)
    return (*found, *_caseloads(clinic, rules, week))


def _subjects(clinic: Clinic) -> Iterator[_Subject]:
    for level in clinic.levels:
        bands = {p.band for p in clinic.patients if p.level == level.id and not PRESCRIBED & set(p.own)}
        if not any(p.level == level.id for p in clinic.patients):
            bands = {"adolescent" if "adolescent" in words_of(level.id) else "adult"}
        for band in sorted(bands):
            where = f"level {level.id}" + (f" ({band})" if len(bands) > 1 or band != "adult" else "")
            yield _Subject(where, level.id, band, level.prescription)
    for patient in clinic.patients:
        if PRESCRIBED & set(patient.own):
            yield _Subject(patient.id, patient.level, patient.band, clinic.prescription(patient))


def _prescription(subject: _Subject, rules: Rules) -> Iterator[Finding]:
    own = subject.prescription
    floors: tuple[tuple[str, float | None, str], ...] = (
        ("hours.min", own.hours_min, "hours = { min = %g }"),
        ("days.min", own.days, "days = %g"),
        ("day_hours.min", own.day_hours_min, "day_hours = { min = %g }"),
    )
    for name, value, key in floors:
        figure = _figure(rules, name, subject)
        if figure is not None and (value is None or value < figure.number):
            yield _off(subject.where, "at least", value, figure, key)
    ceilings = (
        ("hours.max", own.hours_max, "hours = { max = %g }"),
        ("day_hours.max", own.day_hours_max, "day_hours = { max = %g }"),
    )
    for name, value, key in ceilings:
        figure = _figure(rules, name, subject)
        if figure is not None and (value is None or value > figure.number):
            yield _off(subject.where, "at most", value, figure, key)
    yield from _enough(subject, rules)


def _off(where: str, bound: str, value: float | None, figure: Figure, key: str) -> Finding:
    asked = f"the pack asks for {bound} {figure.shown}"
    weight: Weight = "open" if value is None else "contradicts"
    message = f"leaves it open; {asked}" if value is None else f"says {value:g} {figure.kind.unit}; {asked}"
    return Finding(where, message, figure, f"write {key % figure.number}", weight)


def _enough(subject: _Subject, rules: Rules) -> Iterator[Finding]:
    """Whether what is prescribed for a week sums to the floor at all."""
    figure = _figure(rules, "hours.min", subject)
    own = subject.prescription
    if figure is None or not (own.services or own.appointments):
        return
    weekly = sum(a.minutes * a.times for a in own.appointments if a.every_weeks == 1)
    minutes = sum(own.services.values()) + weekly
    if minutes < minutes_of(figure.number):
        message = f"prescribes {minutes / 60:.4g} hours a week; the pack asks for at least {figure.shown}"
        yield Finding(subject.where, message, figure, "prescribe more group minutes, or another level")


def _figure(rules: Rules, name: str, subject: _Subject) -> Figure | None:
    return rules.figure(name, level=subject.level, band=subject.band)


def _group(group: Group, rules: Rules) -> Iterator[Finding]:
    if group.leaders == 0:
        return  # nobody's treatment: mutual help
    where = f"group {group.id}"
    most = rules.figure("group.max", band=group.band, service=group.service)
    if most is not None and group.size.max > most.number:
        message = f"takes up to {group.size.max} members; the pack asks for at most {most.shown}"
        yield Finding(where, message, most, f"write size.max = {most.number:g}")
    least = rules.figure("group.min", band=group.band, service=group.service)
    if least is not None and group.size.min < least.number:
        message = f"runs with {group.size.min}; the pack asks for at least {least.shown}"
        yield Finding(where, message, least, f"write size.min = {least.number:g}")
    ratio = rules.figure("group.second_leader_above", band=group.band, service=group.service)
    if ratio is not None and group.size.max > ratio.number and group.leaders < 2:
        above = group.second_leader_above
        if above is None or above > ratio.number:
            have = "has one facilitator" if above is None else f"has a second facilitator above {above}"
            message = f"{have}; the pack asks for a second above {ratio.shown}"
            yield Finding(where, message, ratio, f"write second_leader_above = {ratio.number:g}")


def _caseloads(clinic: Clinic, rules: Rules, week: Week | None) -> Iterator[Finding]:
    most = rules.figure("caseload.max")
    if most is None:
        return
    for therapist, patients in sorted(caseloads(clinic, week).items()):
        if patients > most.number:
            message = (
                f"is the primary therapist of {patients} patients; the pack asks for at most {most.shown}"
            )
            yield Finding(therapist, message, most, "share the caseload, or say why it is so")


def caseloads(clinic: Clinic, week: Week | None = None) -> Counter[str]:
    """Patients of each primary therapist, of those enrolled in `week` if one is given."""
    mine = (p for p in clinic.patients if p.therapist and (week is None or enrolled(p, week)))
    return Counter(patient.therapist or "" for patient in mine)
