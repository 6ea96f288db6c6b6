"""A scripted evening with ten members: the facts that keys would write, in their order, without an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from facilitator.events import (
    Arrived,
    Entry,
    Expected,
    Fact,
    FlagRaised,
    Joined,
    Left,
    Rated,
    SessionOpened,
    SharedNote,
    Step,
    StepExtended,
    StepStarted,
    Tagged,
    session_stream,
)

SESSION = "evening-skills.2026-11-25T1800.room-2"
STARTS = datetime(2026, 11, 25, 18, 0, tzinfo=ZoneInfo("America/Chicago"))
MEMBERS = tuple(f"P-{number:03d}" for number in range(1, 11))
SCALES = ("mood", "craving", "hope")
TAGS = ("shared", "quiet", "supportive")


def opened() -> SessionOpened:
    steps = (Step("Check-in round", "check-in", 15), Step("Urges come in waves", "psychoeducation", 75))
    return SessionOpened(
        session=SESSION,
        group="evening-skills",
        group_title="Evening skills",
        service="psychoeducation",
        starts=STARTS,
        minutes=90,
        room="Room 2",
        leaders=("t1", "t2"),
        roster=tuple(Expected(name, f"{chr(55 + int(name[-2:]))}.X.") for name in MEMBERS),
        agenda=steps,
        title="Urge surfing",
    )


def evening() -> Iterator[Fact]:
    """Endless: arrivals, the round, steps, words, leaving and coming back, again and again."""
    yield opened()
    yield Joined("t1", STARTS)
    moment = STARTS
    for turn in range(1_000_000):
        for member in MEMBERS:
            moment += timedelta(seconds=1)
            yield Arrived(member, moment)
            yield from (Rated(member, scale, (turn + len(scale)) % 11) for scale in SCALES)
            yield Tagged(member, TAGS[turn % len(TAGS)], turn % 2 == 0)
        yield StepStarted(turn % 2, moment)
        yield StepExtended(turn % 2, 5)
        yield SharedNote(f"The group looked at plan {turn}.")
        yield FlagRaised(MEMBERS[turn % len(MEMBERS)], moment)
        yield Left(MEMBERS[turn % len(MEMBERS)], moment + timedelta(seconds=1), "break")


def entries(count: int) -> tuple[Entry, ...]:
    """The first `count` facts as the record numbers them."""
    stream = session_stream(SESSION)
    return tuple(
        Entry(number, f"e{number}", STARTS, "t1", stream, fact)
        for number, fact in enumerate(islice(evening(), count), 1)
    )
