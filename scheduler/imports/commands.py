"""`openchair import ...`: lists and forms from people, looked at first. Data on stdout, else stderr."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import BadInput, Diagnostic, ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.clinic import Therapist
    from scheduler.imports.patients import Preview


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add `import` and what belongs to it. Each command sets `run`, a function of the parsed arguments."""
    top = subparsers.add_parser(
        "import",
        help="bring in patients, a timetable, availability from lists and forms",
        description="Lists and forms from people: what was understood and every problem, row by row, before\n"
        "anything is written.",
        epilog="example: openchair import patients list.csv --clinic my-clinic",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.set_defaults(run=lambda args: _help(top))
    commands = top.add_subparsers(title="commands", metavar="COMMAND")

    listed = _add(
        commands, "patients", "read a list of patients from CSV or a workbook",
        "patients list.csv --clinic my-clinic --out my-clinic/new-people.toml",
    )  # fmt: skip
    listed.add_argument(
        "list", metavar="LIST", type=Path, help="a .csv or .xlsx file; its first row names columns"
    )
    _add_clinic(listed)
    listed.add_argument("--out", metavar="TOML", type=Path, help="write them as [[patients]], if all is well")
    listed.set_defaults(run=patients)

    week = _add(
        commands, "week", "read an existing timetable as last week, so that nobody is moved",
        "week old.csv --clinic my-clinic --week 2026-W47 --out week-47.toml",
    )  # fmt: skip
    week.add_argument(
        "list", metavar="LIST", type=Path, help="a .csv or .xlsx file; a row a session or person"
    )
    _add_clinic(week)
    week.add_argument("--week", metavar="WEEK", required=True, help="the ISO week it is of: 2026-W47")
    week.add_argument("--out", metavar="T", type=Path, help="the file for the timetable (default: stdout)")
    week.set_defaults(run=last_week)

    form = _add(
        commands, "form", "write an availability form for one therapist, or for each",
        "form --clinic my-clinic --for t1 --out t1.xlsx",
    )  # fmt: skip
    _add_clinic(form)
    form.add_argument("--for", dest="therapist", metavar="ID", help="whose (default: one file for each)")
    form.add_argument(
        "--out", metavar="PATH", type=Path, required=True, help="a .xlsx or .toml file, or a folder"
    )
    form.set_defaults(run=forms)

    back = _add(
        commands, "availability", "read filled forms, say what changes, and put it into the clinic's files",
        "availability t1.xlsx t2.xlsx --clinic my-clinic --write",
    )  # fmt: skip
    back.add_argument("forms", metavar="FORM", type=Path, nargs="+", help="filled .xlsx or .toml forms")
    _add_clinic(back)
    back.add_argument("--write", action="store_true", help="change the clinic's own TOML; comments stay")
    back.set_defaults(run=availability)


def _add(commands: Any, name: str, about: str, example: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=about,
        description=about[:1].upper() + about[1:] + ".",
        epilog=f"example: openchair import {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def _add_clinic(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--clinic", metavar="CLINIC", type=Path, required=True, help="a clinic's TOML file or folder"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def _help(parser: argparse.ArgumentParser) -> ExitCode:
    parser.print_help(sys.stderr)
    return ExitCode.BAD_INPUT


def _tell(problems: Sequence[Diagnostic]) -> None:
    for problem in problems:
        print(problem.render(), file=sys.stderr)


def patients(args: argparse.Namespace) -> ExitCode:
    """`import patients`: a preview; 2 when a row has an error, and nothing is written then."""
    from scheduler.cli.commands import read_clinic
    from scheduler.files import toml
    from scheduler.files.saving import save
    from scheduler.files.writing import item_data
    from scheduler.imports.patients import read_patients

    preview = read_patients(args.list, read_clinic(args.clinic))
    if args.json:
        print(json.dumps(_preview_json(preview), ensure_ascii=False))
    else:
        print("".join(f"{line}\n" for line in _preview_lines(preview)), end="")
    _tell(preview.problems)
    understood, rows = len(preview.patients), len(preview.people)
    print(f"{args.list}: {understood} of {rows} rows understood", file=sys.stderr)
    if not preview.ready:
        return ExitCode.BAD_INPUT
    if args.out is not None:
        if args.out.exists():
            raise BadInput(
                [Diagnostic(str(args.out), 1, 1, "F030", "there is a file here already", "choose another")]
            )
        save(args.out, toml.dumps({"patients": [item_data(patient) for patient in preview.patients]}))
        left = (
            " Initials and names stay out of it." if any(p.initials or p.name for p in preview.people) else ""
        )
        print(f"{args.out}: {understood} patients by code.{left}", file=sys.stderr)
    return ExitCode.DONE


def _preview_lines(preview: Preview) -> list[str]:
    from scheduler.files.values import write_windows

    lines = []
    for one in preview.people:
        if one.patient is None:
            errors = sum(problem.is_error for problem in one.problems)
            lines.append(
                f"line {one.line}: {one.id or 'nobody'}: {errors} problem{'s' if errors > 1 else ''}"
            )
        else:
            when = "; ".join(write_windows(one.patient.available))
            since = f", from {one.patient.admitted}" if one.patient.admitted else ""
            lines.append(f"line {one.line}: {one.id}, {one.patient.level}{since}, {when}")
    return lines


def _preview_json(preview: Preview) -> dict[str, Any]:
    return {
        "file": preview.file,
        "ready": preview.ready,
        "rows": [
            {
                "line": one.line, "id": one.id, "understood": one.patient is not None,
                "problems": [problem.as_json() for problem in one.problems],
            }
            for one in preview.people
        ],
        "problems": [problem.as_json() for problem in preview.problems],
    }  # fmt: skip


def last_week(args: argparse.Namespace) -> ExitCode:
    """`import week`: the timetable on stdout or in a file; 2 with every problem when a row has one."""
    from scheduler.cli.commands import read_clinic
    from scheduler.files.saving import save
    from scheduler.files.writing import dump_timetable
    from scheduler.imports.last_week import read_last_week
    from scheduler.week import Week

    try:
        week = Week.parse(args.week)
    except ValueError as error:
        print(f"openchair import week: --week: {error}", file=sys.stderr)
        return ExitCode.BAD_INPUT
    found = read_last_week(args.list, read_clinic(args.clinic), week)
    _tell(found.problems)
    if found.timetable is None:
        return ExitCode.BAD_INPUT
    text = dump_timetable(found.timetable)
    sessions, visits = len(found.timetable.sessions), len(found.timetable.appointments)
    if args.json:
        whole = {"week": str(week), "sessions": sessions, "appointments": visits, "timetable": text}
        print(json.dumps(whole, ensure_ascii=False))
    elif args.out is None:
        print(text, end="")
    if args.out is not None:
        save(args.out, text)
    told = f"{sessions} sessions and {visits} appointments"
    print(f"{args.list}: {told}. Next: solve the week after it with --previous", file=sys.stderr)
    return ExitCode.DONE


def forms(args: argparse.Namespace) -> ExitCode:
    """`import form`: one file, or one for each therapist in a folder."""
    from curricula.diagnostics import did_you_mean
    from scheduler.cli.commands import read_clinic
    from scheduler.exports.publishing import file_name
    from scheduler.files import codes
    from scheduler.files.saving import save

    clinic = read_clinic(args.clinic)
    mine = [t for t in clinic.therapists if args.therapist in (None, t.id)]
    if not mine:
        names = [therapist.id for therapist in clinic.therapists]
        hint = did_you_mean(args.therapist or "", names) or f"staff here: {', '.join(names)}"
        message = f"there is no therapist `{args.therapist}`" if args.therapist else "nobody works here yet"
        raise BadInput([Diagnostic(str(args.clinic), 1, 1, codes.UNKNOWN_NAME, message, hint)])
    if args.therapist is not None and args.out.suffix in (".xlsx", ".toml"):
        written = {args.out: mine[0]}
    else:
        args.out.mkdir(exist_ok=True)
        written = {args.out / f"{file_name(therapist.id)}.xlsx": therapist for therapist in mine}
    for path, therapist in written.items():
        save(path, _form(path, therapist))
        print(path)
    print("Each form holds the hours of one person alone.", file=sys.stderr)
    return ExitCode.DONE


def _form(path: Path, therapist: Therapist) -> str | bytes:
    from scheduler.imports.availability import toml_form, workbook_form

    return toml_form(therapist) if path.suffix == ".toml" else workbook_form(therapist)


def availability(args: argparse.Namespace) -> ExitCode:
    """`import availability`: what changes for each therapist; with --write the clinic's TOML is changed."""
    from scheduler.cli.commands import read_clinic
    from scheduler.files.values import write_windows
    from scheduler.imports.availability import read_form
    from scheduler.imports.putting_in import put_in, write_all

    clinic = read_clinic(args.clinic)
    staff = {therapist.id: therapist for therapist in clinic.therapists}
    read = [read_form(path, clinic) for path in args.forms]
    problems = [problem for _, found in read for problem in found]
    _tell(problems)
    answers = [answer for answer, _ in read if answer is not None]
    twice = {a.therapist for a in answers if sum(b.therapist == a.therapist for b in answers) > 1}
    for name in sorted(twice):
        print(f"openchair import availability: there are two forms of {name}", file=sys.stderr)
    if len(answers) < len(read) or twice:
        return ExitCode.BAD_INPUT
    told = []
    for answer in answers:
        old = staff[answer.therapist]
        was, now = ("; ".join(write_windows(w)) or "nothing" for w in (old.available, answer.available))
        same = (old.available, old.away) == (answer.available, answer.away)
        told.append(
            {"therapist": answer.therapist, "was": was, "now": now, "away": len(answer.away), "same": same}
        )
    if args.json:
        print(json.dumps({"answers": told}, ensure_ascii=False))
    else:
        for one in told:
            change = "as it was" if one["same"] else f"{one['was']} → {one['now']}; {one['away']} absences"
            print(f"{one['therapist']}: {change}")
    if args.write:
        write_all(put_in(args.clinic, answers))
    if not args.write:
        print("Nothing was changed; --write puts this into the clinic's files.", file=sys.stderr)
    return ExitCode.DONE
