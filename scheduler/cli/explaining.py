"""`schedule explain`: why hours are not met, why a wish cannot be, the cheapest change that would help."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import BadInput, Diagnostic, ExitCode, did_you_mean
from scheduler.cli.commands import add, add_clinic, read_clinic, read_previous, read_timetable, seconds, week
from scheduler.cli.solving import placed

if TYPE_CHECKING:
    from scheduler.clinic import Clinic
    from scheduler.timetable import Timetable

QUICK = 10.0  # seconds for a timetable of our own, at most


def register(commands: Any) -> None:
    """Add `explain` to `schedule`."""
    parser = add(
        commands,
        "explain",
        "say why hours are not met, and the cheapest change that would meet them",
        "A reason is a smallest set: without any one of its parts the hour could be met. A fix is named only "
        "when planning with it met the hour and nobody else lost any. Without T a timetable is made first.",
        "explain my-clinic week-48.toml --week 2026-W48\n"
        "example: openchair schedule explain my-clinic week-48.toml --week 2026-W48 --patient P-001\n"
        "example: openchair schedule explain my-clinic --week 2026-W48 "
        "--why-not 'P-001 individual tue 09:00'",
    )
    add_clinic(parser)
    parser.add_argument("timetable", metavar="T", nargs="?", type=Path, help="a timetable of the week")
    parser.add_argument("--week", metavar="WEEK", type=week, required=True, help="an ISO week: 2026-W48")
    parser.add_argument("--previous", metavar="T0", type=Path, help="last week's timetable")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--patient", metavar="P", help="only this patient")
    which.add_argument(
        "--why-not",
        metavar="WISH",
        help="'P-001 sud-process tue 09:00': a patient, a group or an appointment, a weekday and a time, "
        "and if you like a therapist and a room",
    )
    parser.add_argument(
        "--time-limit", metavar="SECONDS", type=seconds, default=60.0, help="how long at most (default 60)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> ExitCode:
    """Explain as asked; 0 whatever is not met, 1 when T breaks a rule, 2 for names that nobody has."""
    import json

    from attrs import evolve

    from scheduler.explain import answers, clinic_wide
    from scheduler.validate import validate
    from scheduler.why.saying import as_json, told, wish_json, wish_told
    from scheduler.why.wishes import why_not
    from scheduler.why.wishing import read_wish

    ends = time.monotonic() + args.time_limit
    clinic = read_clinic(args.clinic, args.week)
    wish = None if args.why_not is None else read_wish(args.why_not, clinic)
    _known(args.patient, clinic)
    previous = read_previous(args.previous, args.week)
    timetable = _given(args, clinic) if args.timetable else _made(args, clinic, previous, ends)
    if timetable is None:
        return ExitCode.NOTHING_FOUND
    report = validate(clinic, timetable, previous)
    if not report.valid:
        _broken(args.timetable, [violation.message for violation in report.violations])
        return ExitCode.FINDINGS
    timetable = evolve(timetable, unmet=report.unmet, score=report.score)
    left = max(ends - time.monotonic(), 1.0)
    if wish is not None:
        answer = why_not(clinic, timetable, wish, left)
        print(json.dumps(wish_json(answer), ensure_ascii=False) if args.json else wish_told(answer))
        return ExitCode.DONE
    shortages = () if args.patient else clinic_wide(clinic, timetable.week)
    found = answers(clinic, timetable, patient=args.patient, seconds=left)
    if args.json:
        print(json.dumps(as_json(timetable, shortages, found), ensure_ascii=False))
    else:
        print(told(timetable, shortages, found, args.patient))
    return ExitCode.DONE


def _known(patient: str | None, clinic: Clinic) -> None:
    from scheduler.files import codes

    names = [one.id for one in clinic.patients]
    if patient is not None and patient not in names:
        hint = did_you_mean(patient, names) or "ids stand in the clinic's [[patients]]"
        raise BadInput(
            [Diagnostic("--patient", 1, 1, codes.UNKNOWN_NAME, f"there is no patient `{patient}`", hint)]
        )


def _given(args: argparse.Namespace, clinic: Clinic) -> Timetable:
    from scheduler.files import codes

    timetable = read_timetable(args.timetable, clinic)
    if timetable.week != args.week:
        message = f"this timetable is of {timetable.week}, not of {args.week}"
        hint = f"give the timetable of {args.week}, or --week {timetable.week}"
        raise BadInput([Diagnostic(str(args.timetable), 1, 1, codes.OTHER_WEEK, message, hint)])
    return timetable


def _made(
    args: argparse.Namespace, clinic: Clinic, previous: Timetable | None, ends: float
) -> Timetable | None:
    """A quick timetable of our own."""
    from scheduler.solve import solve

    limit = min(QUICK, (ends - time.monotonic()) / 2)
    print(f"no timetable given: looking for one first, for at most {limit:.0f} s", file=sys.stderr)
    try:
        timetable = solve(clinic, args.week, previous=previous, time_limit=max(limit, 0.5)).timetable
    except BadInput as bad:
        raise placed(bad, args.clinic) from None
    if timetable is None:
        print("no timetable was found; solve the week first, with a longer time", file=sys.stderr)
    return timetable


def _broken(path: Path | None, messages: list[str]) -> None:
    print(f"{path}: this timetable breaks rules; put them right first:", file=sys.stderr)
    for message in messages[:10]:
        print(f"  {message}", file=sys.stderr)
    if len(messages) > 10:
        print(f"  and {len(messages) - 10} more; `openchair schedule check` names them all", file=sys.stderr)
