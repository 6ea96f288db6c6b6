"""Signed notes to the clipboard, for some seconds, after it is asked for and written down."""

from __future__ import annotations

from collections.abc import Sequence

from facilitator.notes.giving import Given, as_text
from facilitator.notes.leaving import disclosures
from facilitator.records.errors import RecordError
from facilitator.tui.dialogs.ask import Confirm
from facilitator.tui.lending import TooLong
from facilitator.tui.place import Place
from facilitator.tui.records.papers import SignedNote

BETWEEN = "\n" + "-" * 40 + "\n\n"


async def copy_notes(place: Place, notes: Sequence[SignedNote]) -> bool:
    """Whether they are on the clipboard now. Counselling notes never are."""
    notes = [note for note in notes if not note.fact.counselling]
    seconds, app = place.desk.config.copy_seconds, place.openchair
    if seconds == 0:
        place.notify("This clinic copies no notes (copy_seconds = 0). openchair records notes writes files.")
        return False
    if not notes:
        place.notify("Read a note first; then y copies it. Counselling notes are not copied.")
        return False
    many = "this note" if len(notes) == 1 else f"the {len(notes)} notes you read here"
    question = (
        f"Copy {many} to the clipboard for {seconds} seconds, for the clinic's own system? So long every "
        "program of this computer can read it. It is written down as a disclosure."
    )
    if not await app.push_screen_wait(Confirm(question, "Copy")):
        return False
    given = [Given(note.fact, note.starts, note.later) for note in notes]
    texts = _texts(place, given)
    try:
        app.lend(BETWEEN.join(texts), seconds, lambda: _write_down(place, given, texts))
    except TooLong:
        place.notify("That is more than a clipboard takes at once. Copy fewer notes.", severity="error")
    except RecordError as trouble:
        place.notify(f"Not copied: {trouble}", severity="error")
    else:
        return True
    return False


def _texts(place: Place, given: Sequence[Given]) -> list[str]:
    desk = place.desk
    names = {each.id: each.name or each.id for each in desk.config.therapists}
    return [as_text(each, desk.note_style, desk.zone, names) for each in given]


def _write_down(place: Place, given: Sequence[Given], texts: Sequence[str]) -> None:
    pairs = ((each, words.encode()) for each, words in zip(given, texts, strict=True))
    place.desk.append_all(*disclosures(pairs, "copied to the clipboard"))
