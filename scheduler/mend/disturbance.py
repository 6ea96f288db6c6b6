"""What a repair costs, as objectives of a model: minutes lost, people disturbed, entries given up or new.

People come before entries: on the day somebody has to phone each of them, and one call tells of two changes
as well as of one. Only patients who are not settled are counted; the others keep what they have. Last come
the hands that things go to: who leads or gives something that somebody else was to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import gcd

import numpy as np
from attrs import define, field

from scheduler.facts import Facts
from scheduler.mend.happened import Begun
from scheduler.program.columns import Objective, Values
from scheduler.program.model import Model
from scheduler.program.possible import Ints, Mask
from scheduler.score import Entry, entries

FAR = 1 << 14  # more than the minutes of a week


def entries_ahead(begun: Begun) -> tuple[Entry, ...]:
    """What patients have ahead in the timetable in force and still need; see `scheduler.score.changes`."""
    facts = Facts(begun.clinic, begun.known)
    group_of = {group.id: group.service for group in begun.clinic.groups}
    needed: dict[str, set[tuple[str, bool]]] = {
        patient: {
            *((service, True) for service, minutes in facts.group_services(patient).items() if minutes > 0),
            *((service, False) for service in facts.appointments_due(patient)),
        }
        for patient in facts.patients
    }
    nothing: set[tuple[str, bool]] = set()

    def still(entry: Entry) -> bool:
        grouped = entry.what in group_of
        service = group_of[entry.what] if grouped else entry.what
        return (service, grouped) in needed.get(entry.patient, nothing)

    return tuple(e for e in entries(begun.timetable) if e.start >= begun.now and still(e))


def in_order(goals: Sequence[Objective], *most: int) -> Objective:
    """Several goals as one, strictly in their order; `most` bounds all goals after the first.

    A goal's least step is worth more than all that those after it could add up to.
    """
    total, weight = Objective(), 1
    for goal, below in zip(reversed(goals), (*reversed(most), 0), strict=True):
        column, coefficient = goal.terms
        step = gcd(*coefficient.tolist()) or 1
        total.add(column, coefficient // step * weight)
        weight *= below + 1
    return total


@define(eq=False)
class Disturbance:
    """The objectives of one model; each call of a method adds the columns that it needs, so call it once.

    `firm` [P] are patients who may not lose a minute. `people`, once `changes` was called: patients who can
    be disturbed, and the column that says so of each.
    """

    begun: Begun
    model: Model
    entries: tuple[Entry, ...]
    firm: Mask | None = None
    people: tuple[Ints, Ints] = field(init=False)

    def lost(self) -> Objective:
        """Minutes owed and not given."""
        objective, items = Objective(), self.model.items
        cells, targets = self._owed
        cell = items.patient * self._width + self._service
        at = np.searchsorted(cells, cell)
        known = (cells[np.minimum(at, len(cells) - 1)] == cell) if len(cells) else np.zeros(len(cell), bool)
        row, column, minutes = at[known], items.column[known], items.minutes[known]
        unit = targets.copy()
        np.gcd.at(unit, row, minutes)
        most = targets // np.maximum(unit, 1)

        def short(values: Values) -> Values:
            has = np.bincount(row, values[column] * minutes, len(cells)).astype(np.int64)
            return np.asarray(np.maximum(targets - has, 0) // np.maximum(unit, 1))

        upper = most if self.firm is None else np.where(self.firm[cells // self._width], 0, most)
        missing = self.model.program.columns(len(cells), upper, short)
        self.model.program.rows(
            "lost",
            np.concatenate([row, np.arange(len(cells))]),
            np.concatenate([column, missing]),
            np.concatenate([minutes // unit[row], np.ones(len(cells), dtype=np.int64)]),
            low=most,
            count=len(cells),
        )
        objective.add(missing, unit)
        return objective

    @cached_property
    def _owed(self) -> tuple[Ints, Ints]:
        """(patient and service as one number, sorted; minutes owed) of those who are not settled."""
        index, settled = self.model.found.possible.patient_index, self.model.settled
        assert settled is not None
        rows = []
        for (patient, service, grouped), minutes in self.begun.owed.items():
            p = index[patient]
            number = (self._grouped if grouped else self._booked).get(service)
            if not settled[p] and number is not None:
                rows.append((p * self._width + number, minutes))
        table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    @cached_property
    def _grouped(self) -> dict[str, int]:
        """Number of each service of groups."""
        return {name: i for i, name in enumerate(sorted({g.service for g in self.model.clinic.groups}))}

    @cached_property
    def _booked(self) -> dict[str, int]:
        """Number of each service by appointment, above those of groups."""
        names = sorted({demand.appointment.service for demand in self.model.found.demands})
        return {name: i for i, name in enumerate(names, len(self._grouped))}

    @property
    def _width(self) -> int:
        return len(self._grouped) + len(self._booked)

    @cached_property
    def _service(self) -> Ints:
        """[items] the number of each item's service."""
        groups = [self._grouped[group.service] for group in self.model.clinic.groups]
        demands = [self._booked[demand.appointment.service] for demand in self.model.found.demands]
        return self._of_items(groups, demands)

    def _of_items(self, groups: list[int], demands: list[int]) -> Ints:
        items = self.model.items
        by_group, by_demand = (np.array(v or [0], dtype=np.int64) for v in (groups, demands))
        return np.where(items.group >= 0, by_group[items.group], by_demand[items.demand])

    def changes(self) -> tuple[Objective, Objective, Objective]:
        """People disturbed; entries given up; entries that are new."""
        items, program = self.model.items, self.model.program
        codes, at, kept, fresh = self._entries, self._at, self._kept, self._fresh
        possible = np.bincount(at[kept], minlength=len(codes)) > 0
        concerned = np.unique(np.concatenate([codes // FAR // self._names, items.patient[fresh]]))
        of_entry = np.searchsorted(concerned, codes // FAR // self._names)
        of_fresh = np.searchsorted(concerned, items.patient[fresh])
        forced = np.zeros(len(concerned), dtype=bool)
        forced[of_entry[~possible]] = True

        def disturbed(values: Values) -> Values:
            stays = np.bincount(at[kept], values[items.column[kept]], len(codes))
            result = forced.astype(np.int64)
            np.maximum.at(result, of_entry[stays == 0], 1)
            np.maximum.at(result, of_fresh, values[items.column[fresh]])
            return result

        people = program.columns(len(concerned), 1, disturbed, lower=forced)
        self.people = concerned, people
        number = np.arange(len(codes))
        row, column = (
            np.concatenate([at[kept], number]),
            np.concatenate([items.column[kept], people[of_entry]]),
        )
        program.rows("disturbance", row, column, low=1, count=len(codes))
        free = ~forced[of_fresh]
        new, owner = items.column[fresh][free], people[of_fresh][free]
        row = np.tile(np.arange(len(new)), 2)
        program.rows("disturbance", row, np.concatenate([owner, new]), np.repeat([1, -1], len(new)), low=0)
        return (
            self._sum(people),
            self._lost_entries(len(codes), items.column[kept]),
            self._sum(items.column[fresh]),
        )

    def hands(self) -> Objective:
        """Sessions and appointments that go to somebody who was not to do them."""
        model, found, ahead = self.model, self.model.found, self.begun.ahead
        group, therapist = found.possible.group_index, found.possible.therapist_index
        leads, covers, bookings = found.leads, found.covers, found.bookings
        led = [
            (therapist[t] * len(group) + group[s.group]) * FAR + s.start
            for s in ahead.sessions
            for t in s.leaders
        ]
        gave = [therapist[b.therapist] * FAR + b.start for b in ahead.appointments if b.therapist]
        lead = (leads.therapist * len(group) + found.keys.group[leads.key]) * FAR + found.keys.start[
            leads.key
        ]
        own = found.possible.demand_own[bookings.demand]
        at = found.booked_patient * FAR + bookings.start
        stood = {
            found.possible.patient_index[b.patient] * FAR + b.start: therapist.get(b.therapist or "", -1)
            for b in ahead.appointments
        }
        had = np.array([stood.get(int(code), -2) for code in at], dtype=np.int64)
        objective = Objective()
        objective.add(model.lead[~np.isin(lead, led)], 1)
        objective.add(model.cover[~np.isin(covers.therapist * FAR + covers.start, gave)], 1)
        objective.add(model.book[bookings.own & (own >= 0) & (had >= -1) & (had != own)], 1)
        return objective

    def _sum(self, columns: Ints) -> Objective:
        objective = Objective()
        objective.add(columns, 1)
        return objective

    def _lost_entries(self, count: int, kept: Ints) -> Objective:
        objective = Objective(constant=count)
        objective.add(kept, -1)
        return objective

    @cached_property
    def _at(self) -> Ints:
        """[items] where each item's code is, or would be, among the entries."""
        return np.searchsorted(self._entries, self._code)

    @cached_property
    def _kept(self) -> Mask:
        """[items] that are one of the entries."""
        codes = self._entries
        if not len(codes):
            return np.zeros(len(self.model.items), dtype=bool)
        return np.asarray(codes[np.minimum(self._at, len(codes) - 1)] == self._code)

    @cached_property
    def _fresh(self) -> Mask:
        """[items] that would be new to their patients; nothing is to newcomers."""
        items = self.model.items
        return ~self._kept & (items.start >= self.begun.now) & ~self._new[items.patient]

    @property
    def _names(self) -> int:
        return len(self.model.clinic.groups) + self._width

    @cached_property
    def _new(self) -> Mask:
        """[P] newcomers: whatever they get is no disturbance."""
        newcomers = self.begun.newcomers
        return np.array([patient.id in newcomers for patient in self.model.clinic.patients], dtype=bool)

    @cached_property
    def _code(self) -> Ints:
        """[items] patient, what and start as one number."""
        groups = list(range(len(self.model.clinic.groups)))
        demands = [
            len(groups) + self._booked[demand.appointment.service] for demand in self.model.found.demands
        ]
        what = self._of_items(groups, demands)
        return (self.model.items.patient * self._names + what) * FAR + self.model.items.start

    @property
    def count(self) -> int:
        """Entries of those who are not settled."""
        return len(self._entries)

    @cached_property
    def _entries(self) -> Ints:
        """The codes of the entries of those who are not settled, sorted."""
        index, settled = self.model.found.possible.patient_index, self.model.settled
        assert settled is not None
        groups, rows = self.model.found.possible.group_index, []
        for entry in self.entries:
            p = index[entry.patient]
            what = groups.get(entry.what)
            if what is None:
                what = len(groups) + self._booked[entry.what]
            if not settled[p]:
                rows.append((p * self._names + what) * FAR + entry.start)
        return np.array(sorted(set(rows)), dtype=np.int64)
