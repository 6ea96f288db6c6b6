"""Messages that cross from one part of the app to another. A widget's own messages are nested in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from facilitator.events import Entry


@dataclass
class RecordChanged(Message, bubble=False):
    """Entries were written; what is drawn from the record is drawn again."""

    entries: tuple[Entry, ...]


@dataclass
class Go(Message):
    """Show a workspace, and in it what `to` names (a patient, a group, a session, a module), if anything."""

    workspace: str
    to: str | None = None
