"""Rule packs: limits from laws, payers and practice as dated, cited TOML, never in code.

    rules = packs_of(clinic, folder)                # the packs that the clinic names, its own among them
    found = rules.figure("hours.min", level="iop", band="adult")
    found.number, found.source, found.date, found.pack, found.confirmed      # or found is None
    rules.number("note.business_days", 3)           # the value alone, with a default

A pack holds figures (`kinds.KINDS` lists every name, its unit and which way is stricter) and billing rules.
Where several packs have a figure the strictest wins, and the answer says from which pack it is; within one
pack the more specific figure wins. A figure that nobody could confirm says so. Nothing here is legal advice:
`CAVEAT` stands on every report.

`reading` reads a pack, `shelf` knows where packs are, `rules` decides between them, `checking` holds a clinic
and a week against them, `deadlines` counts days, `billing` counts units.
"""

from scheduler.packs.pack import BillingRule, Figure, Pack
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import packs_of

CAVEAT = "Not legal advice: check with your counsel and your payers."
"""Stands on every report that uses a pack."""

__all__ = ["CAVEAT", "BillingRule", "Figure", "Pack", "Rules", "packs_of"]
