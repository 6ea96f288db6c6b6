"""Answers as text for a person and as JSON for a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import asdict

from scheduler.timetable import Timetable
from scheduler.week import hours
from scheduler.why.answers import Answer
from scheduler.why.fixes import Fix, Fixes
from scheduler.why.shortages import Shortage
from scheduler.why.wishes import WishAnswer


def told(
    timetable: Timetable, shortages: Sequence[Shortage], answers: Sequence[Answer], patient: str | None
) -> str:
    """All answers, a paragraph each."""
    whose = f" for {patient}" if patient else ""
    if not answers:
        return f"{timetable.week}: nothing is unmet{whose}."
    missing = sum(answer.unmet.minutes for answer in answers)
    lines = [f"{timetable.week}: {hours(missing)} unmet{whose}."]
    lines += [f"\n{shortage.sentence}" for shortage in shortages]
    for answer in answers:
        unmet = answer.unmet
        lines.append(f"\n{unmet.patient}, {unmet.minutes} minutes of {unmet.service}")
        lines.append(f"  why: {unmet.because}")
        lines.append(f"  fix: {_fix(answer)}")
    return "\n".join(lines)


def _fix(answer: Answer) -> str:
    if answer.free:
        return "solve the week again, or place it by hand"
    found = answer.fixes
    if found is None:
        return "not looked for in the time given"
    if found.best is not None:
        return f"{found.words}{_part(answer, found.best)}"
    return _none(found)


def _part(answer: Answer, fix: Fix) -> str:
    missing = answer.unmet.minutes
    return f" (meets {fix.minutes} of the {missing} minutes)" if fix.minutes < missing else ""


def _none(found: Fixes) -> str:
    if not found.tried:
        return "nothing that we know to change would meet it"
    if not found.complete:
        return "none found in the time given"
    if found.tried == 1:
        return "the one change that could help was tried and does not meet it"
    return f"none of the {found.tried} changes that were tried meets it, and no two that would were found"


def as_json(timetable: Timetable, shortages: Sequence[Shortage], answers: Sequence[Answer]) -> dict[str, Any]:
    """`{"week", "unmet_minutes", "clinic": [...], "unmet": [{"patient", ..., "because", "fix", ...}]}`."""
    return {
        "week": str(timetable.week),
        "unmet_minutes": sum(answer.unmet.minutes for answer in answers),
        "clinic": [asdict(shortage) for shortage in shortages],
        "unmet": [_answer_json(answer) for answer in answers],
    }


def _answer_json(answer: Answer) -> dict[str, Any]:
    found = answer.fixes
    fixes = [] if found is None else [fix for fix in (found.best, found.other) if fix is not None]
    return {
        **asdict(answer.unmet),
        "causes": list(answer.causes),
        "proven": answer.proven,
        "possible_now": answer.free,
        "fixes": [
            {
                "changes": [change.words for change in fix.changes],
                "cost": fix.cost,
                "meets_minutes": fix.minutes,
            }
            for fix in fixes
        ],
        "tried": 0 if found is None else found.tried,
        "tried_all": found is not None and found.complete,
    }


def wish_told(answer: WishAnswer) -> str:
    """A wish in words: the verdict, and who would change."""
    lines = [f"{answer.wish.patient}, {answer.wish}", f"  {answer.because}"]
    lines += [f"    {move}" for move in answer.moves]
    if answer.verdict in ("free", "cost"):
        lines.append(f"  {_balance(answer)}")
    return "\n".join(lines)


def _balance(answer: WishAnswer) -> str:
    changes = f"{answer.changes} change{'' if answer.changes == 1 else 's'}"
    more = answer.unmet_minutes
    balance = (
        "the same minutes unmet"
        if not more
        else f"{abs(more)} minutes {'more' if more > 0 else 'fewer'} unmet"
    )
    return f"{changes} from the timetable, {balance}"


def wish_json(answer: WishAnswer) -> dict[str, Any]:
    """`{"patient", "what", "start", "verdict", "because", "rules", "lost", "moves", "changes", ...}`."""
    wish = answer.wish
    return {
        "patient": wish.patient,
        "what": wish.what,
        "start": wish.start,
        "therapist": wish.therapist,
        "room": wish.room,
        "verdict": answer.verdict,
        "because": answer.because,
        "causes": list(answer.rules),
        "lost": [{"patient": u.patient, "service": u.service, "minutes": u.minutes} for u in answer.lost],
        "moves": [asdict(move) for move in answer.moves],
        "changes": answer.changes,
        "unmet_minutes": answer.unmet_minutes,
    }
