"""An appointment has the therapist it needs: none with `staff = false`, the prescriber for `medication`,
else one.

Medication of a patient without a `prescriber` may be given by anyone with the credential. Every other
appointment may go to anyone with credential, track and language, which have rules of their own; that it
is not the primary therapist is a preference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import MEDICATION
from scheduler.facts import Facts, Violation, label
from scheduler.timetable import Booking
from scheduler.week import WEEK

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "appointment-staff"
SENTENCE = "Appointments have a therapist, medication the prescriber, screens nobody."
READS = (
    "appointments.staff",
    "patients.prescriber",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The therapist of every appointment is compared with what its prescription asks for."""
    for booking in facts.timetable.appointments:
        problem = _problem(facts, booking)
        if problem:
            mendable = booking.therapist is None
            yield Violation(ID, f"{label(booking)} {problem}.", label(booking), mendable)


def _problem(facts: Facts, booking: Booking) -> str:
    appointment, therapist = facts.prescribed(booking), booking.therapist
    if appointment is None:
        return ""
    if not appointment.staff:
        return f"takes no therapist, yet it has {facts.staff(therapist)}" if therapist else ""
    if therapist is None:
        return "has no therapist"
    prescriber = facts.patients[booking.patient].prescriber
    if booking.service == MEDICATION and prescriber not in (None, therapist):
        return f"belongs to the prescriber {prescriber}, not to {facts.staff(therapist)}"
    return ""


def post(model: Model) -> None:
    """As many therapists of a circle step in at a start as appointments are given away there."""
    import numpy as np

    found = model.found
    away = ~found.bookings.own
    wanted = found.circle_of[found.bookings.demand[away]] * WEEK + found.bookings.start[away]
    given = found.covers.circle * WEEK + found.covers.start
    _, row = np.unique(np.concatenate([wanted, given]), return_inverse=True)
    sign = np.repeat([1, -1], [len(wanted), len(given)])
    model.program.rows(ID, row, np.concatenate([model.book[away], model.cover]), sign, low=0, high=0)
