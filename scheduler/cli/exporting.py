"""The commands that give a week out: `schedule export` for one file, `schedule publish` for a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import BadInput, Diagnostic, ExitCode
from scheduler.cli.commands import add, add_clinic, read_clinic, read_timetable

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from scheduler.exports.rows import Detail
    from scheduler.timetable import Timetable

FORMATS = ("ics", "html", "pdf", "xlsx", "csv")


def register(commands: Any) -> None:
    """Add the two commands to `schedule`."""
    parser = add(
        commands,
        "export",
        "write a timetable as a calendar, web page, PDF, workbook or CSV",
        "Titles are neutral and patients are counted unless you ask for more. A calendar is of one "
        "therapist, patient or room (--for), needs the clinic's time zone (--clinic), and goes on from the "
        "file that is there: ids stay, changes are numbered, what is withdrawn is sent as cancelled.",
        "export week-48.toml --format html --for t1 --out t1.html\n"
        "example: openchair schedule export week-48.toml --format ics --for P-001 --clinic mine --out p.ics",
    )
    parser.add_argument("timetable", metavar="T", type=Path, help="a timetable")
    parser.add_argument("--format", choices=FORMATS, required=True, help="what to write")
    parser.add_argument(
        "--for",
        dest="owner",
        metavar="ID",
        default="",
        help="one therapist, patient or room: t1, P-001, room-1",
    )
    _add_detail(parser)
    parser.add_argument("--clinic", metavar="CLINIC", type=Path, help="whose time zone a calendar is in")
    parser.add_argument("--out", metavar="PATH", type=Path, required=True, help="the file to write")
    parser.set_defaults(run=export)
    _add_publish(commands)


def _add_publish(commands: Any) -> None:
    parser = add(
        commands,
        "publish",
        "write a week's calendars and sheets into a folder, all of them or none",
        "The set is the folder `published` inside DIR, with a page that says who may see what. Whoever looks "
        "sees the old set or the new one; of two who publish at once one is told.",
        "publish my-clinic week-48.toml --into /media/shared --formats ics,html,pdf",
    )
    add_clinic(parser)
    parser.add_argument("timetable", metavar="T", type=Path, help="a timetable")
    parser.add_argument("--into", metavar="DIR", type=Path, required=True, help="the folder")
    parser.add_argument(
        "--formats",
        metavar="LIST",
        type=_formats,
        default=("ics", "html"),
        help=f"with commas between (default ics,html): {', '.join(FORMATS)}",
    )
    _add_detail(parser)
    parser.add_argument(
        "--version",
        metavar="N",
        type=int,
        help="how often the week was published; an older one never replaces a newer",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.set_defaults(run=publish)


def _add_detail(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--titles", action="store_true", help="name groups and services")
    parser.add_argument("--people", action="store_true", help="name patients by their code")


def _formats(text: str) -> tuple[str, ...]:
    """Formats from an option. Raises ArgumentTypeError."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    wrong = [name for name in names if name not in FORMATS]
    if wrong or not names:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a list such as ics,html; known: {', '.join(FORMATS)}"
        )
    return names


def export(args: argparse.Namespace) -> ExitCode:
    """`schedule export`: writes one file and says on stderr what it discloses."""
    from curricula.typesetting import CannotTypeset
    from scheduler.exports.publishing import render
    from scheduler.exports.rows import Detail, sheet
    from scheduler.files.saving import save

    timetable, detail = read_timetable(args.timetable), Detail(args.titles, args.people)
    try:
        if args.format == "ics":
            data, told = _calendar(args, timetable, detail)
        else:
            shown = sheet(timetable, args.owner, detail)
            data = render(args.format, timetable, detail, args.owner)
            told = f"{len(shown.rows)} rows. {shown.discloses}"
    except ValueError as error:
        raise _refused(args.timetable, error) from None
    except CannotTypeset as error:
        print(f"openchair schedule export: {error}", file=sys.stderr)
        return ExitCode.BAD_INPUT
    save(args.out, data)
    print(f"{args.out}: {told}", file=sys.stderr)
    return ExitCode.DONE


def _refused(path: Path, error: ValueError) -> BadInput:
    from scheduler.files import codes

    message, *hint = map(str, error.args)
    return BadInput([Diagnostic(str(path), 1, 1, codes.NOBODY, message, hint[0] if hint else "")])


def _calendar(args: argparse.Namespace, timetable: Timetable, detail: Detail) -> tuple[bytes, str]:
    """A calendar and what to say about it. Raises ValueError."""
    from datetime import UTC, datetime

    from scheduler.exports.calendars import calendar

    if not args.owner:
        raise ValueError("a calendar is of one therapist, patient or room", "say whose: --for t1")
    if args.clinic is None:
        raise ValueError("a calendar needs the time zone of its clinic", "say which: --clinic my-clinic")
    before = args.out.read_bytes() if args.out.is_file() else None
    zone = _zone(args.clinic)
    made = calendar(timetable, args.owner, zone, stamp=datetime.now(UTC), before=before, detail=detail)
    return made.data, f"{made.new} new, {made.changed} changed, {made.cancelled} cancelled. {made.discloses}"


def _zone(clinic: Path) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo(read_clinic(clinic).timezone)


def publish(args: argparse.Namespace) -> ExitCode:
    """`schedule publish`: the files on stdout, what they disclose on stderr."""
    import json
    from datetime import UTC, datetime

    from curricula.typesetting import CannotTypeset
    from scheduler.exports.publishing import Refused
    from scheduler.exports.publishing import publish as give_out
    from scheduler.exports.rows import Detail
    from scheduler.exports.swapping import Busy

    zone = _zone(args.clinic)
    timetable = read_timetable(args.timetable, read_clinic(args.clinic))
    try:
        done = give_out(
            args.into,
            timetable,
            zone,
            stamp=datetime.now(UTC),
            formats=args.formats,
            detail=Detail(args.titles, args.people),
            version=args.version,
            who="somebody at a terminal",
        )
    except (Refused, Busy, CannotTypeset) as error:
        print(f"openchair schedule publish: {error}\n  nothing was changed", file=sys.stderr)
        return ExitCode.BAD_INPUT
    except ValueError as error:
        raise _refused(args.into, error) from None
    if args.json:
        whole = {
            "folder": str(done.folder), "files": list(done.files), "new": done.new,
            "changed": done.changed, "cancelled": done.cancelled, "discloses": dict(done.disclosures),
        }  # fmt: skip
        print(json.dumps(whole, ensure_ascii=False))
    else:
        print("".join(f"{done.folder / name}\n" for name in done.files), end="")
    events = f"{done.new} events new, {done.changed} changed, {done.cancelled} cancelled"
    print(f"{len(done.files)} files; {events}. See {done.folder / 'READ-ME-FIRST.txt'}", file=sys.stderr)
    return ExitCode.DONE
