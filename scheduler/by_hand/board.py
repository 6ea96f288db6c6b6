"""The board on the wall: what is placed so far, and what may still be placed without breaking a hard rule.

Every move keeps the hard rules, except three that need the finished week and are left to whoever fills
the board: the smallest session size, the shortest day (`day_hours.min`) and what must run.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date

import numpy as np

from scheduler.by_hand.occupancy import (
    FAR,
    Bools,
    Ints,
    Item,
    Meeting,
    People,
    Rooms,
    Slots,
    Staff,
    Visit,
    fits,
)
from scheduler.clinic import MEDICATION, PRIMARY_SERVICES, Appointment, Clinic, Group
from scheduler.eligibility import may_attend, may_give, may_lead
from scheduler.timetable import Booking, Session
from scheduler.week import Week


class Board:
    """One clinic's week being filled in. Patients, therapists, rooms and groups are indices."""

    def __init__(self, clinic: Clinic, week: Week) -> None:
        self.clinic, self.week = clinic, week
        self.slots = slots = Slots.of(clinic, week)
        self.people = People(clinic, week, slots)
        self.staff = Staff(clinic, week, slots)
        self.rooms = Rooms(clinic, week, slots)
        self.groups = clinic.groups
        self.service = [self.people.services.index(g.service) for g in self.groups]
        self.length = [g.minutes // slots.unit for g in self.groups]
        self.patient = {p.id: i for i, p in enumerate(clinic.patients)}
        self.therapist = {t.id: i for i, t in enumerate(clinic.therapists)}
        self.index = {g.id: i for i, g in enumerate(self.groups)}
        self.on_grid = (slots.minutes % clinic.grid == 0)[None, :].repeat(len(slots.days), axis=0)
        self.starts = [self._starts(g) for g in self.groups]
        self.eligible = [
            np.array([i for i, p in enumerate(clinic.patients) if may_attend(p, g)], dtype=np.int64)
            for g in self.groups
        ]
        self.may_lead = [
            np.array([i for i, t in enumerate(clinic.therapists) if may_lead(t, g)], dtype=np.int64)
            for g in self.groups
        ]
        self.seating = [self.rooms.serving(g.room_kind, g.room_features) for g in self.groups]
        on_site = ~self.people.remote
        self.in_person = [
            np.zeros_like(on_site) if g.telehealth is True else on_site if g.telehealth else on_site | True
            for g in self.groups
        ]
        self.attends = np.zeros((len(clinic.patients), len(self.groups)), dtype=np.bool_)
        for g, rows in enumerate(self.eligible):
            self.attends[rows, g] = True
        self.apart = self._apart()
        self.ordered = any(g.after for g in self.groups)
        self.meetings: list[Meeting] = []
        self._able: dict[tuple[str, str | None, str | None], list[int]] = {}  # who may give what to whom

    def _starts(self, group: Group) -> Bools:
        if group.starts is None:
            return np.asarray(self.on_grid)
        allowed = np.zeros_like(self.on_grid)
        for start in group.starts:
            if cell := self.slots.at(start.at):
                allowed[cell] = True
        return np.asarray(allowed & self.on_grid)

    def _apart(self) -> dict[int, set[int]]:
        pairs: dict[int, set[int]] = {}
        for p in self.clinic.patients:
            for other in p.apart & self.patient.keys():
                pairs.setdefault(self.patient[p.id], set()).add(self.patient[other])
                pairs.setdefault(self.patient[other], set()).add(self.patient[p.id])
        return pairs

    # -- who could join, lead, seat ---------------------------------------------------------------

    def joinable(self, group: int, rows: Ints) -> Bools:
        """(rows, days, slots): where each of `rows` could begin one more session of `group`."""
        people, minutes = self.people, self.groups[group].minutes
        result = fits(people.free[rows], self.length[group]) & self.starts[group]
        result &= self._day_allows(group, rows)[:, :, None]
        here = self.in_person[group][rows]
        start = self.slots.minutes
        gap = people.gap[rows, None, None]
        near = start - people.last[rows][:, :, None] <= gap
        near &= people.first[rows][:, :, None] - (start + minutes) <= gap
        result &= near | ~here[:, None, None]
        return result

    def joinable_at(self, group: int, rows: Ints, day: int, slot: int) -> Bools:
        """(rows,): the same for one start."""
        people, length = self.people, self.length[group]
        if not self.starts[group][day, slot] or slot + length > self.slots.per_day:
            return np.zeros(len(rows), dtype=np.bool_)
        result = people.free[rows, day, slot : slot + length].all(axis=1)
        result &= self._day_allows(group, rows)[:, day]
        start = self.slots.low + slot * self.slots.unit
        gap = people.gap[rows]
        near = start - people.last[rows, day] <= gap
        near &= people.first[rows, day] - (start + self.groups[group].minutes) <= gap
        result &= near | ~self.in_person[group][rows]
        return result

    def _day_allows(self, group: int, rows: Ints) -> Bools:
        """(rows, days): need, days attended, once a day, and hours leave room for one more session."""
        people, service, minutes = self.people, self.service[group], self.groups[group].minutes
        attended = people.sessions[rows] > 0
        result = attended | (attended.sum(axis=1) < people.most_days[rows])[:, None]
        result &= ~(people.once[rows, None] & people.had[rows, :, service])
        result &= people.day_minutes[rows] + minutes <= people.day_most[rows, None]
        whole = people.need[rows, service] >= minutes
        whole &= people.day_minutes[rows].sum(axis=1) + minutes <= people.week_most[rows]
        return np.asarray(result & whole[:, None])

    def keeps_order(self, patient: int, group: int, day: int, slot: int) -> bool:
        """Whether `after` still holds for the patient with one more session of `group` at this start."""
        if not self.ordered:
            return True
        first = self._first_starts(patient)
        first[group] = min(first.get(group, (FAR, 0)), (day, slot))
        return self._in_order(first)

    def in_order(self, patient: int) -> bool:
        return not self.ordered or self._in_order(self._first_starts(patient))

    def _first_starts(self, patient: int) -> dict[int, tuple[int, int]]:
        first: dict[int, tuple[int, int]] = {}
        for item in self.people.items[patient]:
            if isinstance(item, Meeting):
                first[item.group] = min(first.get(item.group, (FAR, 0)), (item.day, item.slot))
        return first

    def _in_order(self, first: dict[int, tuple[int, int]]) -> bool:
        return all(
            first[self.index[earlier]] < begun
            for group, begun in first.items()
            for earlier in self.groups[group].after
            if self.index.get(earlier) in first
        )

    def leaders_at(self, group: int, day: int, slot: int) -> Ints:
        """Who could lead `group` here, those with the most time to spare first."""
        found = self.staff.able_at(self.may_lead[group], day, slot, self.length[group])
        return found[np.argsort(-self.staff.slack(found), kind="stable")]

    def room_at(self, group: int, day: int, slot: int, seats: int) -> int | None:
        """The smallest free room with that many seats; None where there is none."""
        rows = self.rooms.open_at(self.seating[group], day, slot, self.length[group])
        big = rows[self.rooms.capacity[rows] >= seats]
        return int(big[np.argmin(self.rooms.capacity[big])]) if len(big) else None

    def roomless(self, group: int) -> bool:
        return self.groups[group].telehealth is True

    def on_site(self, group: int, members: Iterable[int]) -> int:
        return sum(bool(self.in_person[group][m]) for m in members)

    def friendly(self, patient: int, members: Iterable[int]) -> bool:
        """Whether `patient` need not be kept apart from any of `members`."""
        return patient not in self.apart or self.apart[patient].isdisjoint(members)

    def stays(self, patient: int, day: date) -> bool:
        """Whether `day` lies between the patient's admission and discharge."""
        person = self.clinic.patients[patient]
        begun = person.admitted is None or person.admitted <= day
        return begun and (person.discharge is None or day <= person.discharge)

    def visits(self, patient: int) -> list[Visit]:
        return [i for i in self.people.items[patient] if isinstance(i, Visit)]

    # -- sessions ---------------------------------------------------------------------------------

    def runs(self, group: int) -> int:
        return sum(m.group == group for m in self.meetings)

    def open(self, meeting: Meeting) -> None:
        """Put a session on the board; its members join afterwards, its room and leaders are booked here."""
        self.meetings.append(meeting)
        self._book(meeting)

    def close(self, meeting: Meeting) -> None:
        """Take a session off the board and set everybody in it free."""
        for member in tuple(meeting.members):
            self._drop(member, meeting)
        self._book(meeting, back=True)
        self.meetings.remove(meeting)

    def join(self, patient: int, meeting: Meeting) -> bool:
        """Add a member whom `joinable_at` allows, with another leader or a larger room if it takes one."""
        count = len(meeting.members) + 1
        if count > self.groups[meeting.group].size.max or not self.friendly(patient, meeting.members):
            return False
        if not self.keeps_order(patient, meeting.group, meeting.day, meeting.slot):
            return False
        if not self._seat(meeting, self.on_site(meeting.group, [*meeting.members, patient])):
            return False
        if not self._staffed(meeting, count):
            return False
        self.readmit(patient, meeting)
        return True

    def has_seat(self, patient: int, meeting: Meeting) -> bool:
        """Whether `join` could find a seat, a room and a leader for one more; the rest is `joinable_at`'s."""
        count, group = len(meeting.members) + 1, self.groups[meeting.group]
        if group.members is not None or count > group.size.max:
            return False
        if not self.friendly(patient, meeting.members):
            return False
        if max(group.leaders_for(count), len(meeting.kept_leaders)) > len(meeting.leaders):
            return bool(len(self.leaders_at(meeting.group, meeting.day, meeting.slot)))
        return True

    def readmit(self, patient: int, meeting: Meeting) -> None:
        """Give a member back a seat; the session already has the room and the leaders for it."""
        meeting.members.append(patient)
        self._note(patient, meeting)
        self.people.need[patient, self.service[meeting.group]] -= self.groups[meeting.group].minutes

    def rearrange(self, wanted: list[tuple[Meeting, int | None, list[int]]]) -> None:
        """Give sessions these rooms and leaders, all at once; nobody else may have them."""
        for meeting, _, _ in wanted:
            self._book(meeting, back=True)
        for meeting, room, leaders in wanted:
            meeting.room, meeting.leaders = room, leaders
            self._book(meeting)

    def _book(self, meeting: Meeting, *, back: bool = False) -> None:
        """Take the session's room and leaders, or set them free again."""
        if meeting.room is not None:
            self.rooms.book(meeting.room, meeting, back=back)
        for leader in meeting.leaders:
            self.staff.book(leader, meeting, back=back)

    def leave(self, patient: int, meeting: Meeting) -> None:
        """Take a member out; a leader who is no longer due goes free."""
        self._drop(patient, meeting)
        self._staffed(meeting, len(meeting.members))

    def _drop(self, patient: int, meeting: Meeting) -> None:
        meeting.members.remove(patient)
        self._forget(patient, meeting)
        self.people.need[patient, self.service[meeting.group]] += self.groups[meeting.group].minutes

    def _seat(self, meeting: Meeting, seats: int) -> bool:
        if meeting.room is None or seats <= self.rooms.capacity[meeting.room]:
            return True
        if meeting.fixed:
            return False
        larger = self.room_at(meeting.group, meeting.day, meeting.slot, seats)
        if larger is None:
            return False
        self.rooms.book(meeting.room, meeting, back=True)
        meeting.room = larger
        self.rooms.book(larger, meeting)
        return True

    def _staffed(self, meeting: Meeting, count: int) -> bool:
        """Bring the leaders to what `count` members ask for, exactly; pinned leaders stay."""
        wanted = max(self.groups[meeting.group].leaders_for(count), len(meeting.kept_leaders))
        while len(meeting.leaders) > wanted:
            leader = next(t for t in reversed(meeting.leaders) if t not in meeting.kept_leaders)
            meeting.leaders.remove(leader)
            self.staff.book(leader, meeting, back=True)
        more = wanted - len(meeting.leaders)
        if more:
            free = self.leaders_at(meeting.group, meeting.day, meeting.slot).tolist()
            if len(free) < more:
                return False
            for leader in sorted(free, key=lambda t: t not in meeting.liked)[:more]:
                meeting.leaders.append(leader)
                self.staff.book(leader, meeting)
        return True

    # -- appointments -----------------------------------------------------------------------------

    def givers(self, patient: int, need: Appointment) -> list[list[int]]:
        """Who may give this appointment: the patient's own therapist, then the others."""
        person, staff = self.clinic.patients[patient], self.clinic.therapists
        kind = need.service, person.track, person.language
        if kind not in self._able:
            self._able[kind] = [i for i, t in enumerate(staff) if may_give(t, need, person)]
        able = self._able[kind]
        own = person.therapist if need.service in PRIMARY_SERVICES else None
        if need.service == MEDICATION and person.prescriber is not None:
            return [[i for i in able if staff[i].id == person.prescriber]]
        return [[i for i in able if staff[i].id == own], [i for i in able if staff[i].id != own]]

    def visitable(self, patient: int, need: Appointment) -> Bools:
        """(days, slots): where the patient could begin this appointment."""
        people, length = self.people, need.minutes // self.slots.unit
        result = fits(people.free[patient], length) & self.on_grid
        day = people.day_minutes[patient] + need.minutes <= people.day_most[patient]
        day &= people.day_minutes[patient].sum() + need.minutes <= people.week_most[patient]
        if not need.telehealth:
            start = self.slots.minutes
            result &= start - people.last[patient][:, None] <= people.gap[patient]
            result &= people.first[patient][:, None] - (start + need.minutes) <= people.gap[patient]
        return np.asarray(result & day[:, None])

    def visit(self, visit: Visit) -> None:
        """Book an appointment that `visitable`, its giver and its room allow."""
        self.people.due[visit.patient].remove(visit.need)
        self._note(visit.patient, visit)
        if visit.therapist is not None:
            self.staff.book(visit.therapist, visit)
        if visit.room is not None:
            self.rooms.book(visit.room, visit)

    def cancel(self, visit: Visit) -> None:
        """Take an appointment off the board; it is due again."""
        self._forget(visit.patient, visit)
        self.people.due[visit.patient].append(visit.need)
        if visit.therapist is not None:
            self.staff.book(visit.therapist, visit, back=True)
        if visit.room is not None:
            self.rooms.book(visit.room, visit, back=True)

    # -- a patient's day --------------------------------------------------------------------------

    def _note(self, patient: int, item: Item) -> None:
        self.people.items[patient].append(item)
        self.people.free[patient, item.day, item.slot : item.slot + item.length] = False
        self._recount(patient, item.day)

    def _forget(self, patient: int, item: Item) -> None:
        self.people.items[patient].remove(item)
        self.people.free[patient, item.day, item.slot : item.slot + item.length] = True
        self._recount(patient, item.day)

    def _recount(self, patient: int, day: int) -> None:
        people = self.people
        today = [i for i in people.items[patient] if i.day == day]
        meetings = [i for i in today if isinstance(i, Meeting)]
        people.sessions[patient, day] = len(meetings)
        people.had[patient, day] = False
        people.had[patient, day, [self.service[m.group] for m in meetings]] = True
        people.day_minutes[patient, day] = sum(i.length for i in today) * self.slots.unit
        here = [i for i in today if self.present(patient, i)]
        people.first[patient, day] = min((self._begin(i) for i in here), default=-FAR)
        people.last[patient, day] = max(
            (self._begin(i) + i.length * self.slots.unit for i in here), default=FAR
        )

    def _begin(self, item: Item) -> int:
        return self.slots.low + item.slot * self.slots.unit

    def present(self, patient: int, item: Item) -> bool:
        """Whether the patient is in the house for this item."""
        if isinstance(item, Visit):
            return not item.need.telehealth
        return bool(self.in_person[item.group][patient])

    def waits(self, patient: int, day: int) -> int:
        """The longest time between two things of the patient's day in the house."""
        here = sorted(
            (i.slot, i.slot + i.length)
            for i in self.people.items[patient]
            if i.day == day and self.present(patient, i)
        )
        gaps = [later[0] - earlier[1] for earlier, later in itertools.pairwise(here)]
        return max(gaps, default=0) * self.slots.unit

    def unmet(self) -> int:
        """Prescribed minutes, of groups and appointments, that are not on the board."""
        return int(self.people.need.sum()) + sum(a.minutes for due in self.people.due for a in due)

    # -- the answer -------------------------------------------------------------------------------

    def session(self, meeting: Meeting) -> Session:
        clinic, start = self.clinic, self.slots.minute(meeting.day, meeting.slot)
        return Session(
            start=start,
            end=start + self.groups[meeting.group].minutes,
            group=self.groups[meeting.group].id,
            room=None if meeting.room is None else clinic.rooms[meeting.room].id,
            leaders=tuple(clinic.therapists[t].id for t in meeting.leaders),
            members=tuple(clinic.patients[p].id for p in sorted(meeting.members)),
        )

    def booking(self, visit: Visit) -> Booking:
        clinic, start = self.clinic, self.slots.minute(visit.day, visit.slot)
        return Booking(
            start=start,
            end=start + visit.need.minutes,
            service=visit.need.service,
            patient=clinic.patients[visit.patient].id,
            therapist=None if visit.therapist is None else clinic.therapists[visit.therapist].id,
            room=None if visit.room is None else clinic.rooms[visit.room].id,
        )
