"""Every facilitator and every therapist is credentialed (`services`) for the service that they give, pins
included.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, label
from scheduler.timetable import Booking

ID = "credentials"
SENTENCE = "Therapists give only the services they are credentialed for."


def check(facts: Facts) -> Iterator[Violation]:
    for therapist in facts.clinic.therapists:
        for item in facts.of_therapist[therapist.id]:
            service = item.service if isinstance(item, Booking) else facts.groups[item.group].service
            if service not in therapist.services:
                who = facts.staff(therapist.id)
                message = f"{who} is not credentialed for {service} and cannot do {label(item)}."
                yield Violation(ID, message, therapist.id)
