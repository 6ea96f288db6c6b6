"""Who leads a session, as the topic planner sees them: how many, and what they are credentialed for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.clinic import Therapist
from scheduler.topics.staffing import Staff


def credentials(therapists: Iterable[Therapist]) -> frozenset[str]:
    """What any of them has."""
    return frozenset().union(*(therapist.services for therapist in therapists))


def staff_of(leaders: Sequence[str], therapists: Iterable[Therapist]) -> Staff:
    """The services of those of `leaders` who are therapists of the clinic; nothing is known of others, and
    where all are others nothing is left out for it."""
    known = [therapist.services for therapist in therapists if therapist.id in leaders]
    return Staff(len(leaders) or None, frozenset().union(*known) if known else None)
