"""A tracked group has members and facilitators of its track, and therapists see patients of their tracks.

A patient without a track joins no tracked group, and may see any therapist. A therapist without `tracks`
serves all. A group without a track is open to all. The primary therapist is held to this like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, label

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "track"
SENTENCE = "Groups with a track have members and facilitators of that track; appointments too."
READS = (
    "groups.track",
    "patients.track",
    "therapists.tracks",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The track of every session, or of the patient of an appointment, is compared with everybody's in it."""
    for session in facts.timetable.sessions:
        track = facts.groups[session.group].track
        if track is None:
            continue
        for member in session.members:
            theirs = facts.patients[member].track
            if theirs != track:
                message = f"{label(session)} is for the track {track}; {member} is in {theirs or 'no track'}."
                yield Violation(ID, message, member)
        for leader in session.leaders:
            yield from _staff(facts, leader, track, label(session))
    for booking in facts.timetable.appointments:
        track = facts.patients[booking.patient].track
        if track is not None and booking.therapist is not None:
            yield from _staff(facts, booking.therapist, track, label(booking))


def _staff(facts: Facts, therapist: str, track: str, what: str) -> Iterator[Violation]:
    tracks = facts.therapists[therapist].tracks
    if tracks is not None and track not in tracks:
        theirs = ", ".join(sorted(tracks)) or "no track"
        message = f"{what} is for the track {track}; {facts.staff(therapist)} serves {theirs}."
        yield Violation(ID, message, therapist)


def narrow(possible: Possible) -> None:
    """People of other tracks are no members, facilitators or therapists there."""
    import numpy as np

    staff = [therapist.tracks for therapist in possible.clinic.therapists]
    for g, group in enumerate(possible.clinic.groups):
        if group.track is not None:
            possible.attends[:, g] &= np.array(
                [patient.track == group.track for patient in possible.clinic.patients], dtype=bool
            )
            possible.leads[:, g] &= np.array(
                [tracks is None or group.track in tracks for tracks in staff], dtype=bool
            )
    for track in {patient.track for patient in possible.clinic.patients} - {None}:
        serves = np.array([tracks is None or track in tracks for tracks in staff], dtype=bool)
        mine = [d for d, demand in enumerate(possible.demands) if possible.patient(demand).track == track]
        possible.gives[:, mine] &= serves[:, None]
