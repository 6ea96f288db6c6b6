"""A week's timetable held against the packs of its clinic: hours, days, gaps, groups as they will be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scheduler.clinic import Patient
from scheduler.facts import Facts, day_name, day_of, length, minutes_of, stretch
from scheduler.packs.findings import Finding
from scheduler.packs.rules import Rules
from scheduler.timetable import Session
from scheduler.week import hours


def check_week(facts: Facts, rules: Rules) -> tuple[Finding, ...]:
    """Where a week whose ids are all known disagrees with packs: by patient, then by session."""
    found: list[Finding] = []
    for patient in facts.clinic.patients:
        if facts.enrolled(patient.id):
            found += _patient(facts, patient, rules)
    for session in sorted(facts.timetable.sessions):
        found += _session(facts, session, rules)
    return tuple(found)


def _patient(facts: Facts, patient: Patient, rules: Rules) -> Iterator[Finding]:
    items = facts.of_patient[patient.id]
    minutes = sum(map(length, items))
    days = sorted({day_of(item) for item in items if isinstance(item, Session)})
    level, band, part = patient.level, patient.band, _part(facts, patient)
    least = rules.figure("hours.min", level=level, band=band)
    if least is not None and minutes < minutes_of(least.number):
        message = f"has {hours(minutes)} hours in week {facts.week}{part}; the pack asks for {least.shown}"
        yield Finding(patient.id, message, least, weight="open" if part else "contradicts")
    most = rules.figure("hours.max", level=level, band=band)
    if most is not None and minutes > minutes_of(most.number):
        message = f"has {hours(minutes)} hours in week {facts.week}; the pack allows {most.shown}"
        yield Finding(patient.id, message, most)
    often = rules.figure("days.min", level=level, band=band)
    if often is not None and len(days) < often.number:
        names = ", ".join(map(day_name, days)) or "no day"
        message = f"comes on {names}{part}; the pack asks for {often.shown}"
        yield Finding(patient.id, message, often, weight="open" if part else "contradicts")
    gap = rules.figure("days.gap", level=level, band=band)
    for one, other in pairwise(days) if gap is not None else ():
        if gap is not None and other - one - 1 > gap.number:
            message = (
                f"has nothing between {day_name(one)} and {day_name(other)}; the pack allows {gap.shown}"
            )
            yield Finding(patient.id, message, gap)
    yield from _days(facts, patient, days, rules)


def _days(facts: Facts, patient: Patient, days: list[int], rules: Rules) -> Iterator[Finding]:
    least = rules.figure("day_hours.min", level=patient.level, band=patient.band)
    for day in days if least is not None else ():
        minutes = sum(length(item) for item in facts.of_patient[patient.id] if day_of(item) == day)
        if least is not None and minutes < minutes_of(least.number):
            message = f"has {hours(minutes)} hours on {day_name(day)}; the pack asks for {least.shown}"
            yield Finding(patient.id, message, least)


def _part(facts: Facts, patient: Patient) -> str:
    """Why this is not a whole week of the patient's, in words."""
    if patient.admitted is not None and patient.admitted > facts.week.monday:
        return f" (admitted {patient.admitted})"
    if patient.discharge is not None and patient.discharge < facts.week.date(4):
        return f" (leaves {patient.discharge})"
    return ""


def _session(facts: Facts, session: Session, rules: Rules) -> Iterator[Finding]:
    group = facts.groups[session.group]
    if group.leaders == 0:
        return
    where, members = f"{group.id} {stretch(session.span)}", len(session.members)
    most = rules.figure("group.max", band=group.band, service=group.service)
    if most is not None and members > most.number:
        yield Finding(where, f"has {members} members; the pack allows {most.shown}", most)
    least = rules.figure("group.min", band=group.band, service=group.service)
    if least is not None and members < least.number:
        yield Finding(where, f"has {members} members; the pack asks for {least.shown}", least)
    ratio = rules.figure("group.second_leader_above", band=group.band, service=group.service)
    if ratio is not None and members > ratio.number and len(session.leaders) < 2:
        message = f"has {members} members and {len(session.leaders)} facilitator; a second is asked for"
        yield Finding(where, message, ratio)
