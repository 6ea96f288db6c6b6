"""Every facilitator and every therapist is credentialed (`services`) for the service that they give, pins
included.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, label
from scheduler.timetable import Booking

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "credentials"
SENTENCE = "Therapists give only the services they are credentialed for."
READS = (
    "therapists.services",
    "groups.service",
    "appointments.service",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The service of everything a therapist does is one of their `services`."""
    for therapist in facts.clinic.therapists:
        for item in facts.of_therapist[therapist.id]:
            service = item.service if isinstance(item, Booking) else facts.groups[item.group].service
            if service not in therapist.services:
                who = facts.staff(therapist.id)
                theirs = ", ".join(sorted(therapist.services))
                message = f"{who} is not credentialed for {service} and cannot do {label(item)}; "
                yield Violation(ID, f"{message}their services are {theirs}.", therapist.id)


def narrow(possible: Possible) -> None:
    """Nobody leads or gives a service that is not theirs."""
    import numpy as np

    staff = possible.clinic.therapists
    for g, group in enumerate(possible.clinic.groups):
        possible.leads[:, g] &= np.array(
            [group.service in therapist.services for therapist in staff], dtype=bool
        )
    for service in {demand.appointment.service for demand in possible.demands}:
        gives = np.array([service in therapist.services for therapist in staff], dtype=bool)
        mine = [d for d, demand in enumerate(possible.demands) if demand.appointment.service == service]
        possible.gives[:, mine] &= gives[:, None]
