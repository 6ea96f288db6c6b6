"""What leaves as a file: the audit packet of a period, or everything the record has about one person."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from facilitator.desk import Desk
from facilitator.packet.disagree import disagreements
from facilitator.packet.disclosing import Ground, hand_over, lines
from facilitator.packet.gather import gather
from facilitator.packet.page import notice, page
from facilitator.packet.shape import Disagreement

FORMS = ("html", "pdf", "text")


@frozen
class Written:
    """The file's digest, what in it does not agree, and (of an export) how many entries it has."""

    sha256: str
    wrong: tuple[Disagreement, ...] = ()
    entries: int = 0


def write_packet(desk: Desk, ground: Ground, period: tuple[date, date], form: str, to: Path) -> Written:
    """Raises RecordError, and CannotTypeset where a PDF cannot be made."""
    found = gather(desk, ground.member, *period, _holds(desk))
    made = page(
        found, ground.leaving, ground.consent, part_2=desk.config.part_2, made=desk.now(), by=desk.user
    )
    sha256 = hand_over(desk, ground, "audit packet", _laid_out(made, form), to, period)
    return Written(sha256, disagreements(found))


def write_export(desk: Desk, ground: Ground, to: Path) -> Written:
    """JSON lines: what it is and why, then an entry a line. Raises RecordError."""
    leaving = ground.leaving
    head = {
        "recipient": leaving.recipient, "purpose": leaving.purpose, "parts": list(leaving.parts),
        "consent": leaving.consent, "exception": leaving.exception,
        "notice": list(notice(desk.config.part_2, ground.consent)),
    }  # fmt: skip
    body = [json.dumps(head, ensure_ascii=False), *lines(desk, ground.member, leaving.parts)]
    sha256 = hand_over(desk, ground, "export of the record", ("\n".join(body) + "\n").encode(), to)
    return Written(sha256, entries=len(body) - 1)


def _holds(desk: Desk) -> Callable[[Any], bool]:
    from facilitator.records.signing import note_bytes

    record: Any = desk.record
    return lambda fact: bool(record.verify_signature(fact.signer, note_bytes(fact), fact.signature))


def _laid_out(made: Any, form: str) -> bytes:
    if form == "pdf":
        from facilitator.packet.pdf import pdf

        return pdf(made)
    if form == "html":
        from facilitator.packet.html import html

        return html(made).encode()
    from facilitator.packet.words import text

    return text(made).encode()
