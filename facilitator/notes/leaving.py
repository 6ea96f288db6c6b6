"""Notes on their way into the clinic's own system: what is written down before they go. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby

from facilitator.access.consents import Part
from facilitator.access.roles import WITHIN
from facilitator.events import Disclosed, Fact, patient_stream
from facilitator.notes.giving import Given

OWN_SYSTEM = "the clinic's own system"
PURPOSE = "treatment, within the program (42 CFR 2.12(c)(3))"


def disclosures(leaving: Iterable[tuple[Given, bytes]], how: str) -> Iterator[tuple[str, Fact]]:
    """One fact a person, with its stream: how many notes, of which days, and the SHA-256 of their bytes."""
    ordered = sorted(leaving, key=lambda pair: (pair[0].fact.member, pair[0].served))
    for member, pairs in groupby(ordered, key=lambda pair: pair[0].fact.member):
        mine = list(pairs)
        days = [given.served.date() for given, _ in mine]
        sha256 = hashlib.sha256(b"".join(data for _, data in mine)).hexdigest()
        what = f"{len(mine)} note{'' if len(mine) == 1 else 's'}, {how}"
        yield patient_stream(member), Disclosed(
            member, OWN_SYSTEM, PURPOSE, what, (Part.NOTES.value,), exception=WITHIN,
            first=min(days), last=max(days), sha256=sha256,
        )  # fmt: skip
