"""One evening's group, for tests: ten people, six steps, a clock that stands where it is put."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from facilitator.events import Entry, Expected, Fact, SessionOpened, Situation, Step, session_stream

ZONE = ZoneInfo("America/Chicago")
STARTS = datetime(2026, 11, 25, 18, 0, tzinfo=ZONE)
SESSION = "evening-skills.2026-11-25T1800.room-2"
INITIALS = ("A.M.", "B.T.", "C.O.", "D.W.", "E.R.", "F.K.", "G.L.", "H.S.", "J.P.", "K.V.")


def at(minute: float) -> datetime:
    """`minute` minutes after the scheduled start."""
    return STARTS + timedelta(minutes=minute)


def roster(count: int = 10) -> tuple[Expected, ...]:
    return tuple(
        Expected(f"P-{i + 1:03d}", initials, first=i == 1, last=i == 4)
        for i, initials in enumerate(INITIALS[:count])
    )


AGENDA = (
    Step("Welcome, ground rules", "welcome", 7, prompts=("You may pass.",), member="P-002"),
    Step("Check-in round", "check-in", 15, per_person_minutes=1, prompts=("Thank, do not discuss.",)),
    Step(
        "Urges come in waves",
        "psychoeducation",
        20,
        if_short="shrink",
        content="Draw one line across the board: time along the bottom, strength up the side.",
        questions=("Who has waited one out by accident?",),
    ),
    Step(
        "Practice in pairs",
        "activity",
        23,
        content="Lead the breathing once yourself, then let pairs try it.\n\nTwo minutes each way.",
        prompts=("Call the minutes in a calm voice.",),
        questions=(
            "Where in the body did the urge show up?",
            "What changed between the first minute and the third?",
        ),
    ),
    Step("The first ten minutes", "discussion", 10, if_short="drop"),
    Step("Goodbye", "goodbye", 5, member="P-005"),
    Step("One thing for tonight", "check-out", 10),
)

SITUATIONS = (
    Situation(
        "silence", "Nobody speaks", "There are many silences.", ("'It can stay that way for a while.'",)
    ),
    Situation(
        "one-voice",
        "One person fills the room",
        "Interrupt early and warmly.",
        ("'Who can stay with that?'",),
    ),
    Situation("crisis", "Someone may not be safe", "Stay calm and near.", ("'I am glad you said it.'",)),
)

ROUNDS = (
    Step("Arriving", "opening", 15, if_short="shrink", questions=("How are you arriving?",)),
    Step("The floor", "open-floor", 62, if_short="shrink", content="Members do the talking."),
    Step("Landing", "closing", 13, questions=("What do you take with you?",)),
)


def opened(count: int = 10, *, process: bool = False) -> SessionOpened:
    return SessionOpened(
        session=SESSION,
        group="evening-process" if process else "evening-skills",
        group_title="Evening process" if process else "Evening skills",
        service="process" if process else "psychoeducation",
        starts=STARTS,
        minutes=90,
        room="Room 2",
        leaders=("t1", "t2"),
        roster=roster(count),
        agenda=ROUNDS if process else AGENDA,
        scales=("mood", "craving", "hope", "safety"),
        situations=SITUATIONS if process else (),
        module="open-process" if process else "getting-steady",
        topic=None if process else "urges",
        title="Open process group" if process else "Urge surfing",
    )


def entries(*facts: Fact, written: datetime | None = None, first: int = 1) -> tuple[Entry, ...]:
    """`facts` as the record would number them, all written at `written` (default: the start)."""
    return tuple(
        Entry(first + i, f"e{first + i}", written or STARTS, "t1", session_stream(SESSION), fact)
        for i, fact in enumerate(facts)
    )
