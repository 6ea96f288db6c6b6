"""What leaves the clinic, from the Records workspace: to whom, what for, on which ground, into which file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from attrs import frozen

from curricula.typesetting import CannotTypeset
from facilitator.access.consents import EXCEPTIONS, Leaving, Part
from facilitator.desk import Desk
from facilitator.packet.disclosing import Ground, MayNotLeave, ground
from facilitator.packet.making import FORMS, Written, write_export, write_packet
from facilitator.records.errors import RecordError, sentences_of_system
from facilitator.tui.dialogs.fields import Fields, Line
from facilitator.tui.place import Place

PACKET, EXPORT = "packet", "export"


@frozen
class Asked:
    """`period` of a packet; an export has everything."""

    what: str
    ground: Ground
    period: tuple[date, date]
    form: str
    to: Path


async def hand_over(place: Place) -> None:
    """Ask for all of it, write down that it leaves, write the file, and say what in it does not agree."""
    desk = place.desk
    asked = await place.app.push_screen_wait(
        Fields(QUESTION, _lines(desk), partial(read, desk), yes="Write it")
    )
    if asked is None:
        return
    try:
        with sentences_of_system():
            asked.to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if asked.what == EXPORT:
            made = write_export(desk, asked.ground, asked.to)
        else:
            made = write_packet(desk, asked.ground, asked.period, asked.form, asked.to)
    except (RecordError, CannotTypeset) as trouble:
        place.notify(f"Not handed over: {trouble}", severity="error", timeout=12)
        return
    place.notify(_told(asked, made), timeout=20)


QUESTION = "What leaves the clinic? It is written down in the person's record before the file is."


def _lines(desk: Desk) -> list[Line]:
    today = desk.today()
    people = tuple(name for name in desk.people if desk.sees(name))
    parts = ", ".join(part for part in Part if part is not Part.COUNSELLING)
    return [
        Line("patient", "Whose record", "", "an id, or initials that are only theirs", people),
        Line("what", "packet or export", PACKET, "", (PACKET, EXPORT)),
        Line("first", "Packet: first day", today.replace(day=1).isoformat()),
        Line("last", "Packet: last day", today.isoformat()),
        Line("recipient", "Who receives it", "", "County audit"),
        Line("purpose", "What it is for", "", "audit"),
        Line("ground", "Consent or exception", "", ", ".join(EXCEPTIONS), tuple(EXCEPTIONS)),
        Line("parts", "Parts (empty: usual)", "", parts),
        Line("form", "Packet as", "html", "", FORMS),
        Line("to", "New file", "", str(_beside(desk) / "P-001.html")),
    ]


def _beside(desk: Desk) -> Path:
    folder = desk.folder.absolute()
    return folder.parent / f"{folder.name}-handed-over"


def read(desk: Desk, words: Mapping[str, str]) -> tuple[Asked | None, Sequence[str]]:
    """What the words ask for, checked against the consents; or a sentence for everything that is wrong."""
    words = {**words, "patient": _whose(desk, words["patient"])}
    problems: list[str] = []
    what, form = words["what"].lower(), words["form"].lower()
    if what not in (PACKET, EXPORT):
        problems.append(f"'{what}' is neither {PACKET} nor {EXPORT}.")
    if form not in FORMS:
        problems.append(f"'{form}' is no form; there are {', '.join(FORMS)}.")
    first, last = (_day(words[name], problems) for name in ("first", "last"))
    if first and last and last < first:
        problems.append("The last day is before the first.")
    to = _file(desk, words, what, form, problems)
    try:
        checked = _ground(desk, words)
    except MayNotLeave as trouble:
        return None, [*problems, *(line.strip() for line in str(trouble).splitlines()[1:])]
    except ValueError:
        return None, [*problems, f"The parts are {', '.join(Part)}."]
    if problems or first is None or last is None:
        return None, problems
    return Asked(what, checked, (first, last), form, to), ()


def _whose(desk: Desk, words: str) -> str:
    """The id of whom the words name, or the words."""
    called = [each.id for each in desk.people.values() if each.initials.casefold() == words.casefold()]
    return called[0] if len(called) == 1 else words


def _ground(desk: Desk, words: Mapping[str, str]) -> Ground:
    """Raises MayNotLeave, and ValueError for a part that there is not."""
    stated = words["ground"]
    leaving = Leaving(
        words["recipient"],
        words["purpose"],
        consent="" if stated in EXCEPTIONS else stated,
        exception=stated if stated in EXCEPTIONS else "",
    )
    parts = [Part(each.strip().lower()) for each in words["parts"].split(",") if each.strip()]
    if words["patient"] in desk.people and not desk.sees(words["patient"]):
        raise MayNotLeave([f"{words['patient']} is not among the people whom you see."])
    return ground(desk, words["patient"], leaving, parts=parts or None)


def _day(words: str, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        problems.append(f"'{words}' is no date; write it as 2026-10-31.")
        return None


def _file(desk: Desk, words: Mapping[str, str], what: str, form: str, problems: list[str]) -> Path:
    ending = "jsonl" if what == EXPORT else {"text": "txt"}.get(form, form)
    usual = _beside(desk) / f"{words['patient']}-{what}-{desk.today()}.{ending}"
    to = Path(words["to"]).expanduser() if words["to"] else usual
    if "\0" in str(to) or to.exists():
        problems.append(f"{to} is there already; nothing is written over it.")
    return to


def _told(asked: Asked, made: Written) -> str:
    where = f"Written: {asked.to}"
    if asked.what == EXPORT:
        return f"{where}, {made.entries} entries."
    if not made.wrong:
        return f"{where}. Everything in it agrees."
    return "\n".join([f"{where}. It does not all agree:", *(each.words for each in made.wrong[:5])])
