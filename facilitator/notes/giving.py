"""Signed notes for the clinic's own system: one text a note, as plain text, Markdown or PDF.

Pure but for `pdfs`. What was added to a note goes with it; a note that was marked in error says so first.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from importlib.resources import files

from attrs import frozen

from facilitator.events import Entry, NoteAmended, NoteSigned, SessionOpened
from facilitator.events.contacts import ContactWritten
from facilitator.notes.facts import day_in_words
from facilitator.notes.later import ERROR, TITLES
from facilitator.notes.note import note_of
from facilitator.notes.views import view

FORMATS = ("text", "markdown", "pdf")
ENDINGS = {"text": "txt", "markdown": "md", "pdf": "pdf"}
KINDS = (NoteSigned.kind, NoteAmended.kind, SessionOpened.kind, ContactWritten.kind)
"""What notes are gathered from."""


@frozen
class Given:
    """One note on its way: when its service was, what was signed, and what was added."""

    fact: NoteSigned
    served: datetime
    later: tuple[NoteSigned | NoteAmended, ...] = ()

    @property
    def stem(self) -> str:
        """A file name without words about anybody: code, moment, and a few letters of the note's id."""
        code = re.sub(r"[^\w-]+", "-", self.fact.member)[:40].strip("-") or "note"
        mark = hashlib.sha256(self.fact.note.encode()).hexdigest()[:8]
        return f"{code}_{self.served:%Y-%m-%d_%H%M}_{mark}"


def gathered(
    entries: Iterable[Entry],
    zone: tzinfo,
    *,
    patient: str = "",
    first: date = date.min,
    last: date = date.max,
) -> tuple[Given, ...]:
    """The signed notes among `entries` (those of `KINDS`), by the day of their service, oldest first.

    Counselling notes are kept apart: none is among them.
    """
    starts: dict[str, datetime] = {}
    notes: dict[str, list[NoteSigned | NoteAmended]] = {}
    for entry in entries:
        match entry.fact:
            case SessionOpened() as fact:
                starts.setdefault(fact.session, fact.starts)
            case ContactWritten() as fact:
                starts[fact.contact] = fact.starts
            case NoteSigned() | NoteAmended() as fact:
                notes.setdefault(fact.note, []).append(fact)
            case _:
                pass
    found = []
    for facts in notes.values():
        head, *later = facts
        if isinstance(head, NoteSigned) and not head.counselling and (not patient or head.member == patient):
            served = starts.get(head.session, head.at).astimezone(zone)
            if first <= served.date() <= last:
                found.append(Given(head, served, tuple(later)))
    return tuple(sorted(found, key=lambda each: (each.served, each.fact.member)))


def parts(given: Given, style: str, zone: tzinfo, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Headings and their words: the note in its format, the signature, then every addition with its own."""
    wrong = any(each.meaning == ERROR for each in given.later)
    found = [("Marked in error", "This note is wrong. Read what was written below it.")] if wrong else []
    found += [(title, words.strip()) for title, words in view(note_of(given.fact), style) if words.strip()]
    found.append(("Signed", _signature(given.fact, zone, names)))
    for each in given.later:
        if isinstance(each, NoteSigned):
            found.append(("Co-signed", _signature(each, zone, names)))
        else:
            title = "Marked in error" if each.meaning == ERROR else TITLES.get(each.meaning, each.meaning)
            told = each.happened.astimezone(zone) if each.happened else None
            when = f"Of {day_in_words(told)} {told:%H:%M}. " if told else ""
            found.append((title, f"{when}{each.text}\n{_signature(each, zone, names)}"))
    return tuple(found)


def _signature(fact: NoteSigned | NoteAmended, zone: tzinfo, names: Mapping[str, str]) -> str:
    at = fact.at.astimezone(zone)
    return f"{names.get(fact.signer, fact.signer)}, {day_in_words(at)} {at:%H:%M}"


def title(given: Given) -> str:
    return f"Note of {given.fact.member}, {day_in_words(given.served)} {given.served:%H:%M}"


def as_text(given: Given, style: str, zone: tzinfo, names: Mapping[str, str]) -> str:
    blocks = [f"{heading}\n{words}" for heading, words in parts(given, style, zone, names)]
    return "\n\n".join([f"{title(given)} ({style})", *blocks]) + "\n"


def as_markdown(given: Given, style: str, zone: tzinfo, names: Mapping[str, str]) -> str:
    blocks = [f"## {heading}\n\n{_escaped(words)}" for heading, words in parts(given, style, zone, names)]
    return "\n\n".join([f"# {_escaped(title(given))} ({style})", *blocks]) + "\n"


def _escaped(words: str) -> str:
    """Words as Markdown shows them as they are; a line stays a line."""
    safe = re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", words)
    safe = re.sub(r"(?m)^(\s*)([-+]|\d+[.)])(\s)", r"\1\\\2\3", safe)
    return safe.replace("\n", "  \n")


def pdfs(given: Iterable[Given], style: str, zone: tzinfo, names: Mapping[str, str]) -> tuple[bytes, ...]:
    """One tagged PDF a note. Raises CannotTypeset."""
    from curricula.typesetting import documents

    template = files("facilitator.notes").joinpath("note.typ").read_text(encoding="utf-8")
    pages = [
        {"title": f"{title(each)} ({style})", "parts": parts(each, style, zone, names)} for each in given
    ]
    return documents(template, [{"note": json.dumps(page)} for page in pages])
