"""`openchair records sheets`: sign-in sheets and paper run-sheets of a day, as files to print."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import ExitCode
from facilitator.notes.commands import as_date

if TYPE_CHECKING:
    from facilitator.desk import Desk
    from facilitator.today import Meeting

Adding = Callable[..., argparse.ArgumentParser]


def add(commands: Any, parser_of: Adding) -> None:
    """Add the command to `openchair records`."""
    about = "write the sign-in sheets and paper run-sheets of a day"
    more = (
        "For every group of the published timetable, or one: initials and neutral titles, never to be left "
        "on a table. The run-sheet is ordered like the keys that key it in. That it was done is written down."
    )
    example = "sheets my-clinic --on 2026-11-25 --group evening --to sheets --as pdf"
    parser = parser_of(commands, "sheets", about, more, example, sheets)
    parser.add_argument("--to", metavar="DIR", type=Path, required=True, help="the folder for the files")
    parser.add_argument("--on", metavar="DATE", dest="day", type=as_date, help="default: today")
    parser.add_argument("--group", metavar="ID", default="", help="only this group's")
    parser.add_argument(
        "--as", dest="form", choices=("html", "pdf", "md"), default="html", help="default: html"
    )


def sheets(args: argparse.Namespace) -> int:
    """Write them; the paths on stdout, one a line, or a JSON object."""
    from facilitator.access.roles import May, may
    from facilitator.desk import Desk
    from facilitator.events import Viewed, user_stream
    from facilitator.records.commands import Unusable, clinic_of, open_record, say
    from facilitator.shelf import shelf
    from facilitator.tui.today.sheet import day_meetings

    config = clinic_of(args.clinic)
    with open_record(args) as record:
        if not may(record.roles, May.RUN_GROUPS):
            raise Unusable(f"{record.who} may not run groups, so prints no sheets.")
        desk = Desk(args.clinic, config, record, modules=shelf(args.clinic).modules)
        day = args.day or desk.today()
        found = [meeting for meeting in day_meetings(desk, day) if _meant(meeting, args.group)]
        if not found:
            known = ", ".join(group.id for group in config.groups)
            what = f"{args.group} does not meet" if args.group else "no group meets"
            raise Unusable(f"{what} on {day} in the published timetable. Groups: {known}.")
        record.append(user_stream(record.who), *(Viewed(f"roster {meeting.id}") for meeting in found))
        paths = [path for meeting in found for path in _write(desk, meeting, args.to, args.form)]
    if args.json:
        sys.stdout.write(json.dumps({"files": [str(path) for path in paths]}) + "\n")
    else:
        sys.stdout.write("".join(f"{path}\n" for path in paths))
        say("They hold initials: never leave them on a table.")
    return ExitCode.DONE


def _meant(meeting: Meeting, group: str) -> bool:
    mine = meeting.group is not None and group in ("", meeting.group.id)
    return mine and meeting.session is not None


def _write(desk: Desk, meeting: Meeting, folder: Path, form: str) -> tuple[Path, ...]:
    from curricula.pages.files import write
    from curricula.typesetting import CannotTypeset
    from facilitator.before.sheets import papers
    from facilitator.records.commands import Unusable
    from facilitator.tui.today.starting import opened_now

    opened = opened_now(desk, meeting)
    assert opened is not None, "a meeting of the timetable"
    pages = papers(meeting, opened, desk.rules, desk.people)
    try:
        return tuple(write(pages, form, folder))
    except CannotTypeset as trouble:
        raise Unusable(f"{trouble}; or take --as html.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or "it cannot be used"
        raise Unusable(f"nothing more was written to {folder}: {reason.lower()}.") from None
