"""The sample clinic without a store: its history as a desk that can be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from curricula.library import shipped
from facilitator.access.roles import Role
from facilitator.desk import Desk
from facilitator.events import Entry, Fact
from facilitator.records.kept import Kept
from facilitator.sample.cast import OWNER, clinic
from facilitator.sample.history import Story, Written, tell
from facilitator.sample.setting import Setting, premises
from facilitator.sample.template import template


class Told:
    """A history in memory, to be read like a record. Nothing can be written to it."""

    def __init__(self, written: Iterable[Written]) -> None:
        self.who = OWNER
        self._entries = tuple(
            Entry(seq, str(seq), at, who, stream, fact)
            for seq, (stream, fact, at, who) in enumerate(written, start=1)
        )

    def append(
        self, stream: str, *facts: Fact, ids: Sequence[str] | None = None, at: datetime | None = None
    ) -> tuple[Entry, ...]:
        raise PermissionError("this history is only told, not kept")

    def append_many(self, written: Iterable[Written]) -> tuple[Entry, ...]:
        raise PermissionError("this history is only told, not kept")

    def signer(self, passphrase: str, user: str | None = None) -> Any:
        raise PermissionError("this history is only told: nobody signs it")

    def read(self, stream: str, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries(kinds, since_seq) if entry.stream == stream)

    def read_like(self, prefix: str, kinds: Iterable[str] | None = None) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries(kinds) if entry.stream.startswith(prefix))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset({Role.ADMINISTRATOR})

    def kept(self) -> Kept:
        return Kept()

    def keep(self, new: Kept) -> None:
        """It is told once."""

    def entries(self, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]:
        wanted = None if kinds is None else frozenset(kinds)
        later = (entry for entry in self._entries if entry.seq > since_seq)
        return tuple(entry for entry in later if wanted is None or entry.fact.kind in wanted)


def told_desk(setting: Setting) -> Desk:
    """The sample clinic in its setting, its notes unsigned."""
    cast = clinic()
    config = premises(cast, setting)
    story = Story(template(), config, cast, setting, shipped(), sign=lambda note: note)
    record = Told(tell(story))
    return Desk(Path(), config, record, modules=shipped(), clock=lambda: setting.now)
