"""Every pin of this week holds: some session or appointment is as the pin says.

A group pin is fulfilled by a session of its group at its start, in its room where it names one, with at
least its leaders and members; one session may fulfil several pins. An appointment pin is fulfilled by an
appointment of its service and patient, with its start, therapist and room where it names them; without a
start it binds in every week in which the appointment is due. A pin with a start in another week is no pin
of this week.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import Pin
from scheduler.facts import Facts, Violation, label, staff_of
from scheduler.timetable import Booking, Session
from scheduler.week import WEEK, when

if TYPE_CHECKING:
    from scheduler.program.model import Model
    from scheduler.program.possible import Ints, Possible

ID = "pins"
SENTENCE = "Whatever is pinned is so."
READS = (
    "pins.group",
    "pins.service",
    "pins.patient",
    "pins.start",
    "pins.room",
    "pins.leaders",
    "pins.members",
    "pins.therapist",
)


def check(facts: Facts) -> Iterator[Violation]:
    """For each pin of the week something in the timetable is as it says."""
    for pin in of_week(facts):
        if pin.group is not None:
            held = any(_is_session(facts, pin, session) for session in facts.of_group[pin.group])
        else:
            held = any(_is_booking(facts, pin, booking) for booking in facts.timetable.appointments)
        if not held:
            pinned = words(facts, pin)
            message = f"The pin does not hold: {pinned}; {_instead(facts, pin)}."
            yield Violation(ID, message, pinned, mendable=True)


def _instead(facts: Facts, pin: Pin) -> str:
    """What stands where the pin should, or that nothing does."""
    found: list[Session | Booking]
    if pin.group is not None and pin.start is not None:
        at = facts.week.minute(pin.start)
        found = [session for session in facts.of_group[pin.group] if session.start == at]
        nothing = f"{pin.group} does not meet then"
    else:
        mine = facts.timetable.appointments
        found = [b for b in mine if (b.service, b.patient) == (pin.service, pin.patient)]
        nothing = f"{pin.patient} has no {pin.service} in the week"
    told = []
    for item in found:
        people = [*staff_of(item), *(item.members if isinstance(item, Session) else ())]
        told.append(f"{label(item)} is in {item.room or 'no room'} with {', '.join(people) or 'nobody'}")
    return " and ".join(told) or nothing


def of_week(facts: Facts) -> Iterator[Pin]:
    """The pins that bind in the week of the timetable."""
    for pin in facts.clinic.pins:
        if pin.start is not None:
            if 0 <= facts.week.minute(pin.start) < WEEK:
                yield pin
        elif pin.patient is not None and pin.service in facts.appointments_due(pin.patient):
            yield pin


def fulfilled_by(facts: Facts, session: Session) -> Iterator[Pin]:
    """The group pins that `session` fulfils."""
    for pin in of_week(facts):
        if pin.group == session.group and _is_session(facts, pin, session):
            yield pin


def words(facts: Facts, pin: Pin) -> str:
    """A pin in words: `sud-process on Monday 18:00 in room-1 with t1, P-001`."""
    what = pin.group if pin.group is not None else f"{pin.service} of {pin.patient}"
    start = "" if pin.start is None else f" on {when(facts.week.minute(pin.start))}"
    room = "" if pin.room is None else f" in {pin.room}"
    people = [*pin.leaders, *([pin.therapist] if pin.therapist else []), *pin.members]
    return f"{what}{start}{room}" + (f" with {', '.join(people)}" if people else "")


def _is_session(facts: Facts, pin: Pin, session: Session) -> bool:
    return (
        (pin.start is None or facts.week.minute(pin.start) == session.start)
        and pin.room in (None, session.room)
        and set(pin.leaders) <= set(session.leaders)
        and set(pin.members) <= set(session.members)
    )


def _is_booking(facts: Facts, pin: Pin, booking: Booking) -> bool:
    return (
        (pin.service, pin.patient) == (booking.service, booking.patient)
        and (pin.start is None or facts.week.minute(pin.start) == booking.start)
        and pin.therapist in (None, booking.therapist)
        and pin.room in (None, booking.room)
    )


def narrow(possible: Possible) -> None:
    """A pinned appointment is a demand of its own that can only be as the pin says."""
    import numpy as np

    staff = np.array([therapist.id for therapist in possible.clinic.therapists])
    rooms = np.array([room.id for room in possible.clinic.rooms])
    for d, demand in enumerate(possible.demands):
        pin = demand.pin
        if pin is None:
            continue
        if pin.start is not None:
            possible.demand_starts[d] &= possible.starts == possible.week.minute(pin.start)
        if pin.therapist is not None:
            possible.gives[:, d] &= staff == pin.therapist
        if pin.room is not None:
            possible.hosts[:, d] &= rooms == pin.room


def post(model: Model) -> None:
    """Some session fulfils each pin of a group, with its people; some appointment each of the others."""
    import numpy as np

    found, program = model.found, model.program
    for d, demand in enumerate(found.demands):
        if demand.pin is not None:
            mine = model.book[found.bookings.demand == d]
            program.rows(ID, np.zeros(len(mine)), mine, low=1, count=1)
    for i, pin in enumerate(found.possible.pins):
        if pin.group is None:
            continue
        meetings = [m for m, meeting in enumerate(found.possible.meetings) if i in meeting.pins]
        pinned = np.isin(found.kinds.pin, meetings)
        program.rows(ID, np.zeros(int(pinned.sum())), model.runs[pinned], low=1, count=1)
        here = np.unique(found.kinds.key[pinned])
        for member in pin.members:
            who = found.attendances.patient == found.possible.patient_index[member]
            _all(model, model.attend[who & np.isin(found.attendances.key, here)])
        for leader in pin.leaders:
            who = found.leads.therapist == found.possible.therapist_index[leader]
            _all(model, model.lead[who & np.isin(found.leads.key, here)])


def _all(model: Model, columns: Ints) -> None:
    """One of the columns (there is one, or the pin is impossible) holds."""
    import numpy as np

    model.program.rows(ID, np.zeros(len(columns)), columns, low=1, count=1)
