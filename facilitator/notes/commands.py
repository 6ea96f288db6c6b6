"""`openchair records notes`: signed notes as files for the clinic's own system."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from curricula.diagnostics import ExitCode

Adding = Callable[..., argparse.ArgumentParser]


def add(commands: Any, parser_of: Adding) -> None:
    """Add the command to `openchair records`."""
    about = "write signed notes for the clinic's own system, one file a note"
    more = (
        "File names are codes and moments, never names. A file that says the same already stays as it is. "
        "That it was done is written down. Into other hands than the clinic's: see packet and export."
    )
    example = "notes my-clinic --to notes --as markdown --from 2026-11-01"
    parser = parser_of(commands, "notes", about, more, example, give)
    parser.add_argument("--to", metavar="DIR", type=Path, required=True, help="the folder for the files")
    parser.add_argument(
        "--as", dest="form", choices=("text", "markdown", "pdf"), default="text", help="default: text"
    )
    parser.add_argument(
        "--style", choices=("DAP", "SOAP", "BIRP", "GIRP"), help="default: yours, or the clinic's"
    )
    parser.add_argument("--patient", metavar="ID", default="", help="only this person's")
    parser.add_argument(
        "--from", metavar="DATE", dest="first", type=as_date, default=date.min, help="first day of service"
    )
    parser.add_argument(
        "--until", metavar="DATE", dest="last", type=as_date, default=date.max, help="last day of service"
    )


def as_date(words: str) -> date:
    """A day as it is typed; for argparse."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{words}' is no date such as 2026-11-25") from None


def give(args: argparse.Namespace) -> int:
    """Write the notes; the folder's path, or a JSON object, on stdout."""
    from curricula.typesetting import CannotTypeset
    from facilitator.access.roles import May, may
    from facilitator.desk import Desk
    from facilitator.events import Viewed, user_stream
    from facilitator.notes import giving
    from facilitator.notes.leaving import disclosures
    from facilitator.records.commands import Unusable, clinic_of, open_record, say

    config = clinic_of(args.clinic)
    with open_record(args) as record:
        desk = Desk(args.clinic, config, record)
        if not may(record.roles, May.READ_NOTES):
            raise Unusable(f"{record.who} may not read notes, so cannot give them out.")
        names = {each.id: each.name or each.id for each in config.therapists}
        style = args.style or desk.note_style
        entries = record.entries(giving.KINDS)
        found = giving.gathered(entries, desk.zone, patient=args.patient, first=args.first, last=args.last)
        try:
            made = _made(found, args.form, style, desk, names)
        except CannotTypeset as trouble:
            raise Unusable(f"{trouble}; or take --as markdown.") from None
        ending = giving.ENDINGS[args.form]
        new = [(each, data) for each, data in made if not _there(args.to / f"{each.stem}.{ending}", data)]
        record.append(user_stream(record.who), Viewed(f"{len(found)} notes, written as {args.form} files"))
        desk.append_all(*disclosures(new, f"written as {args.form} files"))
        for each, data in new:
            _put(args.to / f"{each.stem}.{ending}", data)
    if args.json:
        about = {"folder": str(args.to), "notes": len(found), "new": len(new), "style": style}
        sys.stdout.write(json.dumps(about) + "\n")
    else:
        sys.stdout.write(f"{args.to}\n")
        say(f"{len(found)} notes as {style}, {len(new)} of them new.")
    return ExitCode.DONE


def _made(found: Any, form: str, style: str, desk: Any, names: dict[str, str]) -> list[tuple[Any, bytes]]:
    from facilitator.notes import giving

    if form == "pdf":
        return list(zip(found, giving.pdfs(found, style, desk.zone, names), strict=True))
    write = giving.as_text if form == "text" else giving.as_markdown
    return [(each, write(each, style, desk.zone, names).encode()) for each in found]


def _there(path: Path, data: bytes) -> bool:
    return path.exists() and path.read_bytes() == data


def _put(path: Path, data: bytes) -> None:
    """Write `data` at once or not at all, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".note-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
