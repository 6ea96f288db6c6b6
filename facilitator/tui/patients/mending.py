"""Weeks that are planned already when somebody pauses, comes back, leaves or changes level: each is offered
mended, with whom to tell, and kept as a draft where that is wanted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from attrs import field, frozen

from facilitator.desk import Desk
from facilitator.events import Entry, WeekDrafted, week_stream
from facilitator.people import Person
from facilitator.timetabling.absence import hit
from facilitator.timetabling.closures import local
from facilitator.timetabling.versions import History, history
from facilitator.timetabling.words import Names, names, week_name
from facilitator.tui.place import Place
from facilitator.tui.timetable.absence import call_lines, mended_words
from facilitator.tui.timetable.working import Working
from scheduler.clinic import Clinic, Patient
from scheduler.files import dump_timetable
from scheduler.mend.changes import Absent, Discharged
from scheduler.mend.mended import Mended
from scheduler.timetable import Timetable
from scheduler.week import Week

SECONDS = 12.0
AHEAD = 6
"""So many weeks from this one on are looked at."""
MEND, FIT, SEAT = (
    "scheduler.mend.mending:mend", "facilitator.intake.seating:fitted", "facilitator.intake.seating:seat",
)  # fmt: skip


@frozen
class Planned:
    """A planned week as it was before something was written down about a person."""

    week: Week
    known: History
    timetable: Timetable
    clinic: Clinic

    def patient(self, name: str) -> Patient | None:
        return next((patient for patient in self.clinic.patients if patient.id == name), None)


def planned(desk: Desk) -> tuple[Planned, ...]:
    """Every planned week from this one on."""
    found = []
    for week in (desk.week().shifted(by) for by in range(AHEAD)):
        known = history(desk.read(week_stream(str(week))), desk.merged)
        if (timetable := known.timetable) is not None:
            found.append(Planned(week, known, timetable, desk.clinic(week)))
    return tuple(found)


def still(entries: Sequence[Entry], desk: Desk) -> tuple[tuple[Entry, ...], str]:
    """What of these can be taken back, and what to say of the drafts among them: a week that was changed,
    published or taken back since stays as it is."""
    back, gone, stays = [], [], []
    for entry in entries:
        if isinstance(entry.fact, WeekDrafted):
            draft = history(desk.read(entry.stream)).draft
            name = week_name(Week.parse(entry.fact.week))
            if draft is None or draft.entry != entry.id:
                stays.append(name)
                continue
            gone.append(name)
        back.append(entry)
    words = f" With it the draft of {', '.join(gone)}." if gone else ""
    words += "".join(f" {name.capitalize()} was worked on since and stays as it is." for name in stays)
    return tuple(back), words


@frozen
class Mending:
    """Works for one place, about one person, with the weeks as they were `before`.

    `kept` are the entries of the drafts that somebody said yes to.
    """

    place: Place
    person: Person
    before: tuple[Planned, ...]
    kept: list[Entry] = field(factory=list)

    async def away(self, first: date, last: date | None) -> None:
        """The person does not come on these days, both inclusive."""
        for one in self.before:
            start = max(_midnight(first), one.week.moment(0))
            end = one.week.shifted(1).moment(0)
            end = end if last is None else min(_midnight(last) + timedelta(days=1), end)
            if start < end:
                await self._without(one, Absent(self.person.id, start, end), start, end)

    async def left(self, last: date) -> None:
        """`last` is the person's last day."""
        for one in self.before:
            start = max(_midnight(last) + timedelta(days=1), one.week.moment(0))
            end = one.week.shifted(1).moment(0)
            if start < end:
                await self._without(one, Discharged(self.person.id, last), start, end)

    async def _without(
        self, one: Planned, change: Absent | Discharged, start: datetime, end: datetime
    ) -> None:
        """Where something of theirs stands from now on in that time, offer the week without it."""
        start = max(start, self._now(one))
        gone = Absent(self.person.id, start, end)
        if start < end and one.patient(self.person.id) and any(hit(one.timetable, gone)):
            words = f"{week_name(one.week).capitalize()} without {self.person.initials}"
            await self._offer(one, words, MEND, one.clinic, (change,))

    async def leveled(self) -> None:
        """The person is prescribed something else."""
        for one in self.before:
            clinic = self.place.desk.clinic(one.week)
            asked = next((p for p in clinic.patients if p.id == self.person.id), None)
            known = one.patient(self.person.id)
            if asked is None or known is None or clinic.prescription(asked) == clinic.prescription(known):
                continue
            words = f"{week_name(one.week).capitalize()} with what {self.person.initials} is prescribed now"
            await self._offer(one, words, FIT, one.clinic, asked)

    async def back(self) -> None:
        """The person comes again: a place in each week in which they are asked for and had been away."""
        for one in self.before:
            clinic = self.place.desk.clinic(one.week)
            asked = next((p for p in clinic.patients if p.id == self.person.id), None)
            if asked is not None and asked != one.patient(self.person.id):
                words = f"A place for {self.person.initials} in {week_name(one.week)}"
                await self._offer(one, words, SEAT, clinic, self.person.id)

    def _now(self, one: Planned) -> datetime:
        desk = self.place.desk
        return max(local(desk.now(), desk.zone), one.week.moment(0))

    async def _offer(self, one: Planned, words: str, job: str, clinic: Clinic, about: Any) -> None:
        now, called = self._now(one), names(self.place.desk.people, clinic)
        look = partial(_look, job, clinic, one.timetable, about, now)
        doing = "Looking for the least disturbance"
        dialog = Working(words, doing, look, partial(mended_words, called=called), keep="Keep it as a draft")
        mended = await self.place.app.push_screen_wait(dialog)
        if mended is not None:
            self._keep(one, mended, called)

    def _keep(self, one: Planned, mended: Mended, called: Names) -> None:
        stream, calls = week_stream(str(one.week)), tuple(call_lines(mended, called))
        fact = WeekDrafted(str(one.week), dump_timetable(mended.new), one.known.pins, calls)
        if entries := self.place.write(stream, fact):
            self.kept.extend(entries)
            phone = f"c there shows the {len(calls)} to phone" if calls else "nobody needs to be phoned"
            self.place.notify(f"{week_name(one.week).capitalize()} has a draft: 2 shows it; {phone}.")


def _look(
    job: str, clinic: Clinic, timetable: Timetable, about: Any, now: datetime, stop: threading.Event
) -> Mended:
    from scheduler.apart import apart

    found: Mended = apart(job, clinic, timetable, about, now=now, time_limit=SECONDS, stop=stop)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
