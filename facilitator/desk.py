"""The desk: one open clinic with its configuration, its record, and views of the record that stay fresh.

Screens read the views and append facts; nothing else stands between them and the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property

from attrs import evolve

from facilitator import events
from facilitator.access.roles import May, may
from facilitator.access.sight import own
from facilitator.chart.chart import Chart, chart
from facilitator.events import Entry, RelativeKept, patient_stream, user_stream
from facilitator.intake.cover import Cover, authorisations, covers
from facilitator.intake.relatives import relatives
from facilitator.intake.waiting import Prospect, prospects
from facilitator.journal import Journal
from facilitator.live import attendance
from facilitator.live.presence import learned
from facilitator.live.state import SessionState
from facilitator.merges import People, merged, week_of_people
from facilitator.notes.views import FORMATS
from facilitator.owed import review_due
from facilitator.people import Census, Hours, Person, census, demand, hours, with_topics
from facilitator.timetabling.closures import Closure, closures, overlaid
from facilitator.topic_plan import ByHand, by_hand
from scheduler.clinic import Clinic, Patient
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import packs_of
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, Week


class Desk(Journal):
    """One open clinic: who sees whom, who is here, who waits, what was covered, and hours."""

    def reconfigure(self, config: Clinic) -> None:
        """The clinic's files say something else now."""
        self.config = config
        self.__dict__.pop("rules", None)
        self._cached.clear()
        self.version += 1

    # --- who sees whom ------------------------------------------------------------------------------------

    def may(self, what: May) -> bool:
        """Whether the role of who is signed in allows it."""
        return may(self.record.roles, what)

    def sees(self, member: str) -> bool:
        """Whether who is signed in opens this person's pages without saying why, or said why today."""
        return any(name in self.seen() for name in self.ids(member))

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
        return self._view(("people", None), mark, self._census)

    def _census(self) -> People:
        return merged(with_topics(census(self._patients), self._topics()), self._patients)

    def timetable(self, week: Week) -> Timetable | None:
        """The timetable published last for `week`, with everybody under the id they have now."""
        table, ids = super().timetable(week), self.merged
        if table is None or not ids:
            return table
        return self._view(("week as one", week), (table, ids), lambda: week_of_people(table, ids))

    @property
    def merged(self) -> Mapping[str, str]:
        """Ids that were merged into another one -> that one."""
        people = self.people
        return people.ids if isinstance(people, People) else {}

    def ids(self, member: str) -> tuple[str, ...]:
        """Every id under which something of the same person stands, their own first."""
        person = self.people.get(member)
        return person.ids if person else (member,)

    def about(self, member: str) -> tuple[Entry, ...]:
        """What the record has in the streams of one person, in order."""
        found = [entry for name in self.ids(member) for entry in self.read(patient_stream(name))]
        return tuple(sorted(found, key=lambda entry: entry.seq))

    def chart(self, member: str) -> Chart:
        """What stands in a person's chart, without the words of drafts."""
        parts = [self._about[name] for name in self.ids(member) if name in self._about]
        mark = tuple(map(len, parts))
        return self._view(("chart", member), mark, lambda: chart(e for part in parts for e in part))

    def whole_chart(self, member: str) -> Chart:
        """The same with every draft, read from the record."""
        return chart(self.about(member))

    @property
    def charted(self) -> tuple[str, ...]:
        """Everybody who has a chart."""
        people = self.people
        return tuple(name for name in self._about if name not in people or people[name].id == name)

    @property
    def note_style(self) -> str:
        """The format in which notes are shown and exported: the user's, else the clinic's, else DAP."""
        mine = self._styles.get(events.user_stream(self.user))
        return mine or self._styles.get("clinic") or FORMATS[0]

    @cached_property
    def rules(self) -> Rules:
        """What the clinic's rule packs ask for; without packs nothing."""
        return packs_of(self.config, self.folder)

    def review_due(self, person: Person, day: date) -> date:
        """When the next review of a person's plan falls due, by the clinic's packs."""
        return review_due(self.rules, person, day)

    def _topics(self) -> Iterator[tuple[str, str, str]]:
        """(member, topic, session) of everybody who was there when a session of a module was over."""
        teaches = {(m.id, run.id): run.teaches for m in self.modules.values() for run in m.sessions}
        for held in self.opened:
            topics = teaches.get((held.module or "", held.topic or ""), ()) if held.ended else ()
            yield from ((member, topic, held.session) for member in held.came for topic in topics)

    def been(self, person: Person, day: date) -> bool:
        """Whether `person` came to any group in the stay that covers `day`, before that day."""
        for name in tuple(self._stale):
            self._digest(name)
        first = (person.stay_on(day) or person.stay).first
        came = [at for name in person.ids for at in self._came.get(name, {}).values()]
        return any(first <= at.astimezone(self.zone).date() < day for at in came)

    @property
    def attendance(self) -> Mapping[str, float]:
        """The share of group sessions each person can be expected at, learned from the last weeks."""
        mark = (self._ended, self.today())
        return self._view(("attendance", None), mark, lambda: learned(self.opened, self.now()))

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
        mine = [fact for fact in granted if fact.member in self.ids(member)]
        if not mine:
            return ()
        tables = [id(self.timetable(self.week().shifted(by))) for by in (0, 1)]
        mark = (len(self._patients), self._ended, self.now().replace(minute=0, second=0), *tables)
        return self._view(("covers", member), mark, lambda: self._covers(member, mine))

    def _covers(self, member: str, mine: Iterable[events.AuthorisationKept]) -> tuple[Cover, ...]:
        mine = [evolve(fact, member=member) for fact in mine]
        return covers(mine, {member: self._attended(member)}, {member: self._planned(member)})

    def cover_warnings(self, member: str) -> tuple[str, ...]:
        """What has to be said of a person's payers today."""
        today = self.today()
        return tuple(w for cover in self.covers_of(member) for w in cover.warnings(today, self.opens))

    def opens(self, day: date) -> bool:
        """Whether the clinic is open on `day` at all."""
        week = Week.of(day)
        at = (day - week.monday).days
        spans = overlaid(self.config, self.closures, week, self.zone).open_spans(week)
        return any(start // DAY == at for start, _ in spans)

    def _planned(self, member: str) -> Mapping[date, int]:
        """Minutes that groups of this week and the next, as published, still have for a person, by day."""
        found: dict[date, int] = defaultdict(int)
        now = self.now()
        for week in (self.week(), self.week().shifted(1)):
            timetable = self.timetable(week)
            for item in timetable.of_patient(member) if timetable else ():
                if isinstance(item, Session) and self.moment(week, item.start) > now:
                    found[week.moment(item.start).date()] += item.end - item.start
        return found

    def _attended(self, member: str) -> Mapping[date, int]:
        """Minutes that one person was present, by day."""
        for name in tuple(self._stale):
            self._digest(name)
        found: dict[date, int] = defaultdict(int)
        for one, name in [(x, name) for x in self.ids(member) for name in self._came.get(x, {})]:
            state = self.session(name)
            if state.opened and state.ended and one in state.members:
                day = state.opened.starts.astimezone(self.zone).date()
                found[day] += attendance.minutes(state.members[one], state, state.ended)
        return found

    def relatives_of(self, member: str) -> tuple[RelativeKept, ...]:
        """Relatives and other contacts of one person."""
        everybody = self._view(("relatives", None), len(self._patients), lambda: relatives(self._patients))
        return tuple(fact for fact in everybody if fact.member in self.ids(member))

    @property
    def topics_by_hand(self) -> ByHand:
        """(group, day, room) -> the module's session that somebody set for it."""
        return self._view(("topics", None), len(self._clinic), lambda: by_hand(self._clinic))

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
                minutes = attendance.minutes(member, state, state.ended or self.now())
                attained[self.ids(member.id)[0]] += minutes
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
        contacts = self.chart(patient.id).contacts.values()
        kept = [
            each.fact
            for each in contacts
            if each.counts and Week.of(each.fact.starts.astimezone(self.zone).date()) == week
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


def key(state: SessionState) -> tuple[str, datetime] | None:
    """Group and scheduled start: how a session is found in its timetable."""
    fact = state.opened or state.cancelled
    return (fact.group, fact.starts) if fact else None
