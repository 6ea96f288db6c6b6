"""What a packet says, as headings, paragraphs and tables: the same for every way of writing it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from facilitator.access.consents import EXCEPTIONS, NOTICE, Consent, Leaving, Part, spoken
from facilitator.chart.goals import Goal
from facilitator.packet import contacts, measures
from facilitator.packet.disagree import disagreements
from facilitator.packet.gather import Gathered, Row
from facilitator.packet.shape import Page, Section, Table
from facilitator.packet.signatures import lines
from facilitator.people import Stay

CAVEAT = "Not legal advice; check with your counsel."


def page(
    found: Gathered, leaving: Leaving, consent: Consent | None, *, part_2: bool, made: datetime, by: str
) -> Page:
    """The packet, with the parts that may leave and no others."""
    person = found.person
    front = (
        ("Patient", f"{person.initials} ({person.id})"),
        ("Period", f"{spoken(found.first)} to {spoken(found.last)}"),
        ("Recipient", leaving.recipient),
        ("Purpose", leaving.purpose),
        ("Ground", consent.scope if consent else f"Exception: {EXCEPTIONS[leaving.exception]}"),
        ("Parts", ", ".join(leaving.parts)),
        ("Made", f"{spoken(made.date())} {made:%H:%M} by {by}, {found.clinic}"),
    )
    sections = [_agreement(found, leaving.parts)]
    if Part.ATTENDANCE in leaving.parts:
        sections += [_attendance(found), contacts.attendance(found.contacts)]
    if Part.PLAN in leaving.parts:
        sections.append(_plan(found))
    if Part.MEASURES in leaving.parts:
        sections.append(measures.section(found.measures, found.zone))
    if Part.BILLING in leaving.parts:
        sections.append(_bills(found))
    if Part.NOTES in leaving.parts:
        sections += _notes(found)
    if Part.COUNSELLING in leaving.parts:
        none = Section("Counselling notes", ("None in this period.",))
        sections += list(contacts.notes(found.counselling)) or [none]
    return Page(f"Audit packet: {person.initials}", front, notice(part_2, consent), tuple(sections))


def notice(part_2: bool, consent: Consent | None) -> tuple[str, ...]:
    """What goes with every disclosure: of a Part 2 program its notice, and the scope of the consent."""
    if not part_2:
        return ("This program does not state that 42 CFR part 2 applies to it.",)
    return (NOTICE, consent.scope) if consent else (NOTICE,)


HELD = {
    Part.ATTENDANCE: "sign-in sheet, stretches and contacts",
    Part.NOTES: "notes and signatures",
    Part.PLAN: "plan",
    Part.MEASURES: "measures and the safety reviews they ask for",
    Part.BILLING: "units",
}
"""What is held against the rest, by the part of the record that may tell of it."""


def _agreement(found: Gathered, parts: Collection[Part]) -> Section:
    wrong = [each for each in disagreements(found) if each.part in parts]
    if not wrong:
        checked = "; ".join(words for part, words in HELD.items() if part in parts)
        return Section("What does not agree", (f"Nothing: these agree in this period: {checked}.", CAVEAT))
    return Section("What does not agree", (*(each.words for each in wrong), CAVEAT))


def _attendance(found: Gathered) -> Section:
    head = ("Day", "Session", "Scheduled", "In", "Out", "In the room", "Min.", "Present", "Led by")
    rows = tuple(_attended(row) for row in found.rows)
    if not rows:
        return Section("Attendance", ("No session expected them in this period.",))
    total = sum(row.minutes for row in found.rows)
    came = sum(row.attended for row in found.rows)
    words = f"{came} of {len(rows)} sessions attended, {total // 60} h {total % 60:02d} min."
    return Section("Attendance", (words,), Table(head, rows))


def _attended(row: Row) -> tuple[str, ...]:
    mark = row.mark if row.attended is False else ""
    stretches = ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in row.stretches)
    return (
        _day(row.starts.date()), row.title, f"{row.starts:%H:%M}-{row.scheduled_end:%H:%M}",
        f"{row.time_in:%H:%M}" if row.time_in else mark, f"{row.time_out:%H:%M}" if row.time_out else "",
        stretches or row.reason, str(row.minutes) if row.attended else "", str(row.present),
        ", ".join(row.leaders),
    )  # fmt: skip


def _plan(found: Gathered) -> Section:
    stays = [f"Enrollment {s.number}: {spoken(s.first)} to {_last(s)}" for s in found.person.stays]
    reviews = ", ".join(spoken(day) for day in found.reviews) or "none in this period"
    certified = [f"Certified {spoken(x.on)}{f' by {x.by}' if x.by else ''}." for x in found.certified]
    goals = [_goal(goal) for goal in found.goals] or ["No goals are written."]
    return Section("Treatment plan", (*stays, f"Plan reviews: {reviews}.", *certified, *goals))


def _goal(goal: Goal) -> str:
    ended = f", {goal.how} {spoken(goal.closed)}" if goal.closed else ""
    return f"Goal: {goal.words} (set {spoken(goal.set)}{ended})"


def _last(stay: Stay) -> str:
    planned = "" if stay.discharged or not stay.last else " (planned)"
    return f"{spoken(stay.last) if stay.last else 'open'}{planned}"


def _bills(found: Gathered) -> Section:
    packs = ", ".join(found.packs) or "none, so nothing is counted"
    head = ("Day", "Code", "Units", "Counted how")
    dated = [(x.day, x.code, str(x.units), x.because) for x in found.billed.lines]
    dated += [(x.attended.day, x.code or "-", "0", x.because) for x in found.billed.refused]
    rows = tuple((_day(day), *rest) for day, *rest in sorted(dated))
    words = (f"Units as the rule packs count them ({packs}); nothing was submitted by openchair.",)
    return Section("Units", words, Table(head, rows) if rows else None)


def _notes(found: Gathered) -> list[Section]:
    """Of groups and of contacts, in the order of their days."""
    dated = [(each.starts, section) for each in found.contacts for section in contacts.notes((each,))]
    dated += [(row.starts, _note(row)) for row in found.rows if row.signatures]
    sections = [section for _, section in sorted(dated, key=lambda pair: pair[0])]
    return sections or [Section("Notes", ("No note was signed in this period.",))]


def _note(row: Row) -> Section:
    return Section(f"Note: {row.title}, {_day(row.starts.date())}", lines(row.signatures))


def _day(day: date) -> str:
    return f"{day:%a} {spoken(day)}"
