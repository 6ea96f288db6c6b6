"""Words from outside are words: no escape sequence, no markup and no action ever comes of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from attrs import evolve
from evening import SESSION, STARTS, opened
from stage import Clock, Stage
from textual.pilot import Pilot

from facilitator.events import (
    Arrived,
    Entry,
    Expected,
    Fact,
    FlagRaised,
    Left,
    NoShow,
    NoteDrafted,
    SharedNote,
    Situation,
    Step,
    session_stream,
)
from facilitator.records.errors import WrongPassphrase

ESCAPES = "\x1b]2;owned\x07\x1b]52;c;b3duZWQ=\x07\x9b31m\u202e"
BAD = f"{ESCAPES}[@click=app.exit]x[/][/red][b"
READ = "[@click=app.exit]x[/][/red][b"


class Memory:
    """A record that keeps in memory exactly what it is given, so that nothing but the screen can clean it."""

    who = f"t1{BAD}"

    def __init__(self, *facts: Fact) -> None:
        self._entries: list[Entry] = []
        self.append(session_stream(SESSION), *facts, at=STARTS)

    def append(
        self,
        stream: str,
        *facts: Fact,
        ids: Iterable[str] | None = None,
        at: datetime | None = None,
    ) -> tuple[Entry, ...]:
        named = list(ids) if ids else [uuid4().hex for _ in facts]
        first = len(self._entries) + 1
        new = [Entry(first + i, named[i], at or STARTS, "t1", stream, fact) for i, fact in enumerate(facts)]
        self._entries += new
        return tuple(new)

    def read(self, stream: str, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]:
        return tuple(entry for entry in self._entries if entry.stream == stream and entry.seq > since_seq)

    def entries(self, kinds: Iterable[str] | None = None) -> tuple[Entry, ...]:
        wanted = set(kinds or ())
        return tuple(entry for entry in self._entries if not wanted or entry.fact.kind in wanted)

    def signer(self, passphrase: str) -> object:
        raise WrongPassphrase


def hostile() -> tuple[Fact, ...]:
    """A session in which every word that can come from outside is an attack."""
    step = Step(BAD, "activity", 20, BAD, (BAD, BAD), (BAD,), "shrink", member="P-001")
    goodbye = evolve(step, kind="goodbye", member="P-002")
    fact = evolve(
        opened(3, process=True),
        group_title=BAD, title=BAD, room=BAD, leaders=(BAD,), handouts=(BAD,), homework=BAD,
        roster=tuple(Expected(f"P-00{i}", f"{i}{BAD}", first=i == 1, last=i == 2) for i in (1, 2, 3)),
        agenda=(step, goodbye, evolve(step, kind="welcome")),
        scales=(f"mood{BAD}", "craving"),
        situations=(Situation("crisis", BAD, BAD, (BAD,)),),
    )  # fmt: skip
    return (
        fact, Arrived("P-001", STARTS), Arrived("P-002", STARTS), Left("P-002", STARTS, BAD), NoShow("P-003"),
        SharedNote(f"Together. {BAD}"), FlagRaised("P-002", STARTS, BAD),
        NoteDrafted(SESSION, "P-001", BAD, BAD, BAD, BAD),
    )  # fmt: skip


def check(stage: Stage) -> str:
    """The screen's text, after looking at every cell of it."""
    text = ""
    for strip in stage.screen._compositor.render_strips():
        for segment in strip:
            text += segment.text
            meta = segment.style.meta if segment.style else {}
            assert "@click" not in meta, meta
    steering = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")}
    assert not steering, steering
    return text


async def test_nothing_from_outside_steers_the_terminal_or_the_app() -> None:
    stage = Stage(Memory(*hostile()), Clock(5))  # type: ignore[arg-type]
    async with stage.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert READ in check(stage)
        await walk(
            stage, pilot, "space", "t", "escape", "o", "escape", "c", "1", "escape", "h", "h", "i", "1"
        )
        await walk(stage, pilot, "escape", "tab", "tab", "escape", "f9", "escape")
        await walk(stage, pilot, "w", "enter", "ctrl+n", "f8", "left", "escape", "ctrl+s", "escape", "ctrl+n")
        assert READ in check(stage)
    assert stage.outcome == []


async def walk(stage: Stage, pilot: Pilot[None], *keys: str) -> None:
    """Press each key and look at everything after it."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        check(stage)
