"""Keys from wrap-up to the last signature of a group of ten, beyond the words that are new.

Ten members on the real screen with a real encrypted record. Words (the shared part, a response and a progress
for each, the passphrase) are put in at once and count nothing; every other key counts. The baseline signs
after every note, as on paper.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from benchmarks.figures import Figure, Report
from benchmarks.latency import MEMBERS, SESSION, STARTS, Stage
from facilitator.events import (
    Admitted,
    Arrived,
    Expected,
    NoteSigned,
    SessionOpened,
    Step,
    patient_stream,
    session_stream,
)
from facilitator.records.audit import verify
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.tui.session.signing import Signing
from scheduler.clinic import Patient

MOST = 40
"""Keys that the whole of it may take."""
PASSPHRASE = "four quiet words here"
WORDS = (
    ("Named two body signs of an urge and where they sit.", "Waited one out on Tuesday, for the first time."),
    ("Quiet at first, then asked how others get to sleep.", "Six hours on two nights, without the pill."),
    ("Told of the call from a sister, close to tears.", "Will see the children on Sunday."),
    ("Practised saying no in a pair and laughed about it.", "Used it at work the day before."),
    ("Arrived tired from the night shift, stayed awake.", "Asked the boss for other hours."),
    ("Brought the list of places and went through it.", "Two of five crossed out."),
    ("Argued that nothing helps, then tried the breath.", "Noticed the shoulders come down."),
    ("Gave a newcomer the ground rules without being asked.", "Thinks about a job in a kitchen."),
    ("Spoke of the anniversary that is coming up.", "Has asked a friend to stay over."),
    ("Listened, and wrote everything down.", "Read the handout to a neighbor."),
)


class Keyboard:
    """Presses keys and counts them; puts words in without counting."""

    def __init__(self, stage: Stage, pilot: Pilot[Any]) -> None:
        self.stage, self.pilot, self.count = stage, pilot, 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.count += 1
            await self.pilot.press(key)
        await self.pilot.pause()

    async def say(self, words: str) -> None:
        focused = self.stage.focused
        if isinstance(focused, TextArea):
            focused.insert(words)
        elif isinstance(focused, Input):
            focused.insert_text_at_cursor(words)
        await self.pilot.pause()

    async def until(self, happened: Any) -> None:
        last = time.monotonic() + 60
        while not happened():
            if time.monotonic() > last:
                raise RuntimeError("the screen did not come as far as it should")
            await self.pilot.pause(0.01)


def run(options: Sequence[str]) -> Report:
    """Sign a group of ten both ways, once each."""
    argparse.ArgumentParser(prog="python -m benchmarks signing").parse_args(options)
    with tempfile.TemporaryDirectory() as folder:
        together, seconds = asyncio.run(signed(Path(folder) / "a", each=False))
        apart, _ = asyncio.run(signed(Path(folder) / "b", each=True))
    figures = (
        Figure("keys from wrap-up to the last of ten signatures", together, "keys", apart, MOST),
        Figure("passphrase to ten signatures stored", round(seconds * 1000), "ms"),
    )
    note = f"words and the {len(PASSPHRASE)} characters of one passphrase are not counted; its enter is"
    return Report("signing", figures, (note,))


async def signed(folder: Path, *, each: bool, cost: Cost | None = None) -> tuple[int, float]:
    """Keys, and seconds from the last enter to the last signature. `each`: sign after every note."""
    record = _record(folder, cost)
    stage = Stage(record)
    stage.began = time.monotonic() - 89 * 60  # the group is about to end
    async with stage.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        hands = Keyboard(stage, pilot)
        await hands.press("w", "enter")
        await hands.say("The group looked at one plan each and practised it in pairs.")
        await hands.press("ctrl+n")
        seconds = 0.0
        for number, (response, progress) in enumerate(WORDS):
            await hands.say(response)
            await hands.press("tab")
            await hands.say(progress)
            await hands.press("tab", "1")
            if each or number == len(WORDS) - 1:
                seconds = await _sign(hands, record, number + 1)
    held = verify(record)
    record.close()
    if not held.ok or held.signatures != MEMBERS:
        raise RuntimeError(held.sentence)
    return hands.count, seconds


async def _sign(hands: Keyboard, record: Record, wanted: int) -> float:
    await hands.press("ctrl+s")
    await hands.until(lambda: isinstance(hands.stage.screen, Signing))
    await hands.until(lambda: isinstance(hands.stage.focused, Input))
    await hands.say(PASSPHRASE)
    began = time.perf_counter()
    await hands.press("enter")
    await hands.until(lambda: len(record.entries((NoteSigned.kind,))) >= wanted)
    taken = time.perf_counter() - began
    await hands.until(lambda: not isinstance(hands.stage.screen, Signing))
    await hands.pilot.pause()
    return taken


def _record(folder: Path, cost: Cost | None) -> Record:
    """A record with an opened session and ten people there from its start, each with a plan."""
    record, _ = Record.create(folder, "t1", PASSPHRASE, cost=cost)
    names = [f"P-{i:03d}" for i in range(1, MEMBERS + 1)]
    for name in names:
        person = Patient(name, "iop", (), admitted=(STARTS - timedelta(days=30)).date())
        goals = ("Thirty days without a drink", "Sleep six hours")
        record.append(patient_stream(name), Admitted(person, f"{chr(64 + int(name[2:]))}.X.", goals=goals))
    roster = tuple(Expected(name, f"{chr(64 + int(name[2:]))}.X.") for name in names)
    session = SessionOpened(
        SESSION, "evening-skills", "Evening skills", "psychoeducation", STARTS, 90, "Room 2", ("t1",), roster,
        (Step("Urges come in waves", "psychoeducation", 90),), title="Urge surfing",
    )  # fmt: skip
    record.append(session_stream(SESSION), session, *(Arrived(name, STARTS) for name in names), at=_before())
    return record


def _before() -> datetime:
    return STARTS - timedelta(minutes=1)
