"""The desk: one open clinic with its configuration, its record, and views of the record that stay fresh.

Screens read the views and append facts; nothing else stands between them and the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast
from zoneinfo import ZoneInfo

from facilitator import events
from facilitator.events import Entry, Fact, SessionCancelled, SessionOpened
from facilitator.live import attendance
from facilitator.live.session import SessionState, replay
from facilitator.people import Census, Hours, Person, census, demand, hours, with_topics
from scheduler.clinic import Clinic
from scheduler.files import read_timetable
from scheduler.timetable import Session, Timetable
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
    def read(self, stream: str) -> tuple[Entry, ...]: ...
    def entries(self, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]: ...
    def signer(self, passphrase: str, user: str | None = None) -> Signer: ...


PATIENT_KINDS = (
    events.Admitted, events.Changed, events.Discharged, events.PlanReviewed, events.Covered,
    events.AbsenceFollowed,
)  # fmt: skip
SESSION_KINDS = (
    events.SessionOpened, events.Arrived, events.Left, events.Excused, events.NoShow, events.Unmarked,
    events.WalkedIn, events.StepStarted, events.SessionEnded, events.SessionCancelled,
    events.MinutesCorrected, events.SessionFinished, events.NoteSigned, events.NoteAmended,
)  # fmt: skip
KINDS = tuple(fact.kind for fact in (*PATIENT_KINDS, *SESSION_KINDS, events.Undone, events.WeekPublished))
"""What the views are folded from; ratings, tags and the words of drafts are read when a page asks."""


class Desk:
    """One open clinic. `clock` gives aware moments; `modules` are the curricula it can run, by id."""

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
        self._seq = 0  # the last entry that was taken in
        self._patients: list[Entry] = []
        self._sessions: dict[str, list[Entry]] = {}
        self._came: dict[str, list[datetime]] = defaultdict(list)
        self._published: dict[str, str] = {}
        self._ended = 0  # how often a session was ended, or something taken back
        self._cached: dict[tuple[str, object], tuple[object, Any]] = {}
        self.catch_up()

    # --- time ---------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """This moment, in the clinic's zone."""
        return self._clock().astimezone(self.zone)

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
        written = self.record.append(stream, *facts, ids=ids, at=at or self._clock())
        self.catch_up()
        self._seq = max(self._seq, *(entry.seq for entry in written))
        return written

    def read(self, stream: str) -> tuple[Entry, ...]:
        return self.record.read(stream)

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

    def _take(self, entry: Entry) -> None:
        self._seq = max(self._seq, entry.seq)
        family, _, name = entry.stream.partition(":")
        if family == "patient":
            self._patients.append(entry)
        elif family == "session":
            self._sessions.setdefault(name, []).append(entry)
            self._ended += isinstance(entry.fact, events.SessionEnded | events.Undone)
            if isinstance(entry.fact, events.Arrived):
                self._came[entry.fact.member].append(entry.fact.at)
        elif isinstance(entry.fact, events.WeekPublished):
            self._published[entry.fact.week] = entry.fact.timetable

    # --- views --------------------------------------------------------------------------------------------

    @property
    def people(self) -> Census:
        """Everyone ever admitted, by id, with the topics they covered elsewhere and in groups."""
        mark = (len(self._patients), self._ended, id(self.modules))
        return self._view(("people", None), mark, lambda: with_topics(census(self._patients), self._topics()))

    def _topics(self) -> Iterator[tuple[str, str, str]]:
        """(member, topic, session) of everybody who was there when a session of a module was over."""
        for fact in self.opened:
            module = self.modules.get(fact.module or "")
            run = next((s for s in module.sessions if s.id == fact.topic), None) if module else None
            state = self.session(fact.session) if run else None
            if run is None or state is None or state.ended is None:
                continue
            present = [member.id for member in state.members.values() if attendance.attended(member)]
            yield from ((member, topic, fact.session) for member in present for topic in run.teaches)

    @property
    def sessions(self) -> tuple[str, ...]:
        """Ids of every session that was opened or cancelled, in the order of their first entry."""
        return tuple(self._sessions)

    def session(self, name: str) -> SessionState:
        """One session without its ratings, tags and drafts: who was there, and how far it got."""
        entries = self._sessions.get(name, [])
        return self._view(("session", name), len(entries), lambda: replay(entries))

    def header(self, name: str) -> SessionOpened | SessionCancelled | None:
        """How a session was opened (or cancelled unopened), without replaying it."""
        facts = (entry.fact for entry in self._sessions.get(name, ()))
        return next((fact for fact in facts if isinstance(fact, SessionOpened | SessionCancelled)), None)

    @property
    def opened(self) -> tuple[SessionOpened, ...]:
        """How every session was opened that ever was."""
        facts = (self.header(name) for name in self._sessions)
        return tuple(fact for fact in facts if isinstance(fact, SessionOpened))

    def been(self, person: Person, day: date) -> bool:
        """Whether `person` came to any group in the stay that covers `day`, before that day."""
        first = (person.stay_on(day) or person.stay).first
        return any(first <= at.astimezone(self.zone).date() < day for at in self._came.get(person.id, ()))

    def timetable(self, week: Week) -> Timetable | None:
        """The timetable published last for `week`."""
        toml = self._published.get(str(week))
        if toml is None:
            return None
        return self._view(("week", week), toml, lambda: read_timetable(toml)[0])

    def clinic(self, week: Week) -> Clinic:
        """The configuration with the people of `week` put in: what the scheduler is handed."""
        return demand(self.people, self.config, week)

    def held(self, first: date, last: date) -> tuple[SessionState, ...]:
        """Sessions opened or cancelled for a day from `first` to `last`, in order of their start."""
        chosen = [
            (fact.starts, name)
            for name in self._sessions
            if (fact := self.header(name)) and first <= fact.starts.astimezone(self.zone).date() <= last
        ]
        return tuple(self.session(name) for _, name in sorted(chosen))

    def hours(self, person: Person, week: Week) -> Hours:
        """Hours of one person in `week`, as of now."""
        return self._hours(week).get(person.id, Hours())

    def _hours(self, week: Week) -> Mapping[str, Hours]:
        """Everybody's hours in `week`; sessions count as over by the quarter of an hour."""
        key = (self.version, int(self.now().timestamp()) // 900)
        return self._view(("hours", week), key, lambda: self._count_hours(week))

    def _count_hours(self, week: Week) -> Mapping[str, Hours]:
        attained: dict[str, int] = defaultdict(int)
        held = self.held(week.monday, week.date(6))
        for state in held:
            for member in state.members.values() if state.ended else ():
                attained[member.id] += attendance.minutes(member, state, state.ended or self.now())
        timetable = self.timetable(week)
        over = self._over(timetable, held) if timetable else ()
        return {
            patient.id: hours(patient, self.config, timetable, attained[patient.id], over, week=week)
            for patient in self.clinic(week).patients
        }

    def _over(self, timetable: Timetable, held: Iterable[SessionState]) -> list[Session]:
        """Timetabled sessions nothing more can come of: past, ended or cancelled."""
        closed = {key(state) for state in held if state.ended or state.cancelled}
        week, now = timetable.week, self.now()
        return [
            session
            for session in timetable.sessions
            if self.moment(week, session.end) <= now
            or (session.group, self.moment(week, session.start)) in closed
        ]

    def _view(self, name: tuple[str, object], mark: object, make: Callable[[], T]) -> T:
        """What `make` gave when `mark` was last different."""
        known = self._cached.get(name)
        if known is None or known[0] != mark:
            known = self._cached[name] = (mark, make())
        return cast(T, known[1])


def key(state: SessionState) -> tuple[str, datetime] | None:
    """Group and scheduled start: how a session is found in its timetable."""
    fact = state.opened or state.cancelled
    return (fact.group, fact.starts) if fact else None
