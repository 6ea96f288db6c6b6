"""What a search needs to know of a week before it looks for a better one: who is like whom, which starts are
natural.

A start is natural for a patient when whole sessions fit between it and the beginning or the end of a window
of theirs: blocks that leave no unusable rest; so is every start that a group names itself, and an appointment
right before or after such a session. Such starts guide the search; every other start stays allowed.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from scheduler.program.candidates import Candidates
from scheduler.program.index import Index, Slots
from scheduler.program.plan import Part, Plan
from scheduler.program.possible import Ints, Mask
from scheduler.week import DAY, WEEK

HOUR, HALF_HOUR = 60, 30
STEP = 15  # minutes; how finely windows are compared


@frozen(eq=False)
class Terrain:
    """Arrays over the candidates of one week, computed once."""

    found: Candidates

    @property
    def prescribed(self) -> Ints:
        """[P] minutes prescribed in the week."""
        return self.found.possible.prescribed

    @cached_property
    def attend_start(self) -> Ints:
        return self.found.keys.start[self.found.attendances.key]

    @cached_property
    def attend_minutes(self) -> Ints:
        keys = self.found.keys
        return (keys.end - keys.start)[self.found.attendances.key]

    @cached_property
    def book_minutes(self) -> Ints:
        return self.found.booked_end - self.found.bookings.start

    @cached_property
    def days(self) -> Ints:
        """Weekdays on which anything could be."""
        return np.unique(np.concatenate([self.found.keys.start, self.found.bookings.start]) // DAY)

    @cached_property
    def round_attendances(self) -> Mask:
        """Those that start at a full or half hour."""
        return np.asarray(self.attend_start % max(HALF_HOUR, self.found.clinic.grid) == 0)

    @cached_property
    def round_bookings(self) -> Mask:
        """Those that start at a full or half hour."""
        return np.asarray(self.found.bookings.start % max(HALF_HOUR, self.found.clinic.grid) == 0)

    @cached_property
    def attend_first(self) -> Ints:
        """[P + 1] where each patient's attendances begin; they stand in order of patient."""
        return np.searchsorted(self.found.attendances.patient, np.arange(len(self.prescribed) + 1))

    @cached_property
    def book_first(self) -> Ints:
        """[P + 1] where each patient's bookings begin; they stand in order of patient."""
        return np.searchsorted(self.found.booked_patient, np.arange(len(self.prescribed) + 1))

    def lacking(self, plan: Plan) -> Ints:
        """[P] minutes that each patient lacks in a plan."""
        found, count = self.found, len(self.prescribed)
        came, visits = plan.chosen["attendances"], plan.chosen["bookings"]
        groups = np.bincount(found.attendances.patient[came], self.attend_minutes[came], count)
        booked = np.bincount(found.booked_patient[visits], self.book_minutes[visits], count)
        return self.prescribed - (groups + booked).astype(np.int64)

    @cached_property
    def family(self) -> Ints:
        """[P] a number for track, language and band: who could ever share a group."""
        people = [(p.track or "", p.language or "", p.band) for p in self.found.clinic.patients]
        numbers = {who: i for i, who in enumerate(sorted(set(people)))}
        return np.array([numbers[who] for who in people], dtype=np.int64)

    @cached_property
    def _hours(self) -> NDArray[np.uint8]:
        """[P, bytes] quarters of an hour at which each patient is free, a bit for each."""
        return np.packbits(self.found.possible.patient_free[:, ::STEP], axis=1)

    def alike(self, patient: int) -> NDArray[np.float32]:
        """[P] how much of their windows others share with a patient, 0 to 1."""
        hours = self._hours
        both = np.bitwise_count(hours & hours[patient]).sum(1, dtype=np.int64)
        either = np.bitwise_count(hours | hours[patient]).sum(1, dtype=np.int64)
        return np.asarray(both / np.maximum(either, 1), dtype=np.float32)

    @cached_property
    def _edges(self) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        """[P, WEEK] minutes since the beginning and until the end of the window around each minute."""
        free = self.found.possible.patient_free
        since, until = np.zeros(free.shape, dtype=np.int16), np.zeros(free.shape, dtype=np.int16)
        turns = np.diff(free.astype(np.int8), axis=1, prepend=0, append=0)
        for p in range(free.shape[0]):
            for low, high in zip(*(np.nonzero(turns[p] == sign)[0] for sign in (1, -1)), strict=True):
                since[p, low:high] = np.arange(high - low)
                until[p, low:high] = np.arange(high - low, 0, -1)
        return since, until

    def _natural(self, patient: Ints, start: Ints, minutes: Ints, step: Ints) -> Mask:
        since, until = self._edges
        begin = np.minimum(start, WEEK - 1)
        begins, ends = since[patient, begin] % step == 0, (until[patient, begin] - minutes) % step == 0
        return np.asarray(begins | ends)

    @cached_property
    def natural_attendances(self) -> Mask:
        found, minutes = self.found, self.attend_minutes
        fixed = np.array([group.starts is not None for group in found.clinic.groups], dtype=bool)
        natural = self._natural(found.attendances.patient, self.attend_start, minutes, minutes)
        return np.asarray(natural | fixed[found.keys.group[found.attendances.key]])

    @cached_property
    def natural_bookings(self) -> Mask:
        found, minutes, patient = self.found, self.book_minutes, self.found.booked_patient
        start = found.bookings.start
        natural = self._natural(patient, start, minutes, np.maximum(minutes, HOUR))
        group = found.attendances.take(self.natural_attendances)
        begins = group.patient * 2 * WEEK + self.attend_start[self.natural_attendances]
        ends = begins + self.attend_minutes[self.natural_attendances]
        after, before = patient * 2 * WEEK + start, patient * 2 * WEEK + start + minutes
        return natural | np.isin(after, ends) | np.isin(before, begins)

    @cached_property
    def pooled_bookings(self) -> Mask:
        """Bookings that leave open who of the circle gives them, and where nobody but the own therapist can,
        theirs: every week can be had with these.
        """
        bookings = self.found.bookings
        moment = bookings.demand * WEEK + bookings.start
        shared = (self.found.circle_of[bookings.demand] >= 0) & np.isin(moment, moment[~bookings.own])
        return np.asarray(~bookings.own | ~shared)

    @cached_property
    def least(self) -> Ints:
        """[keys] members that the smallest session needs."""
        low = np.array([max(group.size.min, 1) for group in self.found.clinic.groups], dtype=np.int64)
        return low[self.found.keys.group]

    @cached_property
    def strict(self) -> Mask:
        """[P] patients whose days have a least number of hours."""
        return np.array([bool(p.day_hours_min) for p in self.found.possible.prescriptions], dtype=bool)

    # -- which rows belong together ---------------------------------------------------------------

    @cached_property
    def kinds_at(self) -> Index:
        return Index.of(self.found.kinds.key, len(self.found.keys))

    @cached_property
    def leads_at(self) -> Index:
        return Index.of(self.found.leads.key, len(self.found.keys))

    @cached_property
    def covers_at(self) -> Index:
        return Index.of(self.cover_cells, len(self._circle_cells))

    @cached_property
    def uses_at(self) -> Index:
        return Index.of(self.use_cells, len(self._need_cells))

    @cached_property
    def _circle_cells(self) -> Ints:
        covers = self.found.covers
        return np.unique(covers.circle * WEEK + covers.start)

    @cached_property
    def _need_cells(self) -> Ints:
        uses = self.found.uses
        return np.unique(uses.need * WEEK + uses.start)

    @cached_property
    def cover_cells(self) -> Ints:
        """[covers] a number for circle and start."""
        return np.searchsorted(self._circle_cells, self.found.covers.circle * WEEK + self.found.covers.start)

    @cached_property
    def use_cells(self) -> Ints:
        """[uses] a number for room need and start."""
        return np.searchsorted(self._need_cells, self.found.uses.need * WEEK + self.found.uses.start)

    @cached_property
    def cover_cell(self) -> Ints:
        """[bookings] the number of the circle and start at which somebody steps in, -1 for own bookings."""
        bookings = self.found.bookings
        circle = np.where(bookings.own, -1, self.found.circle_of[bookings.demand])
        return _numbers(self._circle_cells, circle, bookings.start)

    @cached_property
    def use_cell(self) -> Ints:
        """[bookings] the number of the room need and start, -1 without a room."""
        bookings = self.found.bookings
        return _numbers(self._need_cells, self.found.need_of[bookings.demand], bookings.start)

    # -- when things are: (start, end) of rows ----------------------------------------------------

    @cached_property
    def slots(self) -> Slots:
        return Slots(self.found.clinic.grid)

    def lead_span(self, rows: Ints) -> tuple[Ints, Ints]:
        key = self.found.leads.key[rows]
        return self.found.keys.start[key], self.found.keys.end[key]

    def kind_span(self, rows: Ints) -> tuple[Ints, Ints]:
        key = self.found.kinds.key[rows]
        return self.found.keys.start[key], self.found.keys.end[key]

    def cover_span(self, rows: Ints) -> tuple[Ints, Ints]:
        start = self.found.covers.start[rows]
        return start, start + self.found.circle_minutes[self.found.covers.circle[rows]]

    def use_span(self, rows: Ints) -> tuple[Ints, Ints]:
        start = self.found.uses.start[rows]
        return start, start + self.found.need_minutes[self.found.uses.need[rows]]

    def book_span(self, rows: Ints) -> tuple[Ints, Ints]:
        return self.found.bookings.start[rows], self.found.booked_end[rows]

    def edge_bookings(self, plan: Plan) -> Ints:
        """Chosen bookings that begin or end a day: without them no gap opens."""
        found, sessions, booked = self.found, plan.chosen["attendances"], plan.chosen["bookings"]
        start = np.concatenate([self.attend_start[sessions], found.bookings.start[booked]])
        patient = np.concatenate([found.attendances.patient[sessions], found.booked_patient[booked]])
        row = np.concatenate([np.full(len(sessions), -1), booked])
        day = patient * 7 + start // DAY
        order = np.lexsort((start, day))
        day, row = day[order], row[order]
        turn = day[1:] != day[:-1]
        edge = (np.append(True, turn) | np.append(turn, True)) if len(day) else np.zeros(0, dtype=bool)
        return np.asarray(row[edge & (row >= 0)])

    def part(self, plan: Plan, attend: Mask, book: Mask, all_staff: bool) -> Part:
        """The candidates of `plan` and those of the masks, with the leaders, stand-ins and rooms they need.

        `all_staff`: whoever leads or steps in now may be exchanged; otherwise only where something is new.
        """
        found, keys = self.found, len(self.found.keys)
        came, booked = plan.attendances > 0, plan.bookings > 0
        attend, book = attend | came, book | booked
        count = np.bincount(found.attendances.key[attend], minlength=keys)
        attend &= (count >= self.least)[found.attendances.key] | came
        open_, fresh = np.zeros(keys, dtype=bool), np.zeros(keys, dtype=bool)
        open_[found.attendances.key[attend]] = True
        fresh[found.attendances.key[attend & ~came]] = True
        away = book & ~found.bookings.own
        staffed = _among(self.cover_cell, away if all_staff else away & ~booked, len(self._circle_cells))
        roomed = _among(self.use_cell, book, len(self._need_cells))
        lead = open_ if all_staff else fresh
        return Part.of(
            found,
            attendances=attend,
            kinds=open_[found.kinds.key] | (plan.kinds > 0) | (found.kinds.pin >= 0),
            leads=lead[found.leads.key] | (plan.leads > 0),
            bookings=book,
            covers=staffed[self.cover_cells] | (plan.covers > 0),
            uses=roomed[self.use_cells] | (plan.uses > 0),
        )

    def pooled(self, plan: Plan) -> Plan:
        """The same week with every appointment given by its circle where it has one."""
        found = self.found
        bookings, covers = plan.bookings.copy(), plan.covers.copy()
        own = np.nonzero((plan.bookings > 0) & ~self.pooled_bookings)[0]
        if not len(own):
            return plan
        demand, start = found.bookings.demand, found.bookings.start
        away = np.nonzero(~found.bookings.own & np.isin(demand, demand[own]))[0]
        other = {(int(demand[row]), int(start[row])): row for row in away}
        therapist = found.possible.demand_own
        chosen = self.covers_at.rows(np.unique(self.cover_cell[away[away >= 0]]))
        cover = {
            (
                int(found.covers.therapist[row]),
                int(found.covers.circle[row]),
                int(found.covers.start[row]),
            ): row
            for row in chosen
        }
        for row in own:
            d, at = int(demand[row]), int(start[row])
            stand_in = cover.get((int(therapist[d]), int(found.circle_of[d]), at))
            if (d, at) in other and stand_in is not None:
                bookings[row], bookings[other[d, at]], covers[stand_in] = 0, 1, 1
        return evolve(plan, bookings=bookings, covers=covers)


def _numbers(cells: Ints, what: Ints, start: Ints) -> Ints:
    """Where each what x WEEK + start stands in `cells`, -1 where it is none of them."""
    code = what * WEEK + start
    at = np.minimum(np.searchsorted(cells, code), max(len(cells) - 1, 0))
    known = cells[at] == code if len(cells) else np.zeros(len(code), dtype=bool)
    return np.where(known & (what >= 0), at, -1)


def _among(cell: Ints, rows: Mask, count: int) -> Mask:
    """[count] the cells of the given rows."""
    found = np.zeros(count + 1, dtype=bool)
    found[cell[rows]] = True  # the last stands for "none"
    found[-1] = False
    return found[:-1]
