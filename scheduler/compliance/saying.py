"""A week's report in words, as JSON and as CSV. Each says what it names, and that it is no advice."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from scheduler.compliance.report import Under, WeekReport
from scheduler.exports.table import safe
from scheduler.facts import length, stretch
from scheduler.mend.seats import Seat
from scheduler.packs import CAVEAT
from scheduler.week import hours

FEW = 15
"""Who lacks fewer minutes came late or left early once; make-ups are not told for that."""
DISCLOSES = "Confidential: this report names patients by code."
COLUMNS = (
    "patient", "floor_minutes", "attained_minutes", "ahead_minutes", "short_minutes", "reachable_minutes",
    "floor_from", "make_ups",
)  # fmt: skip


def as_text(report: WeekReport, more: Sequence[str] = ()) -> str:
    """The report as a page of text; `more` are lines of whoever knows more, before the last words."""
    at = f", as of {report.now:%Y-%m-%d %H:%M}" if report.now else ""
    lines = [f"Week {report.week} of {report.clinic}{at}", f"Packs: {', '.join(report.packs) or 'none'}", ""]
    lines.append(f"Under hours: {len(report.under)} of {report.enrolled}")
    for under in report.under:
        lines += _under(under) if under.short >= FEW else []
    nearly = [f"{under.patient} {hours(under.short)}" for under in report.under if under.short < FEW]
    lines += [f"  a few minutes short: {', '.join(nearly)}"] if nearly else []
    lines += ["", "Caseloads" if report.caseloads else "No caseloads: nobody has a primary therapist."]
    for load in report.caseloads:
        most = f" of {load.most}" if load.most is not None else ""
        over = "  over" if load.most is not None and load.patients > load.most else ""
        lines.append(f"  {load.therapist}  {load.patients}{most}{over}")
    if report.findings:
        lines += ["", "Not as the packs ask", *(f"  {finding}" for finding in report.findings)]
    lines += ["", *more] if more else []
    if report.doubted:
        lines += ["", "Not confirmed: nobody looked these figures up at their source yet"]
        lines += [f"  {figure}" for figure in report.doubted]
    return "\n".join([*lines, "", DISCLOSES, CAVEAT, ""])


def _under(under: Under) -> list[str]:
    lines = [
        f"  {under.patient}  {hours(under.attained)} of {hours(under.floor)} attained, "
        f"{hours(under.ahead)} to come, {hours(under.short)} short [{under.source}]"
    ]
    if not under.makeups:
        return [*lines, "      no make-up fits"]
    lines += [f"      make-up: {seat_in_words(seat)}" for seat in under.makeups]
    total = under.attained + under.reachable
    reach = "enough" if total >= under.floor else f"{hours(under.floor - total)} short still"
    return [*lines, f"      with make-ups {hours(total)}: {reach}"]


def seat_in_words(seat: Seat) -> str:
    """`skills, Thursday 18:00-19:00 (7 members; t2 joins)`."""
    also = "".join(
        [f"; {seat.leader} joins" if seat.leader else "", f"; in {seat.room}" if seat.room else ""]
    )
    return f"{seat.session.group}, {stretch(seat.session.span)} ({len(seat.session.members)} members{also})"


def as_json(report: WeekReport) -> str:
    """One JSON object; durations in minutes."""
    whole: dict[str, Any] = {
        "clinic": report.clinic,
        "week": str(report.week),
        "now": None if report.now is None else report.now.isoformat(),
        "packs": list(report.packs),
        "enrolled": report.enrolled,
        "under": [
            {
                "patient": u.patient, "floor": u.floor, "floor_from": u.source, "attained": u.attained,
                "ahead": u.ahead, "short": u.short, "reachable": u.reachable,
                "make_ups": [_seat_json(report, seat) for seat in u.makeups],
                "together": [_seat_json(report, seat) for seat in u.together],
            }
            for u in report.under
        ],
        "caseloads": [
            {"therapist": c.therapist, "patients": c.patients, "most": c.most} for c in report.caseloads
        ],
        "unconfirmed": list(report.doubted),
        "findings": [finding.as_json() for finding in report.findings],
        "discloses": DISCLOSES,
        "caveat": CAVEAT,
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _seat_json(report: WeekReport, seat: Seat) -> dict[str, Any]:
    return {
        "group": seat.session.group,
        "start": report.week.moment(seat.session.start).isoformat(),
        "minutes": length(seat.session),
        "leader": seat.leader,
        "room": seat.room,
    }


def as_csv(report: WeekReport) -> str:
    """A row for each patient under their floor, safe to open in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for u in report.under:
        makeups = "; ".join(map(seat_in_words, u.together or u.makeups))
        row = (u.patient, u.floor, u.attained, u.ahead, u.short, u.reachable, u.source, makeups)
        writer.writerow([safe(str(cell)) for cell in row])
    return out.getvalue()


FORMATS = {"text": as_text, "json": as_json, "csv": as_csv}
