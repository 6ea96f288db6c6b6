"""The single writer of one session's stream, and the state that its entries make.

Nothing is shown as done before `write` has returned. What cannot be stored raises `NotStored`, and the state
stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import uuid4

from facilitator.access.consents import Consent, consents
from facilitator.chart.chart import Chart, chart
from facilitator.events import (
    Admitted,
    Arrived,
    BreakBegan,
    BreakEnded,
    Changed,
    Discharged,
    Entry,
    Excused,
    Fact,
    GuestCame,
    GuestLeft,
    JoinedRemotely,
    Left,
    Located,
    NoShow,
    NoteAmended,
    NoteSigned,
    Rated,
    StepExtended,
    StepSkipped,
    StepStarted,
    Tagged,
    TopicChosen,
    Undone,
    Unmarked,
    WalkedIn,
    patient_stream,
    session_stream,
)
from facilitator.live.session import fold, replay
from facilitator.live.state import PRIVATE_SCALES, SessionState
from facilitator.people import Person, census, people_on
from facilitator.records.errors import RecordError, ServerGone

Clock = Callable[[], datetime]

UNDOABLE = (
    Arrived, Left, Excused, NoShow, Unmarked, WalkedIn, GuestCame, GuestLeft, BreakBegan, BreakEnded,
    JoinedRemotely, Rated, Tagged, StepStarted, StepSkipped, StepExtended, TopicChosen,
)  # fmt: skip
"""What the undo key takes back. Words are edited, flags are withdrawn in private, signatures stand."""


Note = TypeVar("Note", NoteSigned, NoteAmended)


class Signer(Protocol):
    """An unlocked signing key."""

    @property
    def user(self) -> str: ...
    def signed(self, fact: Note) -> Note:
        """`fact` with its signature filled in; its `signer` must be `user`."""


class Book(Protocol):
    """What the session asks of a record: the record itself has it, and so does the desk."""

    @property
    def who(self) -> str: ...
    def append(
        self,
        stream: str,
        *facts: Fact,
        ids: Sequence[str] | None = None,
        at: datetime | None = None,
    ) -> tuple[Entry, ...]: ...
    def read(
        self, stream: str, kinds: Iterable[str] | None = None, since_seq: int = 0
    ) -> tuple[Entry, ...]: ...
    def entries(self, kinds: Iterable[str] | None = None) -> tuple[Entry, ...]: ...
    def signer(self, passphrase: str) -> Signer: ...


class NotStored(Exception):
    """Something could not be written; `str()` says why, in a sentence."""


class Scribe:
    """`clock` gives timezone-aware moments; times are shown in the zone of the session."""

    def __init__(self, record: Book, session: str, clock: Clock) -> None:
        self.record = record
        self.session = session
        self._stream = session_stream(session)
        self._clock = clock
        self.state: SessionState = replay(record.read(self._stream))
        self.gone = ""  # what there is to say about a server that does not answer
        self._seen = self.state.seq  # up to here everything of the stream was taken in

    def now(self) -> datetime:
        moment = self._clock()
        opened = self.state.opened
        return moment.astimezone(opened.starts.tzinfo) if opened else moment

    def write(self, *facts: Fact) -> None:
        """Store `facts` together and take them into the state. Raises NotStored."""
        batch = uuid4().hex
        ids = tuple(f"{batch}-{number}" for number in range(len(facts)))
        for entry in self._append(self._stream, facts, ids):
            self.state = fold(self.state, entry)

    def catch_up(self) -> tuple[Entry, ...]:
        """Take in what was written to the session since, by whomever; what others wrote comes back.

        Nothing comes back while the record cannot be read (it is locked, or busy): the next look finds it.
        """
        try:
            entries = self.record.read(self._stream, since_seq=self._seen)
        except RecordError as trouble:
            self.gone = str(trouble) if isinstance(trouble, ServerGone) else self.gone
            return ()
        self.gone = ""
        known = {entry.id for entry in self.state.entries()} if entries else set()
        new = tuple(entry for entry in entries if entry.id not in known)
        for entry in new:
            self.state = fold(self.state, entry)
        self._seen = max([self._seen, *(entry.seq for entry in entries)])
        return tuple(entry for entry in new if entry.who != self.record.who)

    def last_place(self, member: str) -> Located | None:
        """Where a member said they were when they last joined remotely, today or in an earlier session."""
        try:
            entries = self.record.entries((Located.kind,))
        except RecordError:
            return None
        told = (entry.fact for entry in reversed(entries))
        return next((f for f in told if isinstance(f, Located) and f.member == member), None)

    def patients(self) -> tuple[Person, ...]:
        """Everyone enrolled on the day of the session, by initials: who may walk in."""
        kinds = (Admitted.kind, Changed.kind, Discharged.kind, Undone.kind)
        entries = (e for e in self.record.entries(kinds) if e.stream.startswith("patient:"))
        opened = self.state.opened
        day = opened.starts.date() if opened else self.now().date()
        return tuple(sorted(people_on(census(entries), day), key=lambda person: person.initials))

    def write_about(self, patient: str, *facts: Fact) -> None:
        """Store facts in a patient's own stream. Raises NotStored."""
        self._append(patient_stream(patient), facts, tuple(uuid4().hex for _ in facts))

    def undo(self) -> tuple[Entry, ...]:
        """Take back what the user wrote last (all of one key together); what it was, or nothing."""
        entries = undoable(self.state, self.record.who)
        if entries:
            self.write(*(Undone(entry.id) for entry in entries))
        return entries

    def person(self, member: str) -> Person | None:
        """What the record knows about a member."""
        return census(self.record.read(patient_stream(member))).get(member)

    def consents(self, member: str) -> Mapping[str, Consent]:
        """A member's consents, by id."""
        return consents(self.record.read(patient_stream(member)))

    def chart(self, member: str) -> Chart:
        """A member's own chart: goals, measures, what waits."""
        return chart(self.record.read(patient_stream(member)))

    def _append(self, stream: str, facts: tuple[Fact, ...], ids: tuple[str, ...]) -> tuple[Entry, ...]:
        try:
            return self.record.append(stream, *facts, ids=ids, at=self._clock())
        except RecordError as error:
            raise NotStored(str(error)) from None


def undoable(state: SessionState, who: str) -> tuple[Entry, ...]:
    """The newest standing entry of `who` that a key may take back, with all that was written with it."""
    standing = [entry for entry in state.standing() if entry.who == who and _may_undo(entry)]
    if not standing:
        return ()
    batch = _batch(standing[0])
    return tuple(entry for entry in standing if _batch(entry) == batch)


def _may_undo(entry: Entry) -> bool:
    private = isinstance(entry.fact, Rated) and entry.fact.scale in PRIVATE_SCALES
    return isinstance(entry.fact, UNDOABLE) and not private


def _batch(entry: Entry) -> str:
    return entry.id.rpartition("-")[0] or entry.id
