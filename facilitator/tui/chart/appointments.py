"""From an appointment of the timetable to the form of its contact, prefilled."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from textual.content import Content

from facilitator.chart.owed import appointment_key, contacts_to_sign, undocumented
from facilitator.desk import Desk
from facilitator.events import ContactWritten
from facilitator.today import short, title_of
from facilitator.tui.chart.contact import ContactScreen
from facilitator.tui.chart.contacts import contact_row, open_contact
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from scheduler.timetable import Booking
from scheduler.week import Week


def of_appointment(desk: Desk, booking: Booking, starts: datetime, key: str) -> ContactWritten:
    """A contact that begins with what the timetable knows."""
    patient = next((p for p in desk.clinic(desk.week()).patients if p.id == booking.patient), None)
    return ContactWritten(
        f"contact-{uuid4().hex[:16]}", booking.patient, booking.service, starts, booking.end - booking.start,
        booking.therapist or desk.user, mode="telehealth" if patient and patient.remote else "in person",
        appointment=key,
    )  # fmt: skip


async def document(place: Place, booking: Booking, week: Week) -> None:
    """The form of one appointment, or what was written about it already; what is far ahead waits."""
    desk, key = place.desk, appointment_key(week, booking)
    starts = desk.moment(week, booking.start)
    known = [c for c in desk.chart(booking.patient).contacts.values() if c.fact.appointment == key]
    if known:
        await open_contact(place, known[0])
    elif starts.date() > desk.today():
        place.notify("It is still to come: write it down when it has taken place.")
    else:
        start = of_appointment(desk, booking, starts, key)
        await place.app.push_screen_wait(ContactScreen(desk, booking.patient, start))


async def write_down(place: Place) -> None:
    """My appointments that are over and my contacts without a signature; enter opens the form of one."""
    desk = place.desk
    while True:
        waiting = undocumented(desk)
        unsigned = {contact.id: contact for contact in contacts_to_sign(desk)}
        rows = [(key, _row(desk, booking, starts)) for starts, booking, key in waiting]
        rows += [
            (name, said(_who(desk, each.member), contact_row(each, desk.zone)))
            for name, each in unsigned.items()
        ]
        title = "Appointments and contacts to write down"
        given = await place.app.push_screen_wait(Listing(title, rows, (("enter", "write"),), empty=NOTHING))
        if given is None or not given[1]:
            return
        if given[1] in unsigned:
            await open_contact(place, unsigned[given[1]])
        else:
            starts, booking, key = next(each for each in waiting if each[2] == given[1])
            start = of_appointment(desk, booking, starts, key)
            await place.app.push_screen_wait(ContactScreen(desk, booking.patient, start))


NOTHING = "Every appointment is written down. Another contact begins on the person's page, with n."


def _row(desk: Desk, booking: Booking, starts: datetime) -> Content:
    return said(
        _who(desk, booking.patient), ("· ", "$quiet"), f"{short(starts.date())} {starts:%H:%M}  ",
        line(title_of(booking.service)),
        (f"  {booking.end - booking.start} min, not written down", "$quiet"),
    )  # fmt: skip


def _who(desk: Desk, member: str) -> Content:
    initials = line(desk.people[member].initials if member in desk.people else member, "bold", width=8)
    return initials.pad_right(max(2, 8 - initials.cell_length))
