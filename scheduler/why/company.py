"""Who else still needs what one patient needs, and could come then: together they may fill a group."""

from __future__ import annotations

from scheduler.clinic import Clinic, Group, Patient, present_spans
from scheduler.timetable import Timetable
from scheduler.week import Span, Week
from scheduler.why.question import Wanted

MOST = 8


def company(clinic: Clinic, timetable: Timetable, wanted: Wanted) -> tuple[str, ...]:
    """Up to a few patients who lack the same group service and share the patient's times, most first.

    Whoever is on a closed roster with the patient comes along: that group needs them all.
    """
    if wanted.appointment:
        return ()
    lacking = {u.patient for u in timetable.unmet if u.service == wanted.service} - {wanted.patient}
    people = {patient.id: patient for patient in clinic.patients}
    me = people[wanted.patient]
    groups = [group for group in clinic.groups if group.service == wanted.service]
    mine = present_spans(me, timetable.week)
    shared = []
    for name in sorted(lacking):
        other = people[name]
        if any(lets_in(group, me) and lets_in(group, other) for group in groups):
            shared.append((-_common(mine, other, timetable.week), name))
    rosters = [g.members for g in groups if g.members is not None and me.id in g.members]
    together = [name for roster in rosters for name in roster if name != me.id]
    near = [name for common, name in sorted(shared)[:MOST] if common]
    return tuple(dict.fromkeys((*together, *near)))


def lets_in(group: Group, patient: Patient) -> bool:
    """Track, language and band let the patient in."""
    return (
        group.track in (None, patient.track)
        and (patient.language is None or group.language in (None, patient.language))
        and group.band == patient.band
    )


def _common(mine: tuple[Span, ...], other: Patient, week: Week) -> int:
    """Minutes that both have."""
    theirs = present_spans(other, week)
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in mine for b in theirs)
