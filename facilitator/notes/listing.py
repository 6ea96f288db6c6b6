"""`openchair records to-cosign`: signed notes that wait for a co-signature."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import timedelta
from typing import Any

from curricula.diagnostics import ExitCode
from facilitator.notes.commands import Adding, as_date

BACK = timedelta(days=90)


def add(commands: Any, parser_of: Adding) -> None:
    """Add the command to `openchair records`."""
    about = "list the signed notes that wait for a co-signature"
    more = (
        "Yours, as who led the group too, and a supervisor's, for whoever the clinic file says works "
        "supervised. Only of people whom you see. They are co-signed in the app, once they were read."
    )
    parser = parser_of(commands, "to-cosign", about, more, "to-cosign my-clinic --user t1 --json", show)
    parser.add_argument(
        "--from",
        metavar="DATE",
        dest="first",
        type=as_date,
        help="first day; default: 90 days ago",
    )


def show(args: argparse.Namespace) -> int:
    """One line a note, the oldest first, or a JSON object, on stdout."""
    from facilitator.access.roles import May, may
    from facilitator.desk import Desk
    from facilitator.events import Viewed, user_stream
    from facilitator.notes.cosigning import uncosigned
    from facilitator.records.commands import Unusable, clinic_of, open_record, say

    config = clinic_of(args.clinic)
    with open_record(args) as record:
        desk = Desk(args.clinic, config, record)
        if not may(record.roles, May.READ_NOTES):
            raise Unusable(f"{record.who} may not read notes, so is asked for no co-signature.")
        record.append(user_stream(record.who), Viewed("list of notes to co-sign"))
        rows = [
            {
                "note": each.note.note,
                "patient": each.note.member,
                "signed": each.note.at.astimezone(desk.zone).date().isoformat(),
                "author": each.note.signer,
                "waits_for": each.by,
            }
            for each in uncosigned(desk, args.first or desk.today() - BACK)
            if desk.sees(each.note.member)
        ]
    rows.sort(key=lambda row: (row["signed"], row["note"]))
    if args.json:
        sys.stdout.write(json.dumps({"notes": rows}) + "\n")
        return ExitCode.DONE
    for row in rows:
        words = f"{row['signed']}  {row['patient']:10}  by {row['author']}, waits for {row['waits_for']}"
        sys.stdout.write(f"{words}  {row['note']}\n")
    say(f"{len(rows)} {'note waits' if len(rows) == 1 else 'notes wait'} for a co-signature.")
    return ExitCode.DONE
