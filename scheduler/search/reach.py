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

from scheduler.program.candidates import Candidates
from scheduler.program.index import among, union
from scheduler.program.plan import Part, Plan
from scheduler.program.possible import Ints, Mask
from scheduler.search.terrain import Terrain
from scheduler.week import DAY

STAFF_IN_PLAY = 8
"""Therapists beside their own whom movers may turn to in one attempt; where more could, chance chooses."""

MOST_LOOSE = 100
"""Bookings of settled patients that may be lost in one attempt."""


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
        plan, rows, standing = self.plan, {}, {}
        for name, free in self._free.items():
            opened = among(len(getattr(plan, name)), free)
            keep = opened | among(len(opened), plan.chosen[name])
            if name == "kinds":
                keep |= self._found.kinds.pin >= 0
            rows[name] = np.flatnonzero(keep)
            standing[name] = np.where(opened[rows[name]], 0, getattr(plan, name)[rows[name]])
        for name in ("attendances", "bookings"):  # these are settled by patient
            standing[name] = np.zeros(len(rows[name]), dtype=np.int64)
        loose = among(len(plan.bookings), self._loose)[rows["bookings"]]
        return Near(Part(self._found, rows), Plan(**standing), loose)

    @property
    def _found(self) -> Candidates:
        return self.terrain.found

    # -- what the movers touch --------------------------------------------------------------------

    @cached_property
    def _joins(self) -> Ints:
        """New attendances at keys where enough people could meet."""
        key = self._found.attendances.key
        came, fresh = self.plan.chosen["attendances"], np.flatnonzero(self.attend)
        fresh = fresh[self.plan.attendances[fresh] == 0]
        count = np.bincount(np.concatenate([key[fresh], key[came]]), minlength=len(self._found.keys))
        return np.asarray(fresh[(count >= self.terrain.least)[key[fresh]]])

    @cached_property
    def _books(self) -> Ints:
        """New bookings."""
        rows = np.flatnonzero(self.book)
        return np.asarray(rows[self.plan.bookings[rows] == 0])

    @cached_property
    def _fresh_keys(self) -> Ints:
        return union(len(self._found.keys), self._found.attendances.key[self._joins])

    @cached_property
    def _own_keys(self) -> Ints:
        """Keys at which a mover is or could be."""
        attendances, came = self._found.attendances, self.plan.chosen["attendances"]
        left = came[self.movers[attendances.patient[came]]]
        return union(len(self._found.keys), self._fresh_keys, attendances.key[left])

    @cached_property
    def _own_bookings(self) -> Ints:
        """Bookings of movers, now or possibly."""
        patient, booked = self._found.booked_patient, self.plan.chosen["bookings"]
        return np.concatenate([self._books, booked[self.movers[patient[booked]]]])

    def _covers_of(self, bookings: Ints) -> Ints:
        """The cells (circle and start) at which somebody steps in for these bookings."""
        cells = self.terrain.cover_cell[bookings]
        return union(self.terrain.covers_at.count, cells[cells >= 0])

    def _uses_of(self, bookings: Ints) -> Ints:
        """The cells (room need and start) of these bookings."""
        cells = self.terrain.use_cell[bookings]
        return union(self.terrain.uses_at.count, cells[cells >= 0])

    # -- therapists -------------------------------------------------------------------------------

    @cached_property
    def _wanted_leads(self) -> Ints:
        return self.terrain.leads_at.rows(self._own_keys if self.all_staff else self._fresh_keys)

    @cached_property
    def _wanted_covers(self) -> Ints:
        bookings = self._own_bookings if self.all_staff else self._books
        return self.terrain.covers_at.rows(self._covers_of(bookings))

    @cached_property
    def _in_play(self) -> Mask:
        """[T] who may take on something new: the movers' own therapists and some of all who could."""
        found = self._found
        owner = found.possible.demand_own[found.bookings.demand[self._own_bookings]]
        play = among(len(found.clinic.therapists), owner[owner >= 0])
        leads, covers = found.leads.therapist[self._wanted_leads], found.covers.therapist[self._wanted_covers]
        others = np.flatnonzero(among(len(play), leads, covers) & ~play)
        if len(others) > STAFF_IN_PLAY:
            others = self.dice.choice(others, STAFF_IN_PLAY, replace=False)
        play[others] = True
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

    # -- rooms ------------------------------------------------------------------------------------

    @cached_property
    def _rooms_left(self) -> Ints:
        """[C, slots] rooms of each class that nothing uses; many where no mover could need one."""
        terrain, found, plan = self.terrain, self._found, self.plan
        sizes = np.array([len(c.rooms) for c in found.room_classes], dtype=np.int64)
        kinds, uses = (
            terrain.kinds_at.rows(self._own_keys),
            terrain.uses_at.rows(self._uses_of(self._own_bookings)),
        )
        kinds = kinds[found.kinds.rooms[kinds] >= 0]
        wanted = terrain.slots.count(len(sizes), found.kinds.rooms[kinds], *terrain.kind_span(kinds))
        wanted += terrain.slots.count(len(sizes), found.uses.rooms[uses], *terrain.use_span(uses))
        running, used = self._running, plan.chosen["uses"]
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
        running = self.plan.chosen["kinds"]
        return running[self._found.kinds.rooms[running] >= 0]

    def _needs_room(self, rooms: Ints, span: tuple[Ints, Ints], most: int) -> Mask:
        """Whether an item takes a room of a class that movers could need and that has at most `most` left."""
        return self.terrain.slots.touched(self._rooms_left <= most, rooms, *span)

    # -- what is opened ---------------------------------------------------------------------------

    @cached_property
    def _loose(self) -> Ints:
        """Settled bookings at the edge of a day that take time or a last room from the movers."""
        terrain, found = self.terrain, self._found
        edge = terrain.edge_bookings(self.plan)
        patient = found.booked_patient[edge]
        edge = edge[~self.movers[patient] & ~terrain.strict[patient]]
        owner = found.possible.demand_own[found.bookings.demand[edge]]
        own = found.bookings.own[edge] & (owner >= 0)
        takes = np.zeros(len(edge), dtype=bool)
        takes[own] = self._needs_staff(owner[own], terrain.book_span(edge[own]))
        chosen = self.plan.chosen["covers"]
        wanted = self._needs_staff(found.covers.therapist[chosen], terrain.cover_span(chosen))
        cells = among(terrain.covers_at.count + 1, terrain.cover_cells[chosen[wanted]])
        takes |= cells[terrain.cover_cell[edge]]  # the last cell, -1, stands for none and is never set
        used = self.plan.chosen["uses"]
        last = used[self._needs_room(found.uses.rooms[used], terrain.use_span(used), 0)]
        takes |= among(terrain.uses_at.count + 1, terrain.use_cells[last])[terrain.use_cell[edge]]
        loose = edge[takes]
        return loose if len(loose) <= MOST_LOOSE else self.dice.choice(loose, MOST_LOOSE, replace=False)

    @cached_property
    def _open_keys(self) -> Ints:
        terrain, found = self.terrain, self._found
        running, leading = self._running, self.plan.chosen["leads"]
        rooms, most = found.kinds.rooms[running], int(self.movers.sum())
        near = self._needs_room(rooms, terrain.kind_span(running), most)
        keys = union(len(found.keys), self._own_keys, found.kinds.key[running[near]])
        if self.all_staff:
            taken = self._needs_staff(found.leads.therapist[leading], terrain.lead_span(leading))
            keys = union(len(found.keys), keys, found.leads.key[leading[taken]])
        return keys

    @cached_property
    def _open_covers(self) -> Ints:
        terrain, chosen = self.terrain, self.plan.chosen["covers"]
        cells = self._covers_of(np.concatenate([self._own_bookings, self._loose]))
        if self.all_staff:
            therapist = self._found.covers.therapist[chosen]
            taken = self._needs_staff(therapist, terrain.cover_span(chosen))
            cells = union(terrain.covers_at.count, cells, terrain.cover_cells[chosen[taken]])
        return cells

    @cached_property
    def _open_uses(self) -> Ints:
        terrain, used = self.terrain, self.plan.chosen["uses"]
        rooms = self._found.uses.rooms[used]
        near = used[self._needs_room(rooms, terrain.use_span(used), int(self.movers.sum()))]
        cells = self._uses_of(np.concatenate([self._own_bookings, self._loose]))
        return union(terrain.uses_at.count, cells, terrain.use_cells[near])

    @cached_property
    def _free(self) -> dict[str, Ints]:
        """The rows of each table that stand in no way."""
        terrain, found = self.terrain, self._found
        leads, covers = self._wanted_leads, self._wanted_covers
        if self.all_staff:
            leads, covers = terrain.leads_at.rows(self._open_keys), terrain.covers_at.rows(self._open_covers)
        leads = leads[self._in_play[found.leads.therapist[leads]]]
        covers = covers[self._in_play[found.covers.therapist[covers]]]
        leading, helping = self.plan.chosen["leads"], self.plan.chosen["covers"]
        open_keys = among(len(found.keys), self._open_keys)
        leading = leading[open_keys[found.leads.key[leading]]]
        open_covers = among(terrain.covers_at.count, self._open_covers)
        helping = helping[open_covers[terrain.cover_cells[helping]]]
        leads, covers = np.concatenate([leads, leading]), np.concatenate([covers, helping])
        return {
            "attendances": self._joins,
            "kinds": terrain.kinds_at.rows(self._open_keys),
            "leads": leads,
            "bookings": self._books,
            "covers": covers,
            "uses": terrain.uses_at.rows(self._open_uses),
            "pauses": self._pauses(),
        }

    def _pauses(self) -> Ints:
        """Breaks on days on which somebody in play could be needed."""
        pauses, slots = self._found.pauses, self.terrain.slots
        day = pauses.start // DAY * DAY
        return np.flatnonzero(slots.touched(self._staff_wanted, pauses.therapist, day, day + DAY))
