"""How far a small change of plan reaches: what is opened around the patients who plan anew, and what stands.

Patients compete with the rest of the week for therapists' time and for rooms. Only what takes the time of
somebody they could need, or one of the last rooms they could need, is opened with them: sessions may get
other leaders or rooms, appointments other therapists, and one at the edge of somebody's day may be lost.
Everything else stands as it is, so that an attempt costs what its part of the week costs, whatever the size
of the clinic.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import define, frozen
from numpy.random import Generator

from scheduler.candidates import Candidates
from scheduler.plan import DECISIONS, Part, Plan
from scheduler.possible import Ints, Mask
from scheduler.terrain import Terrain
from scheduler.week import DAY

STAFF_IN_PLAY = 12
"""Therapists who may take on something new in one attempt; where more could, chance chooses among them."""


@frozen(eq=False)
class Near:
    """A part of the week to plan anew. `standing`: the value that a row of `part` keeps, 0 where it is free;
    `loose`: bookings of settled patients that may be lost."""

    part: Part
    standing: Plan
    loose: Mask


@define(eq=False, slots=False)
class Reach:
    """What a choice of candidates touches.

    `attend` and `book` are masks of what becomes possible for the `movers`; with `all_staff`, those who lead
    or step in now around it may be exchanged.
    """

    terrain: Terrain
    plan: Plan
    attend: Mask
    book: Mask
    movers: Mask  # [P]
    all_staff: bool
    dice: Generator

    def near(self) -> Near:
        """All that is chosen and all that is free, and what stands among them."""
        plan, free = self.plan, self._free
        rows = {name: np.union1d(free[name], np.flatnonzero(getattr(plan, name))) for name in DECISIONS}
        rows["kinds"] = np.union1d(rows["kinds"], np.flatnonzero(self._found.kinds.pin >= 0))
        part = Part(self._found, rows)
        inner = plan.cut(part)
        standing = {
            name: np.where(np.isin(rows[name], free[name]), 0, getattr(inner, name)) for name in DECISIONS
        }
        for name in ("attendances", "bookings"):  # these are settled by patient
            standing[name] = np.zeros(len(rows[name]), dtype=np.int64)
        return Near(part, Plan(**standing), np.isin(rows["bookings"], self._loose))

    @property
    def _found(self) -> Candidates:
        return self.terrain.found

    # -- what the movers touch --------------------------------------------------------------------

    @cached_property
    def _came(self) -> Ints:
        return np.flatnonzero(self.plan.attendances)

    @cached_property
    def _booked(self) -> Ints:
        return np.flatnonzero(self.plan.bookings)

    @cached_property
    def _joins(self) -> Ints:
        """New attendances at keys where enough people could meet."""
        key = self._found.attendances.key
        fresh = np.flatnonzero(self.attend & (self.plan.attendances == 0))
        count = np.bincount(np.concatenate([key[fresh], key[self._came]]), minlength=len(self._found.keys))
        return fresh[(count >= self.terrain.least)[key[fresh]]]

    @cached_property
    def _books(self) -> Ints:
        """New bookings."""
        return np.flatnonzero(self.book & (self.plan.bookings == 0))

    @cached_property
    def _fresh_keys(self) -> Ints:
        return np.unique(self._found.attendances.key[self._joins])

    @cached_property
    def _own_keys(self) -> Ints:
        """Keys at which a mover is or could be."""
        attendances = self._found.attendances
        left = self._came[self.movers[attendances.patient[self._came]]]
        return np.union1d(self._fresh_keys, attendances.key[left])

    @cached_property
    def _own_bookings(self) -> Ints:
        """Bookings of movers, now or possibly."""
        patient = self._found.booked_patient
        return np.concatenate([self._books, self._booked[self.movers[patient[self._booked]]]])

    def _cells(self, cell_of: Ints, bookings: Ints) -> Ints:
        """The cells (circle or need, and start) of bookings that have one."""
        cells = np.unique(cell_of[bookings])
        return cells[cells >= 0]

    # -- therapists -------------------------------------------------------------------------------

    @cached_property
    def _wanted_leads(self) -> Ints:
        return self.terrain.leads_at.rows(self._own_keys if self.all_staff else self._fresh_keys)

    @cached_property
    def _wanted_covers(self) -> Ints:
        bookings = self._own_bookings if self.all_staff else self._books
        return self.terrain.covers_at.rows(self._cells(self.terrain.cover_cell, bookings))

    @cached_property
    def _in_play(self) -> Mask:
        """[T] who may take on something new."""
        found, plan = self._found, self.plan
        leads, covers = found.leads.therapist[self._wanted_leads], found.covers.therapist[self._wanted_covers]
        owner = found.possible.demand_own[found.bookings.demand[self._own_bookings]]
        now = leads[plan.leads[self._wanted_leads] > 0], covers[plan.covers[self._wanted_covers] > 0]
        play = np.zeros(len(found.clinic.therapists), dtype=bool)
        for therapists in (*now, owner[owner >= 0]):
            play[therapists] = True
        others = np.setdiff1d(np.concatenate([leads, covers]), np.flatnonzero(play))
        spare = max(STAFF_IN_PLAY - int(play.sum()), 0)
        play[others if len(others) <= spare else self.dice.choice(others, spare, replace=False)] = True
        return play

    @cached_property
    def _staff_wanted(self) -> Mask:
        """[T, slots] when somebody in play could be needed for something new."""
        terrain, found = self.terrain, self._found
        leads, covers, own = self._wanted_leads, self._wanted_covers, self._own_bookings
        owner = found.possible.demand_own[found.bookings.demand[own]]
        own, owner = own[owner >= 0], owner[owner >= 0]
        spans = (
            (found.leads.therapist[leads], *terrain.lead_span(leads)),
            (found.covers.therapist[covers], *terrain.cover_span(covers)),
            (owner, *terrain.book_span(own)),
        )
        wanted = sum(terrain.slots.count(len(self._in_play), *span) for span in spans)
        return np.asarray((wanted > 0) & self._in_play[:, None])

    def _needs_staff(self, therapist: Ints, span: tuple[Ints, Ints]) -> Mask:
        """Whether an item takes time of its therapist that could be needed."""
        return self.terrain.slots.touched(self._staff_wanted, therapist, *span)

    @cached_property
    def _leading(self) -> Ints:
        return np.flatnonzero(self.plan.leads)

    @cached_property
    def _stepping_in(self) -> Ints:
        return np.flatnonzero(self.plan.covers)

    # -- rooms ------------------------------------------------------------------------------------

    @cached_property
    def _rooms_left(self) -> Ints:
        """[C, slots] rooms of each class that nothing uses; many where no mover could need one."""
        terrain, found, plan = self.terrain, self._found, self.plan
        sizes = np.array([len(c.rooms) for c in found.room_classes], dtype=np.int64)
        kinds, uses = terrain.kinds_at.rows(self._own_keys), terrain.uses_at.rows(self._own_uses)
        kinds = kinds[found.kinds.rooms[kinds] >= 0]
        wanted = terrain.slots.count(len(sizes), found.kinds.rooms[kinds], *terrain.kind_span(kinds))
        wanted += terrain.slots.count(len(sizes), found.uses.rooms[uses], *terrain.use_span(uses))
        running, used = self._running, np.flatnonzero(plan.uses)
        taken = terrain.slots.count(
            len(sizes), found.kinds.rooms[running], *terrain.kind_span(running), plan.kinds[running]
        )
        taken += terrain.slots.count(
            len(sizes), found.uses.rooms[used], *terrain.use_span(used), plan.uses[used]
        )
        return np.where(wanted > 0, sizes[:, None] - taken, len(found.clinic.rooms) + len(self.movers))

    @cached_property
    def _running(self) -> Ints:
        """Kinds that run in a room."""
        running = np.flatnonzero(self.plan.kinds)
        return running[self._found.kinds.rooms[running] >= 0]

    def _needs_room(self, rooms: Ints, span: tuple[Ints, Ints], most: int) -> Mask:
        """Whether an item takes a room of a class that movers could need and that has at most `most` left."""
        return self.terrain.slots.touched(self._rooms_left <= most, rooms, *span)

    # -- what is opened ---------------------------------------------------------------------------

    @cached_property
    def _own_covers(self) -> Ints:
        return self._cells(self.terrain.cover_cell, self._own_bookings)

    @cached_property
    def _own_uses(self) -> Ints:
        return self._cells(self.terrain.use_cell, self._own_bookings)

    @cached_property
    def _loose(self) -> Ints:
        """Settled bookings at the edge of a day that take time or a last room from the movers."""
        terrain, found = self.terrain, self._found
        edge = terrain.edge_bookings(self._came, self._booked)
        patient = found.booked_patient[edge]
        edge = edge[~self.movers[patient] & ~terrain.strict[patient]]
        owner = found.possible.demand_own[found.bookings.demand[edge]]
        own = found.bookings.own[edge] & (owner >= 0)
        takes = np.zeros(len(edge), dtype=bool)
        takes[own] = self._needs_staff(owner[own], terrain.book_span(edge[own]))
        chosen = self._stepping_in
        wanted = self._needs_staff(found.covers.therapist[chosen], terrain.cover_span(chosen))
        takes |= np.isin(terrain.cover_cell[edge], terrain.cover_cells[chosen[wanted]])
        used = np.flatnonzero(self.plan.uses)
        last = used[self._needs_room(found.uses.rooms[used], terrain.use_span(used), 0)]
        takes |= np.isin(terrain.use_cell[edge], terrain.use_cells[last])
        return edge[takes]

    @cached_property
    def _open_keys(self) -> Ints:
        terrain, found = self.terrain, self._found
        running, leading = self._running, self._leading
        rooms, most = found.kinds.rooms[running], int(self.movers.sum())
        near = self._needs_room(rooms, terrain.kind_span(running), most)
        keys = np.union1d(self._own_keys, found.kinds.key[running[near]])
        if self.all_staff:
            taken = self._needs_staff(found.leads.therapist[leading], terrain.lead_span(leading))
            keys = np.union1d(keys, found.leads.key[leading[taken]])
        return keys

    @cached_property
    def _open_covers(self) -> Ints:
        terrain, chosen = self.terrain, self._stepping_in
        cells = np.union1d(self._own_covers, self._cells(terrain.cover_cell, self._loose))
        if self.all_staff:
            therapist = self._found.covers.therapist[chosen]
            taken = self._needs_staff(therapist, terrain.cover_span(chosen))
            cells = np.union1d(cells, terrain.cover_cells[chosen[taken]])
        return cells

    @cached_property
    def _open_uses(self) -> Ints:
        terrain, used = self.terrain, np.flatnonzero(self.plan.uses)
        rooms = self._found.uses.rooms[used]
        near = used[self._needs_room(rooms, terrain.use_span(used), int(self.movers.sum()))]
        loose = self._cells(terrain.use_cell, self._loose)
        return np.unique(np.concatenate([self._own_uses, loose, terrain.use_cells[near]]))

    @cached_property
    def _free(self) -> dict[str, Ints]:
        """The rows of each table that stand in no way."""
        terrain, found = self.terrain, self._found
        leads, covers = self._wanted_leads, self._wanted_covers
        if self.all_staff:
            leads, covers = terrain.leads_at.rows(self._open_keys), terrain.covers_at.rows(self._open_covers)
        leads = leads[self._in_play[found.leads.therapist[leads]]]
        covers = covers[self._in_play[found.covers.therapist[covers]]]
        leading = self._leading[np.isin(found.leads.key[self._leading], self._open_keys)]
        chosen = self._stepping_in
        helping = chosen[np.isin(terrain.cover_cells[chosen], self._open_covers)]
        leads, covers = np.union1d(leads, leading), np.union1d(covers, helping)
        return {
            "attendances": self._joins,
            "kinds": terrain.kinds_at.rows(self._open_keys),
            "leads": leads,
            "bookings": self._books,
            "covers": covers,
            "uses": terrain.uses_at.rows(self._open_uses),
            "pauses": self._pauses(leads, covers),
        }

    def _pauses(self, leads: Ints, covers: Ints) -> Ints:
        """Breaks on every day of a therapist that may change."""
        terrain, found = self.terrain, self._found
        bookings = np.append(self._own_bookings, self._loose)
        owner = found.possible.demand_own[found.bookings.demand[bookings]]
        items = (
            (found.leads.therapist[leads], terrain.lead_span(leads)[0]),
            (found.covers.therapist[covers], terrain.cover_span(covers)[0]),
            (owner[owner >= 0], found.bookings.start[bookings[owner >= 0]]),
        )
        changing = np.zeros((len(self._in_play), 7), dtype=bool)
        for therapist, start in items:
            changing[therapist, start // DAY] = True
        return np.flatnonzero(changing[found.pauses.therapist, found.pauses.start // DAY])
