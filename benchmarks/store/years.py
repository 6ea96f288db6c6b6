"""A clinic of three years: 200 people, 60,000 attendances, 30,000 signed notes and all around them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import frozen

from facilitator.desk import Desk
from facilitator.events import (
    Admitted,
    Arrived,
    Discharged,
    Expected,
    Fact,
    NoteSigned,
    PlanReviewed,
    Rated,
    SessionEnded,
    SessionFinished,
    SessionOpened,
    SharedNote,
    Step,
    StepStarted,
    Unlocked,
    patient_stream,
    session_stream,
    user_stream,
)
from facilitator.records.signing import Signer
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from scheduler.clinic import Clinic, Patient
from scheduler.files import load_clinic

PASSPHRASE = "four quiet words here"
ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 25, 17, 30, tzinfo=ZONE)
LEADERS = tuple(f"t{n}" for n in range(1, 9))
SCALES = ("mood", "craving", "hope", "safety")
WORDS = (
    "Came with the plan for the evenings and named two moments in which it held. Practised saying no "
    "with a partner, asked for the words to be repeated and wrote them on the card. "
)
STEPS = tuple(
    Step(
        label, "activity", 15, content="Lead it once yourself, then let pairs try it. " * 6, prompts=(WORDS,)
    )
    for label in (
        "Welcome",
        "Check-in round",
        "Urges come in waves",
        "Practice in pairs",
        "Homework",
        "Close",
    )
)
CLINIC = """
format = 1
name = "Three years"
timezone = "America/Chicago"
open = ["mon-fri 08:00-21:00"]
[[rooms]]
id = "room-1"
kind = "group"
capacity = 12
"""


@frozen
class Size:
    """`people` at any time 60 or so of them enrolled; `noted` of the sessions have a note for everyone."""

    people: int = 200
    sessions: int = 6000
    seats: int = 10
    years: float = 3.0

    @property
    def attendances(self) -> int:
        return self.sessions * self.seats

    @property
    def notes(self) -> int:
        """Every second session has a note for everyone; the others still owe theirs, which is harder."""
        return self.attendances // 2


WHOLE = Size()
SMALL = Size(people=40, sessions=60, years=0.25)


def config(folder: Path) -> Clinic:
    found, problems = load_clinic(folder)
    if found is None:
        raise RuntimeError(str(problems))
    return found


def build(folder: Path, size: Size = WHOLE, cost: Cost | None = None) -> Record:
    """Write all of it, in the order of time, as the app would have."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clinic.toml").write_text(CLINIC, encoding="utf-8")
    record, _ = Record.create(folder, "t1", PASSPHRASE, name="J. O.", cost=cost)
    for user in LEADERS[1:]:
        record.add_user(user, PASSPHRASE, cost=Cost(time=1, memory=8, lanes=1))
    signers = {user: record.signer(PASSPHRASE, user) for user in LEADERS}
    facts = _history(size, signers)
    while batch := tuple(islice(facts, 20_000)):
        record.append_many(batch)
    return record


Written = tuple[str, Fact, datetime, str]


def _history(size: Size, signers: dict[str, Signer]) -> Iterator[Written]:
    chance = random.Random(7)
    first = NOW - timedelta(days=365 * size.years)
    between = (NOW - timedelta(hours=1) - first) / size.sessions
    stay = timedelta(days=365 * size.years) * 0.3
    came = [first + (NOW - first - stay * 0.5) * n / size.people for n in range(size.people)]
    yield from _people(size, came, stay)
    for number in range(size.sessions):
        starts = (first + between * number).replace(minute=0, second=0, microsecond=0)
        here = [n for n, day in enumerate(came) if day <= starts <= day + stay] or [0]
        members = [f"P-{n:03d}" for n in chance.sample(here, min(size.seats, len(here)))]
        members += [f"P-{n:03d}" for n in range(size.people) if f"P-{n:03d}" not in members]
        yield from _session(number, starts, members[: size.seats], LEADERS[number % 8], chance, signers)


def _people(size: Size, came: list[datetime], stay: timedelta) -> Iterator[Written]:
    for n, day in enumerate(came):
        name = f"P-{n:03d}"
        patient = Patient(name, "iop", (), admitted=day.date(), therapist=LEADERS[n % 8])
        goals = ("Ride out urges with a plan for the first ten minutes", "Have two people to call")
        yield patient_stream(name), Admitted(patient, _initials(n), goals=goals), day, "t1"
        for review in range(30, stay.days, 30):
            on = day + timedelta(days=review)
            if on < NOW:
                yield patient_stream(name), PlanReviewed(name, on.date()), on, "t1"
        if day + stay < NOW:
            yield patient_stream(name), Discharged(name, (day + stay).date()), day + stay, "t1"


def _initials(number: int) -> str:
    return f"{chr(65 + number % 26)}.{chr(65 + number // 26 % 26)}."


def _session(
    number: int,
    starts: datetime,
    members: list[str],
    leader: str,
    chance: random.Random,
    signers: dict[str, Signer],
) -> Iterator[Written]:
    name = f"group-{number % 8}.{starts:%Y-%m-%dT%H%M}.{number}"
    stream, end = session_stream(name), starts + timedelta(minutes=90)
    roster = tuple(Expected(member, _initials(int(member[2:]))) for member in members)
    opened = SessionOpened(
        name, f"group-{number % 8}", f"Group {number % 8}", "psychoeducation", starts, 90, "room-1",
        (leader,), roster, STEPS, title="Urge surfing",
    )  # fmt: skip
    facts: list[Fact] = [opened]
    for member in members:
        facts.append(Arrived(member, starts + timedelta(minutes=chance.randrange(-3, 8))))
        facts += [Rated(member, scale, chance.randrange(11)) for scale in SCALES]
    facts += [StepStarted(step, starts + timedelta(minutes=15 * step)) for step in range(len(STEPS))]
    facts += [SharedNote(WORDS * 2), SessionEnded(end)]
    if number % 2 == 0:
        facts += [_note(name, member, leader, end, signers) for member in members]
    facts.append(SessionFinished(name, end))
    for fact in facts:
        yield stream, fact, end, leader
    if number % 10 == 0:
        yield user_stream(leader), Unlocked(leader), end, leader


def _note(session: str, member: str, leader: str, at: datetime, signers: dict[str, Signer]) -> NoteSigned:
    bare = NoteSigned(
        f"{session}.{member}", session, member, "Present 1 hour 28 minutes.", WORDS * 2, WORDS * 3, WORDS * 2,
        "Ride out urges with a plan for the first ten minutes", WORDS, leader, "author", at, "",
    )  # fmt: skip
    return signers[leader].signed(bare)


def desk(folder: Path, record: Record) -> Desk:
    return Desk(folder, config(folder), record, clock=lambda: NOW)
