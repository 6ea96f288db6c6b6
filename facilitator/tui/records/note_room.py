"""A signed note is opened: it is read, and what is added to it is signed, as often as somebody wishes."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, cast

from facilitator.events import NoteAmended, NoteSigned, Viewed, user_stream
from facilitator.notes.later import COSIGNED, amendment, cosignature
from facilitator.records.errors import RecordError
from facilitator.tui.chart.glass import lets_read
from facilitator.tui.place import Place
from facilitator.tui.records.amending import Amended, Amending
from facilitator.tui.records.copying import copy_notes
from facilitator.tui.records.papers import SignedNote
from facilitator.tui.records.reading import COPY, Holds, NoteReading
from facilitator.tui.session.signing import Signing, Waiting

if TYPE_CHECKING:
    from facilitator.records.store import Record


async def read_note(place: Place, note: SignedNote) -> None:
    """Show `note` until it is closed. That it was read is written down first."""
    fact = note.fact
    if not await lets_read(place, fact.member, note.id, fact.signer, apart=fact.counselling):
        return
    if not place.write(user_stream(place.desk.user), Viewed(f"note {note.id}")):
        return
    shown: SignedNote | None = note
    while shown is not None:
        reading = NoteReading(shown, _holds(place), cosigns=may_cosign(shown, place.desk.user))
        meaning = await place.app.push_screen_wait(reading)
        if meaning is None:
            return
        if meaning == COPY:
            await copy_notes(place, (shown,))
            continue
        added = await (_cosigned(place, shown) if meaning == COSIGNED else _amended(place, shown, meaning))
        if added is not None and place.write(shown.stream, added):
            shown = shown.with_later(added)


def may_cosign(note: SignedNote, user: str) -> bool:
    """Somebody else wrote it, and `user` has not signed it yet."""
    signed = (note.fact, *(fact for fact in note.later if isinstance(fact, NoteSigned)))
    return user not in {fact.signer for fact in signed}


def _holds(place: Place) -> Holds:
    from facilitator.records.signing import note_bytes

    record = cast("Record", place.desk.record)
    return lambda fact: record.verify_signature(fact.signer, note_bytes(fact), fact.signature)


async def _cosigned(place: Place, note: SignedNote) -> NoteSigned | None:
    waiting = Waiting(note.initials, f"{note.title}, by {note.fact.signer}")
    signer = await place.app.push_screen_wait(Signing(place.desk, (waiting,), verb="Co-sign"))
    return signer.signed(cosignature(note.fact, signer.user, place.desk.now())) if signer else None


async def cosign_read(place: Place, notes: Sequence[SignedNote], read: Container[str]) -> int:
    """The batch as a list, then one passphrase; how many were co-signed."""
    unread = "Open it first: what is signed has been read."
    batch = [
        Waiting(note.initials, f"{note.title}, by {note.fact.signer}", "" if note.id in read else unread)
        for note in notes
    ]
    signer = await place.app.push_screen_wait(Signing(place.desk, batch, verb="Co-sign"))
    if signer is None:
        return 0
    done = 0
    for note in notes:
        if note.id in read:
            fact = signer.signed(cosignature(note.fact, signer.user, place.desk.now()))
            done += bool(place.write(note.stream, fact))
    return done


async def _amended(place: Place, note: SignedNote, meaning: str) -> NoteAmended | None:
    title = f"{note.initials}, {note.title}"
    form = Amending(place.desk, meaning, title, note.starts, place.desk.now())
    made: Amended | None = await place.app.push_screen_wait(form)
    if made is None:
        return None
    fact = amendment(note.fact, meaning, made.words, made.signer.user, place.desk.now(), made.happened)
    try:
        return made.signer.signed(fact)
    except RecordError as trouble:
        place.notify(str(trouble), severity="error")
        return None
