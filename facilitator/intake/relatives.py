"""Relatives and other contacts of people, as they stand now."""

from __future__ import annotations

from collections.abc import Iterable

from facilitator.events import Entry, RelativeKept, taken_back


def relatives(entries: Iterable[Entry]) -> tuple[RelativeKept, ...]:
    """Everybody's, those to be called in an emergency first."""
    entries = sorted(entries, key=lambda entry: entry.seq)
    gone = taken_back(entries)
    known = {
        (entry.fact.member, entry.fact.contact): entry.fact
        for entry in entries
        if isinstance(entry.fact, RelativeKept) and entry.id not in gone
    }
    return tuple(sorted(known.values(), key=lambda one: (one.member, not one.emergency, one.initials)))
