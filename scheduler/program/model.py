"""The week as an integer program: decisions for all candidates, a hook for every rule, four objectives.

Decisions: who attends where (`attend`), how many sessions of each kind run (`runs`), who leads (`lead`),
which appointments are when (`book`), who steps in for them (`cover`), which rooms they use (`use`), breaks
(`pause`). Sessions and rooms are counted, not named; `scheduler.search.naming` names them afterwards.
Rules see only what is made here, so their order never matters.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import define, field
from numpy.typing import ArrayLike

from scheduler.clinic import Clinic
from scheduler.program.candidates import Candidates, StaffItems, staff_items
from scheduler.program.columns import Program, ranges
from scheduler.program.paths import PatientItems, Waits, lay
from scheduler.program.plan import Plan
from scheduler.program.possible import Ints, Mask


@define(eq=False, slots=False)
class Model:
    """One program for one set of candidates, with the columns of every family of decisions.

    `settled` [P] are patients who keep exactly the candidates that are left for them: their columns are
    fixed, and rules about a patient's own week need not look at them again. `loose` are bookings that they
    may lose. `standing` are values that kinds, leads, covers, uses and pauses keep, 0 where they are free.
    """

    found: Candidates
    settled: Mask | None = None
    loose: Mask | None = None
    standing: Plan | None = None
    program: Program = field(factory=Program)

    def __attrs_post_init__(self) -> None:
        found, make = self.found, self.program.columns
        if self.settled is None:
            self.settled = np.zeros(len(found.clinic.patients), dtype=bool)
        self.attend = make(len(found.attendances), lower=self.settled[found.attendances.patient])
        self.runs = self._standing("kinds", found.kinds.most)
        self.lead = self._standing("leads")
        held = self.settled[found.booked_patient]
        self.book = make(len(found.bookings), lower=held if self.loose is None else held & ~self.loose)
        self.cover = self._standing("covers")
        self.use = self._standing("uses", self._rooms_of(found.uses.rooms))
        self.pause = self._standing("pauses")

    def _standing(self, name: str, upper: ArrayLike = 1) -> Ints:
        """Columns of one table, fixed where they stand."""
        count = len(getattr(self.found, name))
        if self.standing is None:
            return self.program.columns(count, upper)
        values = getattr(self.standing, name)
        return self.program.columns(count, np.where(values > 0, values, upper), lower=values)

    def _rooms_of(self, classes: Ints) -> Ints:
        sizes = np.array([len(c.rooms) for c in self.found.room_classes], dtype=np.int64)
        return sizes[classes] if len(classes) else classes

    @property
    def clinic(self) -> Clinic:
        return self.found.clinic

    @cached_property
    def items(self) -> PatientItems:
        """What could take the time of patients who are not settled, as one table."""
        found, keys = self.found, self.found.keys
        attendances, bookings = found.attendances, found.bookings
        group, demand = keys.group[attendances.key], bookings.demand
        every = PatientItems(
            patient=np.concatenate([attendances.patient, found.booked_patient]),
            start=np.concatenate([keys.start[attendances.key], bookings.start]),
            end=np.concatenate([keys.end[attendances.key], found.booked_end]),
            column=np.concatenate([self.attend, self.book]),
            on_site=np.concatenate([self.attends_on_site, ~found.possible.telehealth[demand]]),
            group=np.concatenate([group, np.full(len(bookings), -1)]),
            demand=np.concatenate([np.full(len(attendances), -1), demand]),
        )
        assert self.settled is not None
        return every.take(~self.settled[every.patient]) if self.settled.any() else every

    @cached_property
    def attends_on_site(self) -> Mask:
        """For each attendance whether the patient is in the building."""
        patient = self.found.attendances.patient
        group = self.found.keys.group[self.found.attendances.key]
        remote = np.array([p.remote for p in self.clinic.patients], dtype=bool)
        away = np.array([g.telehealth is True for g in self.clinic.groups], dtype=bool)
        hybrid = np.array([g.telehealth == "hybrid" for g in self.clinic.groups], dtype=bool)
        if not len(patient):
            return np.zeros(0, dtype=bool)
        return np.asarray(~away[group] & ~(hybrid[group] & remote[patient]))

    @cached_property
    def staff(self) -> StaffItems:
        """What could take therapists' time, as one table."""
        return staff_items(self.found)

    @cached_property
    def staff_columns(self) -> Ints:
        """The column of every row of `staff`."""
        staff, families = self.staff, (self.lead, self.book, self.cover)
        column = np.zeros(len(staff), dtype=np.int64)
        for table, family in enumerate(families):
            mine = staff.table == table
            column[mine] = family[staff.row[mine]]
        return column

    @cached_property
    def used_keys(self) -> Ints:
        """Keys that have at least one kind of session left."""
        return np.unique(self.found.kinds.key)

    @cached_property
    def on_path(self) -> Mask:
        """[P]: patients whose every day is one path on site (a `max_gap`, nothing by telehealth)."""
        path = np.array([p.max_gap is not None for p in self.found.possible.prescriptions], dtype=bool)
        path[self.items.patient[~self.items.on_site]] = False
        return path

    @cached_property
    def waits(self) -> Waits:
        """The network of days on site, laid once, for all patients with a `max_gap`."""
        gaps = np.array(
            [-1 if p.max_gap is None else p.max_gap for p in self.found.possible.prescriptions],
            dtype=np.int64,
        )
        items = self.items.take(self.items.on_site & (gaps[self.items.patient] >= 0))
        return lay(self.program, "gap", items, gaps)

    def runs_at(self, keys: Ints) -> tuple[Ints, Ints]:
        """The rows of `kinds` at each key: (position in `keys`, row)."""
        order = np.argsort(self.found.kinds.key, kind="stable")
        sorted_keys = self.found.kinds.key[order]
        low, high = np.searchsorted(sorted_keys, keys), np.searchsorted(sorted_keys, keys, side="right")
        position, rank = ranges(low, high)
        return position, order[rank]

    @cached_property
    def group_day(self) -> tuple[Ints, Ints]:
        """(patient x 7 + day, column): 1 when the patient has a group session that day; only days with
        any.
        """
        items = self.items
        sessions = items.group >= 0
        cell = items.patient[sessions] * 7 + items.day[sessions]
        cells, inverse = np.unique(cell, return_inverse=True)
        attend, program = items.column[sessions], self.program
        columns = program.columns(
            len(cells), follow=lambda values: np.bincount(inverse, values[attend], len(cells)) > 0
        )
        row = np.arange(len(attend))
        link = np.concatenate([attend, columns[inverse]])
        program.rows("days", np.tile(row, 2), link, np.repeat([1, -1], len(row)), high=0)
        some = np.concatenate([inverse, np.arange(len(cells))])
        signs = np.repeat([1, -1], [len(row), len(cells)])
        program.rows("days", some, np.concatenate([attend, columns]), signs, low=0)
        return cells, columns

    def day_column(self, cell: Ints) -> Ints:
        """The `group_day` column of each patient x 7 + day."""
        cells, columns = self.group_day
        return columns[np.searchsorted(cells, cell)]
