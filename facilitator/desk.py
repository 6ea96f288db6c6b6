"""The desk: one open clinic with its configuration, its record, and views of the record that stay fresh.

Screens read the views and append facts; nothing else stands between them and the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast
from zoneinfo import ZoneInfo

from attrs import evolve

from facilitator import events
from facilitator.access.roles import May, Role, may
from facilitator.access.sight import own
from facilitator.chart.chart import CHART_KINDS, Chart, chart
from facilitator.events import Entry, Fact, RelativeKept, session_stream, user_stream, week_stream
from facilitator.intake.cover import Cover, authorisations, covers
from facilitator.intake.relatives import relatives
from facilitator.intake.waiting import Prospect, prospects
from facilitator.live import attendance
from facilitator.live.digest import FORM, Digest, digest
from facilitator.live.digest import read as read_digest
from facilitator.live.digest import written as written_digest
from facilitator.live.presence import learned
from facilitator.live.session import SessionState, replay
from facilitator.notes.views import FORMATS
from facilitator.people import Census, Hours, Person, census, demand, hours, with_topics
from facilitator.records.kept import Kept
from facilitator.timetabling.closures import Closure, closures, overlaid
from facilitator.topic_plan import by_hand
from scheduler.clinic import Clinic, Patient
from scheduler.files import read_timetable
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import packs_of
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
    events.Admitted, events.Changed, events.Discharged, events.PlanReviewed, events.Covered,
    events.AbsenceFollowed,
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

    # --- who sees whom ------------------------------------------------------------------------------------

    def may(self, what: May) -> bool:
        """Whether the role of who is signed in allows it."""
        return may(self.record.roles, what)

    def sees(self, member: str) -> bool:
        """Whether who is signed in opens this person's pages without saying why, or said why today."""
        return member in self.seen()

    def seen(self) -> Container[str]:
        """Everyone whom who is signed in sees."""
        if self.may(May.SEE_ALL):
            return self.people
        return {*self._own, *self._broken_glass()} if self.may(May.SEE_OWN) else ()

    @property
    def _own(self) -> frozenset[str]:
        weeks = [self.week().shifted(by) for by in (-1, 0, 1)]
        mark = (self.version, self.user, self.today())
        published = (table for week in weeks if (table := self.timetable(week)))
        return self._view(
            ("own", None), mark, lambda: own(self.user, self.people, self.opened, published, self.now())
        )

    def _broken_glass(self) -> set[str]:
        """Whose pages the user opened today with a reason."""
        entries = self.record.read(user_stream(self.user), [events.GlassBroken.kind])
        today = [e.fact for e in entries if e.at.astimezone(self.zone).date() == self.today()]
        return {fact.member for fact in today if isinstance(fact, events.GlassBroken)}

    # --- views --------------------------------------------------------------------------------------------

    @property
    def people(self) -> Census:
        """Everyone ever admitted, by id, with the topics they covered elsewhere and in groups."""
        mark = (len(self._patients), self._ended, id(self.modules))
        return self._view(("people", None), mark, lambda: with_topics(census(self._patients), self._topics()))

    def chart(self, member: str) -> Chart:
        """What stands in a person's chart, without the words of drafts."""
        entries = self._about.get(member, [])
        return self._view(("chart", member), len(entries), lambda: chart(entries))

    def whole_chart(self, member: str) -> Chart:
        """The same with every draft, read from the record."""
        return chart(self.record.read(events.patient_stream(member)))

    @property
    def charted(self) -> tuple[str, ...]:
        """Everybody who has a chart."""
        return tuple(self._about)

    @property
    def note_style(self) -> str:
        """The format in which notes are shown and exported: the user's, else the clinic's, else DAP."""
        mine = self._styles.get(events.user_stream(self.user))
        return mine or self._styles.get("clinic") or FORMATS[0]

    @cached_property
    def rules(self) -> Rules:
        """What the clinic's rule packs ask for; without packs nothing."""
        return packs_of(self.config, self.folder)

    def _topics(self) -> Iterator[tuple[str, str, str]]:
        """(member, topic, session) of everybody who was there when a session of a module was over."""
        teaches = {(m.id, run.id): run.teaches for m in self.modules.values() for run in m.sessions}
        for held in self.opened:
            topics = teaches.get((held.module or "", held.topic or ""), ()) if held.ended else ()
            yield from ((member, topic, held.session) for member in held.came for topic in topics)

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

    def been(self, person: Person, day: date) -> bool:
        """Whether `person` came to any group in the stay that covers `day`, before that day."""
        for name in tuple(self._stale):
            self._digest(name)
        first = (person.stay_on(day) or person.stay).first
        came = self._came.get(person.id, {}).values()
        return any(first <= at.astimezone(self.zone).date() < day for at in came)

    @property
    def attendance(self) -> Mapping[str, float]:
        """The share of group sessions each person can be expected at, learned from the last weeks."""
        mark = (self._ended, self.today())
        return self._view(("attendance", None), mark, lambda: learned(self.opened, self.now()))

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

    def clinic(self, week: Week) -> Clinic:
        """The configuration with the people of `week` put in, and what stands against it: what the scheduler
        is handed."""
        return overlaid(demand(self.people, self.config, week), self.closures, week, self.zone)

    @property
    def closures(self) -> tuple[Closure, ...]:
        """Who is away, what is closed and what was called off, in the order of time."""
        return self._view(("closures", None), len(self._clinic), lambda: closures(self._clinic))

    @property
    def prospects(self) -> tuple[Prospect, ...]:
        """Everybody who asked for a place, who waits longest first."""
        return self._view(("prospects", None), len(self._prospects), lambda: prospects(self._prospects))

    def covers_of(self, member: str) -> tuple[Cover, ...]:
        """What payers cover for one person, and how much of it was used."""
        granted = self._view(
            ("authorisations", None), len(self._patients), lambda: authorisations(self._patients)
        )
        mine = [fact for fact in granted if fact.member == member]
        if not mine:
            return ()
        mark = (len(self._patients), self._ended)
        return self._view(("covers", member), mark, lambda: covers(mine, {member: self._attended(member)}))

    def _attended(self, member: str) -> Mapping[date, int]:
        """Minutes that one person was present, by day."""
        for name in tuple(self._stale):
            self._digest(name)
        found: dict[date, int] = defaultdict(int)
        for name in self._came.get(member, {}):
            state = self.session(name)
            if state.opened and state.ended and member in state.members:
                day = state.opened.starts.astimezone(self.zone).date()
                found[day] += attendance.minutes(state.members[member], state, state.ended)
        return found

    def relatives_of(self, member: str) -> tuple[RelativeKept, ...]:
        """Relatives and other contacts of one person."""
        everybody = self._view(("relatives", None), len(self._patients), lambda: relatives(self._patients))
        return tuple(fact for fact in everybody if fact.member == member)

    @property
    def topics_by_hand(self) -> Mapping[tuple[str, date], str]:
        """(group, day) -> the module's session that somebody set for it."""
        return self._view(("topics", None), len(self._clinic), lambda: by_hand(self._clinic))

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
            patient.id: evolve(
                hours(patient, self.config, timetable, attained[patient.id], over, week=week),
                appointments_attained=self._documented(patient, week),
            )
            for patient in self.clinic(week).patients
        }

    def _documented(self, patient: Patient, week: Week) -> int:
        """Minutes of contacts that took place in `week`, of services that are booked as appointments."""
        contacts = self.chart(patient.id).contacts.values() if patient.id in self._about else ()
        kept = [
            each.fact
            for each in contacts
            if each.kept and Week.of(each.fact.starts.astimezone(self.zone).date()) == week
        ]
        booked = self._booked_services(patient) if kept else frozenset()
        return sum(fact.minutes for fact in kept if fact.appointment or fact.service in booked)

    def _booked_services(self, patient: Patient) -> frozenset[str]:
        if patient.level not in {level.id for level in self.config.levels}:
            return frozenset()
        return frozenset(each.service for each in self.config.prescription(patient).appointments)

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
