"""A tracked group has members and facilitators of its track, and therapists see patients of their tracks.

A patient without a track joins no tracked group, and may see any therapist. A therapist without `tracks`
serves all. A group without a track is open to all. The primary therapist is held to this like any other.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, label

ID = "track"
SENTENCE = "Groups with a track have members and facilitators of that track; appointments too."


def check(facts: Facts) -> Iterator[Violation]:
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
