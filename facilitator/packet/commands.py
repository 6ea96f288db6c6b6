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
        from facilitator.packet.disagree import disagreements
        from facilitator.packet.disclosing import hand_over
        from facilitator.packet.gather import gather
        from facilitator.packet.page import page
        from facilitator.records.commands import Unusable

        if args.last < args.first:
            raise Unusable("--to is before --from.")
        checked = _checked(args, desk)
        found = gather(desk, args.patient, args.first, args.last, _holds(desk))
        made = page(
            found, checked.leaving, checked.consent,
            part_2=desk.config.part_2, made=desk.now(), by=desk.user,
        )  # fmt: skip
        content = _written(made, args.format)
        sha256 = hand_over(desk, checked, "audit packet", content, args.out, (args.first, args.last))
    wrong = disagreements(found)
    _tell(args, {"disagreements": [each.words for each in wrong]}, sha256)
    if not args.json:
        from facilitator.records.commands import say

        say("\n".join(each.words for each in wrong) or "Everything in it agrees.")
    return ExitCode.FINDINGS if wrong else ExitCode.DONE


def export(args: argparse.Namespace) -> int:
    """Write one person's entries."""
    with _desk(args) as desk:
        from facilitator.packet.disclosing import hand_over, lines
        from facilitator.packet.page import notice

        checked = _checked(args, desk)
        head = {
            "recipient": args.recipient, "purpose": args.purpose, "parts": list(checked.leaving.parts),
            "consent": args.consent, "exception": args.exception,
            "notice": list(notice(desk.config.part_2, checked.consent)),
        }  # fmt: skip
        body = [json.dumps(head, ensure_ascii=False), *lines(desk, args.patient, checked.leaving.parts)]
        content = ("\n".join(body) + "\n").encode()
        sha256 = hand_over(desk, checked, "export of the record", content, args.out)
    _tell(args, {"entries": len(body) - 1}, sha256)
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


def _holds(desk: Desk) -> Callable[[Any], bool]:
    from facilitator.records.signing import note_bytes

    record: Any = desk.record
    return lambda fact: bool(record.verify_signature(fact.signer, note_bytes(fact), fact.signature))


def _written(made: Any, form: str) -> bytes:
    if form == "pdf":
        from facilitator.packet.pdf import pdf

        return pdf(made)
    if form == "html":
        from facilitator.packet.html import html

        return html(made).encode()
    from facilitator.packet.words import text

    return text(made).encode()


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
