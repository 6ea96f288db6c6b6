"""`openchair rules ...`: packs listed, shown and checked. Data on stdout, everything else on stderr."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import BadInput, Diagnostic, ExitCode

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.clinic import Clinic
    from scheduler.facts import Item
    from scheduler.packs.findings import Finding
    from scheduler.packs.pack import BillingRule, Figure, Pack
    from scheduler.packs.rules import Rules
    from scheduler.timetable import Timetable


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add `rules` and what belongs to it. Each command sets `run`, a function of the parsed arguments."""
    rules = subparsers.add_parser(
        "rules",
        help="list rule packs, show their figures, check a clinic against them",
        description="Rule packs: limits from laws, payers and practice, each with its source and date.\n"
        "Not legal advice: check with your counsel and your payers.",
        epilog="example: openchair rules check my-clinic",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    rules.set_defaults(run=lambda args: _help(rules))
    commands = rules.add_subparsers(title="commands", metavar="COMMAND")
    listed = _add(commands, "list", "list the packs that there are", "list --clinic my-clinic")
    listed.add_argument("--clinic", metavar="CLINIC", type=Path, help="with the packs in its folder `packs`")
    listed.set_defaults(run=list_packs)
    shown = _add(commands, "show", "show every figure of a pack with its source", "show generic-iop")
    shown.add_argument("id", metavar="ID|PATH", help="a pack's id, or a file of one")
    shown.add_argument("--clinic", metavar="CLINIC", type=Path, help="look in its folder `packs` too")
    shown.set_defaults(run=show)
    checked = _add(
        commands, "check", "say where a clinic, and a week of it, disagree with its packs",
        "check my-clinic --week week-48.toml",
    )  # fmt: skip
    checked.add_argument("clinic", metavar="CLINIC", type=Path, help="a clinic's TOML file or folder")
    checked.add_argument("--week", metavar="T", type=Path, help="a timetable of it")
    checked.add_argument(
        "--pack", metavar="ID", action="append", default=[], help="a pack besides those that the clinic names"
    )
    checked.set_defaults(run=check)
    _add_report(commands)
    for parser in (listed, shown, checked):
        parser.add_argument("--json", action="store_true", help="JSON on stdout")


def _add_report(commands: Any) -> None:
    parser = _add(
        commands, "report", "say who falls under hours in a week, what could make it up, and caseloads",
        "report my-clinic week-48.toml --now 2026-11-25T12:00 --missed P-009@2026-11-23T18:00",
    )  # fmt: skip
    parser.add_argument("clinic", metavar="CLINIC", type=Path, help="a clinic's TOML file or folder")
    parser.add_argument("timetable", metavar="T", type=Path, help="a timetable of it")
    parser.add_argument(
        "--now",
        metavar="MOMENT",
        type=_moment,
        help="what starts before it has happened (default: nothing has)",
    )
    parser.add_argument(
        "--missed",
        metavar="ID@START",
        action="append",
        default=[],
        help="somebody was not there; may be repeated",
    )
    parser.add_argument(
        "--pack", metavar="ID", action="append", default=[], help="a pack besides those that the clinic names"
    )
    parser.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help="how to say it (default: text)"
    )
    parser.add_argument("--out", metavar="PATH", type=Path, help="the file to write (default: stdout)")
    parser.set_defaults(run=report)


def _moment(text: str) -> datetime:
    """A local moment from an option. Raises ArgumentTypeError."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a moment such as 2026-11-25T12:00") from None
    if moment.tzinfo is not None:
        raise argparse.ArgumentTypeError(f"'{text}' has an offset; times are the clinic's own")
    return moment


def _add(commands: Any, name: str, about: str, example: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=about,
        description=about[:1].upper() + about[1:] + ".",
        epilog=f"example: openchair rules {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def _help(parser: argparse.ArgumentParser) -> ExitCode:
    parser.print_help(sys.stderr)
    return ExitCode.BAD_INPUT


def _tell(problems: list[Diagnostic]) -> None:
    for problem in problems:
        print(problem.render(), file=sys.stderr)


def _known(folder: Path | None) -> dict[str, Pack]:
    """Packs by id, what is odd about the clinic's own told. Raises BadInput when one cannot be read."""
    from curricula.diagnostics import has_errors
    from scheduler.packs.shelf import known, own_packs

    _, problems = own_packs(folder)
    if has_errors(problems):
        raise BadInput(problems)
    _tell(problems)
    return known(folder)


def list_packs(args: argparse.Namespace) -> ExitCode:
    """`rules list`: one line a pack."""
    packs = _known(args.clinic)
    if args.json:
        print(json.dumps([_heading(pack) for pack in packs.values()], ensure_ascii=False))
        return ExitCode.DONE
    width = max(map(len, packs))
    for pack in packs.values():
        print(f"{pack.id:<{width}}  {pack.date}  {pack.title}")
    _caveat()
    return ExitCode.DONE


def _heading(pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.id, "title": pack.title, "date": pack.date.isoformat(), "about": pack.about,
        "figures": len(pack.figures), "billing": len(pack.billing),
        "unconfirmed": [f.confirmed for f in pack.figures].count(False)
        + [r.confirmed for r in pack.billing].count(False),
    }  # fmt: skip


def show(args: argparse.Namespace) -> ExitCode:
    """`rules show`: the figures with their sources."""
    from curricula.diagnostics import did_you_mean
    from scheduler.packs.reading import load_pack

    if args.id.endswith(".toml"):
        pack, problems = load_pack(args.id)
        if pack is None:
            raise BadInput(problems)
        _tell(problems)
    else:
        packs = _known(args.clinic)
        if args.id not in packs:
            hint = did_you_mean(args.id, packs) or f"known: {', '.join(packs)}"
            print(f"there is no pack `{args.id}`\n  hint: {hint}", file=sys.stderr)
            return ExitCode.BAD_INPUT
        pack = packs[args.id]
    if args.json:
        from scheduler.packs import CAVEAT

        whole = {
            **_heading(pack), "caveat": CAVEAT,
            "figures": [_figure_json(figure) for figure in pack.figures],
            "billing": [_billing_json(rule) for rule in pack.billing],
        }  # fmt: skip
        print(json.dumps(whole, ensure_ascii=False))
    else:
        print("\n".join(page(pack)))
        _caveat()
    return ExitCode.DONE


def page(pack: Pack) -> Iterator[str]:
    """A pack in lines: its name, then every figure and code with its source."""
    yield f"{pack.id}, {pack.date}: {pack.title}"
    yield from ([pack.about] if pack.about else [])
    yield ""
    for figure in pack.figures:
        scope = f" ({figure.scope})" if str(figure.scope) else ""
        yield f"{figure.name}{scope}: {figure.shown}"
        yield f"    {_from(figure)}"
    for rule in pack.billing:
        yield f"{rule.code}: {_counted(rule)}"
        yield f"    {_from(rule)}"


def _from(figure: Figure | BillingRule) -> str:
    doubt = "" if figure.confirmed else "; not confirmed"
    return f"{figure.source}, {figure.date}{doubt}" + (f". {figure.note}" if figure.note else "")


def _counted(rule: BillingRule) -> str:
    parts = [
        f"by {rule.unit}",
        f"of {', '.join(sorted(rule.services))}",
        f"at least {rule.minimum_minutes} minutes" if rule.minimum_minutes > 1 else "",
        f"rounded {rule.rounding}" if rule.unit == "quarter-hour" else "",
        f"{rule.group_min} to {rule.group_max or 'any number of'} members" if rule.group_min > 1 else "",
        f"at most {rule.most_a_day} a day" if rule.most_a_day else "",
        f"not on one day with {', '.join(sorted(rule.bundles))}" if rule.bundles else "",
    ]
    return ", ".join(filter(None, parts))


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name, "value": figure.value, "unit": figure.kind.unit, **_scope_json(figure),
        "source": figure.source, "date": figure.date, "confirmed": figure.confirmed, "note": figure.note,
    }  # fmt: skip


def _billing_json(rule: BillingRule) -> dict[str, Any]:
    return {
        "code": rule.code, "unit": rule.unit, "minimum_minutes": rule.minimum_minutes,
        "rounding": rule.rounding, "adds_up": rule.adds_up, "group_min": rule.group_min,
        "group_max": rule.group_max, "most_a_day": rule.most_a_day, "bundles": sorted(rule.bundles),
        **_scope_json(rule), "services": sorted(rule.services),
        "source": rule.source, "date": rule.date, "confirmed": rule.confirmed, "note": rule.note,
    }  # fmt: skip


def _scope_json(figure: Figure | BillingRule) -> dict[str, list[str]]:
    scope = figure.scope
    return {
        "levels": sorted(scope.levels), "bands": sorted(scope.bands), "services": sorted(scope.services)
    }  # fmt: skip


def check(args: argparse.Namespace) -> ExitCode:
    """`rules check`: 1 when the clinic or the week contradicts a pack, 2 when a pack is not known."""
    from scheduler.cli.commands import read_clinic
    from scheduler.facts import Facts
    from scheduler.packs.clinic_check import check_clinic
    from scheduler.packs.week_check import check_week

    clinic = read_clinic(args.clinic)
    rules = _rules(args.clinic, [*clinic.packs, *args.pack])
    timetable = None if args.week is None else read_week(args.week, clinic)
    found = list(check_clinic(clinic, rules, None if timetable is None else timetable.week))
    if timetable is not None:
        found += check_week(Facts(clinic, timetable), rules)
    _say(found, [pack.id for pack in rules.packs], args.json)
    contradicted = any(finding.weight == "contradicts" for finding in found)
    return ExitCode.FINDINGS if contradicted else ExitCode.DONE


def report(args: argparse.Namespace) -> ExitCode:
    """`rules report`: 1 when somebody is under hours, however it might be made up."""
    from scheduler.cli.commands import read_clinic
    from scheduler.compliance.report import week_report
    from scheduler.compliance.saying import FORMATS
    from scheduler.files.saving import save

    clinic = read_clinic(args.clinic)
    rules = _rules(args.clinic, [*clinic.packs, *args.pack])
    timetable = read_week(args.timetable, clinic)
    missed = _missed(timetable, args.missed)
    made = week_report(clinic, timetable, rules, now=args.now, missed=missed)
    text = FORMATS[args.format](made)
    if args.out is None:
        print(text, end="")
    else:
        save(args.out, text)
        print(f"{args.out}: week {made.week}, {len(made.under)} under hours", file=sys.stderr)
    return ExitCode.FINDINGS if made.under else ExitCode.DONE


def _missed(timetable: Timetable, words: list[str]) -> dict[str, list[Item]]:
    """What each person missed. Raises BadInput with everything that cannot be read."""
    from datetime import datetime

    from scheduler.files import codes

    found: dict[str, list[Item]] = {}
    problems = []
    for text in words:
        person, _, start = text.rpartition("@")
        try:
            at = timetable.week.minute(datetime.fromisoformat(start))
        except (ValueError, TypeError):
            at = -1
        mine = [item for item in timetable.of_patient(person) if item.start == at]
        found.setdefault(person, []).extend(mine)
        if not mine:
            message = f"--missed {text}: nobody of that code has something that starts then"
            hint = "write it as P-009@2026-11-23T18:00"
            problems.append(Diagnostic("--missed", 1, 1, codes.NOBODY, message, hint))
    if problems:
        raise BadInput(problems)
    return found


def read_week(path: Path, clinic: Clinic) -> Timetable:
    """A timetable whose ids the clinic knows all. Raises BadInput."""
    from scheduler.cli.commands import read_timetable
    from scheduler.facts import Facts
    from scheduler.files import codes
    from scheduler.rules import KNOWN

    timetable = read_timetable(path, clinic)
    unknown = [
        Diagnostic(str(path), 1, 1, codes.UNKNOWN_NAME, violation.message, "is it a week of another clinic?")
        for violation in KNOWN.check(Facts(clinic, timetable))
    ]
    if unknown:
        raise BadInput(unknown)
    return timetable


def _rules(path: Path, asked: list[str]) -> Rules:
    """The rules of packs by name. Raises BadInput for names that no pack has, and where none is named."""
    from curricula.diagnostics import did_you_mean
    from scheduler.files import codes
    from scheduler.packs.rules import Rules

    packs, names = _known(path), list(dict.fromkeys(asked))
    wrong = [name for name in names if name not in packs]
    if wrong:
        hints = [did_you_mean(name, packs) or f"known: {', '.join(packs)}" for name in wrong]
        raise BadInput(
            Diagnostic(str(path), 1, 1, codes.NO_PACK, f"there is no pack `{name}`", hint)
            for name, hint in zip(wrong, hints, strict=True)
        )
    if not names:
        message, hint = "this clinic names no packs", 'write packs = ["generic-iop"], or use --pack'
        raise BadInput([Diagnostic(str(path), 1, 1, codes.NO_PACK, message, hint)])
    return Rules(tuple(packs[name] for name in names))


def _say(found: list[Finding], names: list[str], as_json: bool) -> None:
    from scheduler.packs import CAVEAT

    contradicting = sum(finding.weight == "contradicts" for finding in found)
    if as_json:
        whole = {"packs": names, "findings": [finding.as_json() for finding in found], "caveat": CAVEAT}
        print(json.dumps(whole, ensure_ascii=False))
        return
    for finding in found:
        print(finding)
    more = f", {len(found) - contradicting} worth a look" if len(found) > contradicting else ""
    print(f"{', '.join(names)}: {contradicting} contradictions{more}")
    _caveat()


def _caveat() -> None:
    from scheduler.packs import CAVEAT

    print(CAVEAT, file=sys.stderr)
