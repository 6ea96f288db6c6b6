"""Several notes of contacts signed with one passphrase, after each was opened."""

from __future__ import annotations

from collections.abc import Container

from facilitator.access.consents import consents
from facilitator.chart.contacts import contact_guards, contacts_title, note, unsigned
from facilitator.chart.near import last_notes, near_contact
from facilitator.chart.owed import contacts_to_sign
from facilitator.events import patient_stream
from facilitator.notes.guards import stops
from facilitator.tui.place import Place
from facilitator.tui.session.signing import Signing, Waiting

UNREAD = "Open it first: what is signed has been read."


async def sign_opened(place: Place, opened: Container[str]) -> int:
    """The user's contacts that wait, as a list, then one passphrase; how many were signed."""
    desk = place.desk
    staff = {each.id: each.name or each.id for each in desk.config.therapists}
    whole = {
        each.id: desk.whole_chart(each.member).contacts[each.id]
        for each in contacts_to_sign(desk)
        if each.fact.service != "discharge"  # its note is signed in its form, with what the stay came to
    }
    if not whole:
        place.notify("No contact of yours waits for a signature.")
        return 0
    last = last_notes(desk)
    waiting: dict[str, Waiting] = {}
    known = {each.member: consents(desk.about(each.member)) for each in whole.values()}
    for name, each in whole.items():
        near = near_contact(desk, each.member, last)
        found = contact_guards(each.fact, note(each, desk.zone, staff), near, known[each.member])
        stop = next((guard.sentence for guard in found if stops((guard,))), "")
        initials = desk.people[each.member].initials if each.member in desk.people else each.member
        because = stop or ("" if name in opened else UNREAD)
        waiting[name] = Waiting(initials, contacts_title(each.fact), because, len(found))
    signer = await place.app.push_screen_wait(Signing(desk, tuple(waiting.values())))
    if signer is None:
        return 0
    done = 0
    for name, each in whole.items():
        if not waiting[name].because:
            made = unsigned(each, signer.user, desk.now(), desk.zone, staff, known=known[each.member])
            fact = signer.signed(made)
            done += bool(place.write(patient_stream(each.member), fact))
    return done
