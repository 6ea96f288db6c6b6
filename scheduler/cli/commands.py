"""`openchair schedule ...`: data on stdout, everything else on stderr.

The solver is imported when `solve` runs and not before; every other command does without it.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from curricula.diagnostics import BadInput, Diagnostic, ExitCode

if TYPE_CHECKING:
    from scheduler.clinic import Clinic
    from scheduler.facts import Violation
    from scheduler.timetable import Timetable
    from scheduler.validate import Report
    from scheduler.week import Week


T = TypeVar("T")


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add `schedule` and what belongs to it. Each command sets `run`, a function of the parsed arguments."""
    from scheduler.cli import asking, explaining, exporting

    schedule = subparsers.add_parser(
        "schedule",
        help="make, check, compare and export weekly timetables",
        description="Weekly timetables: who is in which group, when, where and with whom.",
        epilog="example: openchair schedule solve my-clinic --week 2026-W48 --out week-48.toml",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    schedule.set_defaults(run=lambda args: _help(schedule))
    commands = schedule.add_subparsers(title="commands", metavar="COMMAND")
    _add_solve(commands)
    _add_check(commands)
    _add_rule(commands)
    _add_diff(commands)
    exporting.register(commands)
    explaining.register(commands)
    asking.register(commands)


def _help(parser: argparse.ArgumentParser) -> ExitCode:
    parser.print_help(sys.stderr)
    return ExitCode.BAD_INPUT


def add(commands: Any, name: str, about: str, more: str, example: str) -> argparse.ArgumentParser:
    """One command below `schedule`, with its help: what it is about, more of it, and an example."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=about,
        description=textwrap.fill(f"{about[:1].upper()}{about[1:]}. {more}", 78),
        epilog=f"example: openchair schedule {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def _add_solve(commands: Any) -> None:
    parser = add(
        commands,
        "solve",
        "find the week that meets the most prescribed hours",
        "Then fewest patients under their floor, fewest changes from last week, and what people prefer, in "
        "that order, each with a proven bound. Without --out the timetable goes to stdout. Ctrl-C keeps the "
        "best so far.",
        "solve my-clinic --week 2026-W48 --previous week-47.toml --out week-48.toml",
    )
    add_clinic(parser)
    parser.add_argument("--week", metavar="WEEK", type=week, required=True, help="an ISO week: 2026-W48")
    _add_previous(parser)
    parser.add_argument("--out", metavar="T", type=Path, help="the file for the timetable")
    add_search(parser, 60.0, "how long to search")
    parser.add_argument(
        "--json-progress", action="store_true", help="one JSON object a line: progress, and the answer last"
    )
    parser.set_defaults(run=_solve)


def add_search(parser: argparse.ArgumentParser, limit: float, about: str) -> None:
    """Options of every command that searches; `limit` in seconds, `about` says of what."""
    parser.add_argument(
        "--time-limit", metavar="SECONDS", type=seconds, default=limit, help=f"{about} (default {limit:g})"
    )
    parser.add_argument("--workers", metavar="N", type=count, help="threads (default: one a processor)")
    parser.add_argument(
        "--seed", metavar="N", type=int, default=0, help="where the search starts (default 0)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def _add_check(commands: Any) -> None:
    parser = add(
        commands,
        "check",
        "check a timetable against every hard rule, without the solver",
        "Says what is broken, what is not met, what is worth a look, and what changed; exits with 1 when a "
        "rule is broken.",
        "check my-clinic week-48.toml --previous week-47.toml",
    )
    add_clinic(parser)
    parser.add_argument("timetable", metavar="T", type=Path, help="a timetable")
    _add_previous(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.set_defaults(run=check)


def _add_rule(commands: Any) -> None:
    parser = add(
        commands,
        "rule",
        "explain a rule of the week, or a code of clinic and timetable files",
        "As `check` names it, or as it stands in a message.",
        "rule gap",
    )
    parser.add_argument("name", metavar="NAME", help="a rule, such as gap, or a code, such as S001")
    parser.set_defaults(run=rule)


def _add_diff(commands: Any) -> None:
    parser = add(
        commands,
        "diff",
        "say per person what is different between two timetables",
        "By weekday and time, whatever the weeks.",
        "diff week-47.toml week-48.toml",
    )
    parser.add_argument("old", metavar="OLD", type=Path, help="a timetable")
    parser.add_argument("new", metavar="NEW", type=Path, help="the one that comes after it")
    parser.add_argument("--json", action="store_true", help="a JSON list on stdout")
    parser.set_defaults(run=diff)


def add_clinic(parser: argparse.ArgumentParser) -> None:
    """The clinic that nearly every command reads."""
    parser.add_argument("clinic", metavar="CLINIC", type=Path, help="a clinic's TOML file or folder")


def _add_previous(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--previous", metavar="T0", type=Path, help="last week's timetable")


def week(text: str) -> Week:
    """A week, from an option. Raises ArgumentTypeError."""
    from scheduler.week import Week

    try:
        return Week.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def seconds(text: str) -> float:
    """How long, from an option: above 0 and at most a week. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 86_400 * 7:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds above 0")
    return value


def count(text: str) -> int:
    """How many threads, from an option. Raises ArgumentTypeError."""
    if not text.isdecimal() or not 0 < int(text) <= 256:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of threads; write 1 or more")
    return int(text)


def read_clinic(path: Path, week: Week | None = None) -> Clinic:
    """The clinic, its warnings told. Raises BadInput."""
    from scheduler.files import load_clinic

    return _usable(*load_clinic(path, week))


def read_timetable(path: Path, clinic: Clinic | None = None) -> Timetable:
    """A timetable, its warnings told. Raises BadInput."""
    from scheduler.files import load_timetable

    return _usable(*load_timetable(path, clinic))


def _usable(value: T | None, problems: list[Diagnostic]) -> T:
    if value is None:
        raise BadInput(problems)
    for problem in problems:
        print(problem.render(), file=sys.stderr)
    return value


def read_previous(path: Path | None, week: Week) -> Timetable | None:
    """The timetable of an earlier week, whoever has left since. Raises BadInput if it is not earlier."""
    from scheduler.files import codes

    if path is None:
        return None
    previous = read_timetable(path)
    if previous.week >= week:
        message = f"this timetable is of {previous.week}, which does not come before {week}"
        hint = f"--previous is the timetable of an earlier week, such as {week.shifted(-1)}"
        raise BadInput([Diagnostic(str(path), 1, 1, codes.NOT_EARLIER, message, hint)])
    if previous.week != week.shifted(-1):
        weeks = (week.monday - previous.week.monday).days // 7
        print(
            f"{path}: of {previous.week}, {weeks} weeks before {week}; changes count from it", file=sys.stderr
        )
    return previous


def _solve(args: argparse.Namespace) -> ExitCode:
    from scheduler.cli.solving import run

    return run(args)


def check(args: argparse.Namespace) -> ExitCode:
    """`schedule check`: 1 when a rule is broken, otherwise 0 whatever is not met."""
    from scheduler.validate import validate, warnings

    clinic = read_clinic(args.clinic)
    timetable = read_timetable(args.timetable, clinic)
    previous = read_previous(args.previous, timetable.week)
    report, found = validate(clinic, timetable, previous), warnings(clinic, timetable)
    _compare(args.timetable, timetable, report, previous is not None)
    if args.json:
        import json

        print(json.dumps(_report(report, found), ensure_ascii=False))
    else:
        print(_words(report, found))
    return ExitCode.DONE if report.valid else ExitCode.FINDINGS


def _report(report: Report, found: tuple[Violation, ...]) -> dict[str, Any]:
    score = report.score
    violations, warned = (
        [{"rule": one.rule, "message": one.message, "where": one.where} for one in several]
        for several in (report.violations, found)
    )
    return {
        "violations": violations,
        "unmet_minutes": score.unmet_minutes,
        "under_floor": score.under_floor,
        "changes": score.changes,
        "preference": score.preference,
        "warnings": warned,
    }


def _words(report: Report, found: tuple[Violation, ...]) -> str:
    lines = [f"{violation.rule}: {violation.message}" for violation in report.violations]
    lines += [f"not met: {u.patient}, {u.minutes} minutes of {u.service}" for u in report.unmet]
    lines += [f"worth a look: {warning.message}" for warning in found]
    score, broken = report.score, len(report.violations)
    verdict = "every rule holds" if not broken else f"{broken} violation{'s' if broken > 1 else ''}"
    counted = (
        f"unmet {score.unmet_minutes} minutes, {score.under_floor} under their floor, "
        f"{score.changes} changes, preference {score.preference}"
    )
    return "\n".join([*lines, f"{verdict}; {counted}"])


def _compare(path: Path, timetable: Timetable, report: Report, with_previous: bool) -> None:
    """Say on stderr where the file states another score than was counted."""
    from scheduler.timetable import Score

    names = ["unmet_minutes", "under_floor", *(["changes", "preference"] if with_previous else [])]
    for name in names if timetable.score != Score() else ():
        stated, counted = getattr(timetable.score, name), getattr(report.score, name)
        if stated != counted:
            print(f"{path}: states {name} = {stated}; counted anew it is {counted}", file=sys.stderr)


def rule(args: argparse.Namespace) -> ExitCode:
    """`schedule rule`: the page of a rule or a code on stdout."""
    from curricula.diagnostics import did_you_mean
    from scheduler.rulebook import entries, readers

    known = entries()
    found = {name.casefold(): name for name in known}.get(args.name.casefold())
    if found is None:
        hint = readers(args.name) or did_you_mean(args.name, known) or f"known: {', '.join(known)}"
        print(f"there is no rule or code `{args.name}`\n  hint: {hint}", file=sys.stderr)
        return ExitCode.BAD_INPUT
    print(known[found], end="")
    return ExitCode.DONE


def diff(args: argparse.Namespace) -> ExitCode:
    """`schedule diff`: sentences on stdout, a count on stderr."""
    from scheduler.diff import differences, summary

    old, new = read_timetable(args.old), read_timetable(args.new)
    found = differences(old, new)
    if args.json:
        import json

        from attrs import asdict

        print(json.dumps([asdict(difference) for difference in found], ensure_ascii=False))
    else:
        print("".join(f"{difference}\n" for difference in found), end="")
    print(f"{old.week} → {new.week}: {summary(found)}", file=sys.stderr)
    return ExitCode.DONE
