"""`openchair records packet` and `records export`: what leaves the clinic, on a stated ground."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import ExitCode

if TYPE_CHECKING:
    from facilitator.access.consents import Leaving, Part
    from facilitator.desk import Desk
    from facilitator.packet.disclosing import Ground

Adding = Callable[..., argparse.ArgumentParser]
Opening = Callable[..., Any]


def add(commands: Any, parser_of: Adding) -> None:
    """Add both to `openchair records`."""
    about = "write the audit packet of one person and a period"
    more = (
        "Holds the sign-in sheet, the stretches in the room, notes, signatures, plan and units against each "
        "other and lists what does not agree. Needs a consent that stands, or an exception of the law, and "
        "is written down. Exit code 1 when something does not agree."
    )
    example = (
        "packet my-clinic --patient P-001 --from 2026-10-01 --to 2026-10-31 "
        "--recipient 'County audit' --purpose audit --exception audit --out packet.html"
    )
    packet_parser = parser_of(commands, "packet", about, more, example, packet)
    packet_parser.add_argument(
        "--from", metavar="DATE", dest="first", type=_date, required=True, help="its first day"
    )
    packet_parser.add_argument(
        "--to", metavar="DATE", dest="last", type=_date, required=True, help="its last day"
    )
    packet_parser.add_argument("--format", choices=("html", "pdf", "text"), default="html")
    _ground(packet_parser)
    about = "write everything the record has about one person, as JSON lines"
    more = (
        "One line an entry, without what a session says of the group or of others. Needs a consent that "
        "stands, or an exception of the law, and is written down. The whole record, encrypted: see backup."
    )
    example = (
        "export my-clinic --patient P-001 --recipient 'P-001' --purpose 'own copy' "
        "--exception to-patient --out p-001.jsonl"
    )
    _ground(parser_of(commands, "export", about, more, example, export))


def _ground(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--patient", metavar="ID", required=True, help="whose record")
    parser.add_argument("--recipient", metavar="NAME", required=True, help="who receives it")
    parser.add_argument("--purpose", metavar="WORDS", required=True, help="what it is for")
    parser.add_argument("--consent", metavar="ID", default="", help="the consent it leaves on")
    parser.add_argument(
        "--exception", metavar="NAME", default="",
        help="or the exception: to-patient, medical-emergency, research, audit, court-order, "
        "service-organization, crime-or-abuse",
    )  # fmt: skip
    parser.add_argument(
        "--parts",
        metavar="LIST",
        type=_parts,
        help="attendance,notes,plan,measures,billing (default: all of these), counselling-notes",
    )
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="the new file")


def packet(args: argparse.Namespace) -> int:
    """Write the packet; 1 when something in it does not agree."""
    with _desk(args) as desk:
        from facilitator.packet.making import write_packet
        from facilitator.records.commands import Unusable

        if args.last < args.first:
            raise Unusable("--to is before --from.")
        period = args.first, args.last
        made = write_packet(desk, _checked(args, desk), period, args.format, args.out)
    _tell(args, {"disagreements": [each.words for each in made.wrong]}, made.sha256)
    if not args.json:
        from facilitator.records.commands import say

        say("\n".join(each.words for each in made.wrong) or "Everything in it agrees.")
    return ExitCode.FINDINGS if made.wrong else ExitCode.DONE


def export(args: argparse.Namespace) -> int:
    """Write one person's entries."""
    with _desk(args) as desk:
        from facilitator.packet.making import write_export

        made = write_export(desk, _checked(args, desk), args.out)
    _tell(args, {"entries": made.entries}, made.sha256)
    return ExitCode.DONE


def _checked(args: argparse.Namespace, desk: Desk) -> Ground:
    from facilitator.access.consents import Leaving
    from facilitator.packet.disclosing import ground
    from facilitator.records.commands import Unusable

    if args.out.exists():
        raise Unusable(f"{args.out} is there already; nothing was written over it.")
    asked: Leaving = Leaving(
        args.recipient.strip(), args.purpose.strip(), consent=args.consent, exception=args.exception
    )
    return ground(desk, args.patient, asked, parts=args.parts)


@contextmanager
def _desk(args: argparse.Namespace) -> Iterator[Desk]:
    from facilitator.records.commands import clinic_of, open_record

    config = clinic_of(args.clinic)
    with open_record(args) as record:
        from facilitator.access.roles import May, may
        from facilitator.desk import Desk
        from facilitator.records.errors import NotAllowed

        if not may(record.roles, May.DISCLOSE):
            raise NotAllowed(May.DISCLOSE)
        yield Desk(args.clinic, config, record)


def _tell(args: argparse.Namespace, about: dict[str, Any], sha256: str) -> None:
    words = json.dumps({"file": str(args.out), "sha256": sha256} | about) if args.json else str(args.out)
    print(words)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write it as 2026-10-31") from None


def _parts(text: str) -> tuple[Part, ...]:
    from facilitator.access.consents import Part

    try:
        return tuple(Part(word.strip()) for word in text.split(",") if word.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"the parts are {', '.join(Part)}") from None
