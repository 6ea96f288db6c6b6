"""The contacts of one person as a list to choose from."""

from __future__ import annotations

from datetime import tzinfo

from textual.content import Content

from facilitator.chart.contacts import Contact, title
from facilitator.events import OutcomeWritten, Viewed, patient_stream, user_stream
from facilitator.people import Person
from facilitator.today import short
from facilitator.tui.chart.contact import ContactScreen
from facilitator.tui.chart.glass import lets_read
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.place import Place
from facilitator.tui.records.note_room import read_note
from facilitator.tui.records.papers import signed_contact
from facilitator.tui.text import line, said


async def choose_contact(place: Place, person: Person) -> None:
    """The list, until it is closed: one opens, or gets its outcome."""
    keys = (("enter", "open"), ("o", "write its outcome"))
    while True:
        found = place.desk.chart(person.id).contacts
        newest = sorted(found.values(), key=lambda each: each.fact.starts, reverse=True)
        rows = [(each.id, contact_row(each, place.desk.zone)) for each in newest]
        title = f"Contacts of {person.initials}"
        given = await place.app.push_screen_wait(Listing(title, rows, keys, empty="None yet: n begins one."))
        if given is None or given[1] not in found:
            return
        contact = found[given[1]]
        await (_outcome(place, contact) if given[0] == "o" else open_contact(place, contact))


async def _outcome(place: Place, contact: Contact) -> None:
    """The result of a screen, or what became of a referral; beside the note, also when that is signed."""
    question = f"{title(contact.fact.service)} of {short(contact.fact.starts.date())}: what came of it?"
    asking = AskWords(question, yes="Write it down", placeholder="negative for all; has a place from Monday")
    what = await place.app.push_screen_wait(asking)
    if what:
        fact = OutcomeWritten(contact.id, contact.member, what, place.desk.today())
        place.write(patient_stream(contact.member), fact)


async def open_contact(place: Place, contact: Contact) -> None:
    """Its form while it is unsigned, then the signed note with what was added."""
    desk, fact = place.desk, contact.fact
    if contact.signed:
        await read_note(place, signed_contact(desk, contact))
    elif await lets_read(place, fact.member, contact.id, fact.by, apart=fact.counselling):
        if not place.write(user_stream(desk.user), Viewed(f"contact {contact.id}")):
            return
        form = ContactScreen(place.desk, contact.member, contact.fact, known=True)
        await place.app.push_screen_wait(form)


def contact_row(contact: Contact, zone: tzinfo) -> Content:
    """`● Wed 25 Nov 10:00  Individual  50 min  signed by t1`."""
    fact, starts = contact.fact, contact.fact.starts.astimezone(zone)
    mark = ("● ", "$success") if contact.signed else ("○ ", "$warning")
    state = f"signed by {contact.signed[0].signer}" if contact.signed else "not signed"
    if fact.outcome == "cancelled" and not contact.signed:
        mark, state = ("· ", "$quiet"), ""
    outcome = "" if contact.kept else f", {fact.outcome}"
    outcome += f", {contact.outcomes[-1].what}" if contact.outcomes else ""
    return said(
        mark, f"{short(starts.date()):<10} {starts:%H:%M}  ", line(title(fact.service), "bold", width=16),
        f"  {fact.minutes} min", line(outcome, width=24), "  ", (state, "$quiet"),
        ("  + " if contact.later else "", "$accent"),
    )  # fmt: skip
