"""A changed week in a few lines: what is gained and lost, for how many people, and who else it moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.diff import Difference
from scheduler.mend.mended import Mended
from scheduler.timetable import Timetable, Unmet

FEW = 12
"""So many lines of details are told without being asked for."""
HOURS = ("moved", "added", "lost")


def in_short(mended: Mended, found: Sequence[Difference]) -> list[str]:
    """Who is admitted, `unmet 480 → 300 minutes`, and a line for what is met, lost, moved, elsewhere."""
    therapists = {therapist.id for therapist in mended.clinic.therapists}
    hours = {d.person for d in found if d.kind in HOURS} - {*mended.arriving}
    hands = {d.person for d in found if d.kind == "with"} - hours - {*mended.arriving}
    lines = [f"admitted: {admission}" for admission in mended.admissions]
    lines += [f"unmet {missing(mended.old)} → {missing(mended.new)} minutes"]
    lines += [f"met now: {_minutes(mended.met)}"] if mended.met else []
    lines += [f"lost: {_minutes(mended.lost)}"] if mended.lost else []
    lines += [f"other hours: {_people(hours, therapists)}"] if hours else []
    lines += [f"same hours, other people: {_people(hands, therapists)}"] if hands else []
    lines += [f"other rooms: {_count(len(mended.rooms), 'time')}"] if mended.rooms else []
    return lines


def missing(timetable: Timetable) -> int:
    """Minutes unmet."""
    return sum(unmet.minutes for unmet in timetable.unmet)


def _minutes(unmet: Iterable[Unmet]) -> str:
    rows = list(unmet)
    total, people = sum(u.minutes for u in rows), {u.patient for u in rows}
    return f"{total} minutes of {_count(len(people), 'patient')}"


def _people(names: set[str], therapists: set[str]) -> str:
    patients, staff = names - therapists, names & therapists
    both = [(len(patients), "patient"), (len(staff), "therapist")]
    return " and ".join(_count(number, word) for number, word in both if number)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
