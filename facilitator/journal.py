"""The journal: one open record taken in as entries, with views of it that stay fresh.

Streams of people and of the clinic are read whole when it opens; those of sessions and weeks when they are
asked for, and until then their digests stand for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast
from zoneinfo import ZoneInfo

from facilitator import events
from facilitator.access.roles import Role, refusal
from facilitator.chart.chart import CHART_KINDS
from facilitator.events import Entry, Fact, session_stream, week_stream
from facilitator.live.digest import FORM, Digest, digest
from facilitator.live.digest import read as read_digest
from facilitator.live.digest import written as written_digest
from facilitator.live.session import replay
from facilitator.live.state import SessionState
from facilitator.records.errors import NotAllowed
from facilitator.records.kept import Kept
from scheduler.clinic import Clinic
from scheduler.files import read_timetable
from scheduler.timetable import Timetable
from scheduler.week import Week

if TYPE_CHECKING:
    from curricula.module import Module
    from facilitator.records.signing import Signer

T = TypeVar("T")


class Store(Protocol):
    """What the desk asks of a record; it has the same to give."""

    @property
    def who(self) -> str: ...
    def append(
        self, stream: str, *facts: Fact, ids: Sequence[str] | None = None, at: datetime | None = None
    ) -> tuple[Entry, ...]: ...
    def append_many(self, written: Iterable[tuple[str, Fact, datetime, str]]) -> tuple[Entry, ...]: ...
    def read(
        self, stream: str, kinds: Iterable[str] | None = None, since_seq: int = 0
    ) -> tuple[Entry, ...]: ...
    def read_like(self, prefix: str, kinds: Iterable[str] | None = None) -> tuple[Entry, ...]: ...
    def entries(self, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]: ...
    def signer(self, passphrase: str, user: str | None = None) -> Signer: ...
    @property
    def roles(self) -> frozenset[Role]: ...
    def kept(self) -> Kept: ...
    def keep(self, new: Kept) -> None: ...


PATIENT_KINDS = (
    events.Admitted, events.Changed, events.Discharged, events.Paused, events.Resumed, events.PlanReviewed,
    events.Covered, events.AbsenceFollowed, events.PlanTopics, events.Merged,
)  # fmt: skip
SESSION_KINDS = (
    events.SessionOpened, events.TopicChosen,
    events.Arrived, events.Left, events.Excused, events.NoShow, events.Unmarked,
    events.WalkedIn, events.GuestCame, events.GuestLeft, events.BreakBegan, events.BreakEnded,
    events.JoinedRemotely, events.Joined, events.Parted, events.StepStarted, events.SessionEnded,
    events.SessionCancelled, events.MinutesCorrected, events.SessionFinished, events.NoteSigned,
    events.NoteAmended,
)  # fmt: skip
INTAKE_KINDS = (events.ProspectKept, events.AuthorisationKept, events.RelativeKept)
CLINIC_KINDS = (events.AbsencePlanned, events.CalledOff, events.HolidaySettled, events.TopicPlanned)
FLAG_KINDS = (events.FlagRaised, events.FlagAnswered)
"""Taken in from a person's own stream only: those of a group stay in its private view."""
KINDS = tuple(
    fact.kind
    for fact in (
        *PATIENT_KINDS, *INTAKE_KINDS, *CHART_KINDS, *FLAG_KINDS, *SESSION_KINDS, *CLINIC_KINDS,
        events.Undone, events.WeekPublished, events.NoteStyleChosen,
    )
)  # fmt: skip
"""What the views are folded from; ratings, tags and the words of drafts are read when a page asks."""
_NOT_WEEKS = tuple(kind for kind in KINDS if kind != events.WeekPublished.kind)
READ_WHOLE = ("clinic", "patient:", "prospect:", "user:")
"""Streams that are read whole at every opening; those of sessions and weeks are read when asked for."""
WORTH_KEEPING = 500
"""Entries since digests were kept last that make keeping them again worth its time."""


class Journal:
    """What a desk stands on. `clock` gives aware moments; `modules` are the curricula it can run, by id."""

    def __init__(
        self,
        folder: Path,
        config: Clinic,
        record: Store,
        *,
        modules: Mapping[str, Module] | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.folder = folder
        self.config = config
        self.record = record
        self.modules: Mapping[str, Module] = modules or {}
        self.zone = ZoneInfo(config.timezone)
        self.listeners: list[Callable[[tuple[Entry, ...]], None]] = []
        self.version = 0
        self._clock = clock or (lambda: datetime.now(self.zone))
        self.sample = False  # a clinic to look around in: its time may be let pass
        self._passed = timedelta(0)
        self._seq = 0  # the last entry that was taken in
        self._patients: list[Entry] = []
        self._clinic: list[Entry] = []
        self._about: dict[str, list[Entry]] = defaultdict(list)  # the same, by person
        self._styles: dict[str, str] = {}  # stream -> format in which notes are shown
        self._prospects: list[Entry] = []
        self._sessions: dict[str, list[Entry]] = {}  # the streams that were read so far
        self._digests: dict[str, Digest | None] = {}  # every session, in the order of their first entries
        self._first: dict[str, int] = {}  # numbers of those entries
        self._stale: set[str] = set()  # sessions whose digest is from before their last entry
        self._written: set[str] = set()  # sessions with entries that no kept digest knows
        self._kept = 0  # the last entry that kept digests know
        self._came: dict[str, dict[str, datetime]] = {}  # member -> session -> first arrival
        self._published: dict[str, str | None] = {}
        self._ended = 0  # how often a session was ended, or something taken back
        self._cached: dict[tuple[str, object], tuple[object, Any]] = {}
        self._open()
        self.catch_up()

    # --- time ---------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """This moment, in the clinic's zone."""
        return (self._clock() + self._passed).astimezone(self.zone)

    def let_pass(self, until: datetime) -> None:
        """Of a sample clinic only: from here on it is `until`, or already later."""
        if self.sample:
            self._passed += max(timedelta(0), until - self.now())

    def today(self) -> date:
        return self.now().date()

    def week(self) -> Week:
        return Week.of(self.today())

    def moment(self, week: Week, minute: int) -> datetime:
        """A minute of a week as an aware moment of the clinic's zone."""
        return week.moment(minute).replace(tzinfo=self.zone)

    # --- the record ---------------------------------------------------------------------------------------

    @property
    def who(self) -> str:
        """Who is signed in."""
        return self.record.who

    @property
    def user(self) -> str:
        return self.record.who

    def append(
        self, stream: str, *facts: Fact, ids: Sequence[str] | None = None, at: datetime | None = None
    ) -> tuple[Entry, ...]:
        """Write `facts`, take them into the views, and tell the listeners. Returns once they are stored."""
        written = self.record.append(stream, *facts, ids=ids, at=at or self.now())
        self.catch_up()
        self._seq = max(self._seq, *(entry.seq for entry in written))
        return written

    def append_all(self, *facts: tuple[str, Fact]) -> tuple[Entry, ...]:
        """The same for facts of several streams, (stream, fact) each: all are stored, or none."""
        need = refusal(self.record.roles, facts)
        if need is not None:
            raise NotAllowed(need)
        now = self.now()
        written = self.record.append_many((stream, fact, now, self.who) for stream, fact in facts)
        self.catch_up()
        return written

    def read(self, stream: str, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]:
        return self.record.read(stream, kinds, since_seq)

    def entries(self, kinds: Iterable[str] | None = None) -> tuple[Entry, ...]:
        return self.record.entries(kinds)

    def signer(self, passphrase: str, user: str | None = None) -> Signer:
        return self.record.signer(passphrase, user)

    def catch_up(self) -> None:
        """Take in what was written since, here or by another program on the same record."""
        entries = self.record.entries(KINDS, since_seq=self._seq)
        for entry in entries:
            self._take(entry)
        if entries:
            self.version += 1
            for listener in self.listeners:
                listener(entries)

    def _open(self) -> None:
        """Begin with the digests that were kept; what they stand for is read when it is asked for."""
        kept = self.record.kept()
        if kept.form != str(FORM):
            return
        for name, first, text in kept.rows:
            self._digests[name], self._first[name] = read_digest(text) if text else None, first
            self._note_arrivals(name)
        outside = (e for prefix in READ_WHOLE for e in self.record.read_like(prefix, _NOT_WEEKS))
        for entry in sorted(outside, key=lambda entry: entry.seq):
            if entry.seq <= kept.seq:
                self._take(entry)
        self._seq = self._kept = kept.seq

    def keep(self) -> None:
        """Keep the digests for the next opening, where enough was written to be worth it."""
        if self._seq - self._kept < WORTH_KEEPING:
            return
        made = {name: self._digest(name) for name in sorted(self._written, key=self._first.__getitem__)}
        rows = [(name, self._first[name], written_digest(d) if d else "") for name, d in made.items()]
        self.record.keep(Kept(self._seq, str(FORM), tuple(rows)))
        self._written.clear()
        self._kept = self._seq

    def _take(self, entry: Entry) -> None:
        self._seq = max(self._seq, entry.seq)
        family, _, name = entry.stream.partition(":")
        if family == "patient":
            self._patients.append(entry)
            self._about[name].append(entry)
        elif isinstance(entry.fact, events.NoteStyleChosen):
            self._styles[entry.stream] = entry.fact.style
        elif family == "prospect":
            self._prospects.append(entry)
        elif family == "clinic":
            self._clinic.append(entry)
        elif family == "session" and not isinstance(entry.fact, FLAG_KINDS):
            self._take_session(name, entry)
        elif isinstance(entry.fact, events.WeekPublished):
            self._published[entry.fact.week] = entry.fact.timetable

    def _take_session(self, name: str, entry: Entry) -> None:
        if name not in self._digests:
            self._digests[name], self._first[name], self._sessions[name] = None, entry.seq, []
        if name in self._sessions:  # else its stream is read when it is asked for
            self._sessions[name].append(entry)
        self._stale.add(name)
        self._written.add(name)
        self._ended += isinstance(entry.fact, events.SessionEnded | events.Undone)

    def _stream(self, name: str) -> list[Entry]:
        """The entries of one session that its views are folded from."""
        if name not in self._sessions and name in self._digests:
            self._sessions[name] = list(self.record.read(session_stream(name), KINDS))
        return self._sessions.get(name, [])

    def _digest(self, name: str) -> Digest | None:
        if name in self._stale:
            before = self._digests[name]
            for member in before.came if before else ():
                self._came[member].pop(name, None)
            self._digests[name] = digest(self.session(name))
            self._stale.discard(name)
            self._note_arrivals(name)
        return self._digests.get(name)

    def _note_arrivals(self, name: str) -> None:
        made = self._digests[name]
        for member, at in made.came.items() if made else ():
            self._came.setdefault(member, {})[name] = at

    @property
    def sessions(self) -> tuple[str, ...]:
        """Ids of every session that was opened or cancelled, in the order of their first entry."""
        return tuple(self._digests)

    def session(self, name: str) -> SessionState:
        """One session without its ratings, tags and drafts: who was there, and how far it got."""
        entries = self._stream(name)
        return self._view(("session", name), len(entries), lambda: replay(entries))

    def header(self, name: str) -> Digest | None:
        """How a session was opened (or cancelled unopened) and what became of it, without replaying it."""
        return self._digest(name)

    @property
    def opened(self) -> tuple[Digest, ...]:
        """Every session that was opened ever."""
        found = (self._digest(name) for name in self._digests)
        return tuple(made for made in found if made and made.opened)

    def timetable(self, week: Week) -> Timetable | None:
        """The timetable published last for `week`."""
        toml = self._toml(str(week))
        if toml is None:
            return None
        return self._view(("week", week), toml, lambda: read_timetable(toml)[0])

    def _toml(self, week: str) -> str | None:
        if week not in self._published:
            facts = [e.fact for e in self.record.read(week_stream(week), [events.WeekPublished.kind])]
            tables = [fact.timetable for fact in facts if isinstance(fact, events.WeekPublished)]
            self._published[week] = tables[-1] if tables else None
        return self._published[week]

    def held(
        self, first: date, last: date, where: Callable[[Digest], bool] | None = None
    ) -> tuple[SessionState, ...]:
        """Sessions opened or cancelled for a day from `first` to `last`, in order of their start.

        `where` leaves others out before they are read: a session costs some milliseconds, its digest none.
        """
        after = datetime.combine(first, time(), self.zone)
        before = datetime.combine(last + timedelta(days=1), time(), self.zone)
        found = (self._digest(name) for name in self._digests)
        chosen = [d for d in found if d and after <= d.starts < before and (where is None or where(d))]
        chosen.sort(key=lambda made: (made.starts, made.session))
        return tuple(self.session(made.session) for made in chosen)

    def _view(self, name: tuple[str, object], mark: object, make: Callable[[], T]) -> T:
        """What `make` gave when `mark` was last different."""
        known = self._cached.get(name)
        if known is None or known[0] != mark:
            known = self._cached[name] = (mark, make())
        return cast(T, known[1])
