"""The part of a week that a repair may touch, and the program for it; everything around stands as it is.

A stage says which attendances and bookings are open beside those in use. Rooms, leaders, stand-ins and breaks
are open only where something new could be, so that what is settled leaves the program at once.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import define, evolve, frozen

from scheduler.mend.ahead import Rest, breaks_left
from scheduler.mend.disturbance import Disturbance, in_order
from scheduler.program.candidates import Candidates
from scheduler.program.columns import Objective, Values
from scheduler.program.model import Model
from scheduler.program.plan import Part, Plan
from scheduler.program.possible import Ints, Mask
from scheduler.score import Entry
from scheduler.search import naming
from scheduler.timetable import Timetable
from scheduler.week import DAY, WEEK

DAYS = 7
VAST = 2_500  # attendances and bookings


@frozen(eq=False)
class Stage:
    """What is open: `attend` and `book` [rows], for the patients in `movers` [P].

    `swap` [7]: on those days whoever leads or steps in may be exchanged at any moment, not only where
    something new could be.
    """

    attend: Mask
    book: Mask
    movers: Mask
    swap: Mask


@define(eq=False)
class Local:
    """The program of a stage: its objectives in their order, and how to come back to a plan."""

    part: Part
    model: Model
    goals: list[Objective]
    disturbance: Disturbance

    def values(self, plan: Plan) -> Values:
        """`plan` as values of the program."""
        return self.model.program.complete(plan.cut(self.part).values)

    def measure(self, values: Values) -> tuple[int, ...]:
        """The objectives in their order."""
        return tuple(goal.value(values) for goal in self.goals)

    @property
    def ordered(self) -> list[Objective]:
        """The objectives to minimise one after the other: what is new and other hands come as one, last."""
        *first, new, hands = self.goals
        return [*first, in_order([new, hands], len(hands.terms[0]))]

    @property
    def settled(self) -> Mask:
        """[P] who stands still."""
        assert self.model.settled is not None
        return self.model.settled

    def hold(self, values: Values) -> None:
        """From now on no objective may be worse than in `values`."""
        for goal in self.goals:
            self.model.program.at_most(goal, goal.value(values))

    def disturb_at_most(self, people: int) -> None:
        """A row: no more people disturbed."""
        column, weight = self.goals[2].terms
        high = people - self.goals[2].constant
        self.model.program.rows("disturbance", np.zeros(len(column)), column, weight, high=high, count=1)

    def plan(self, whole: Plan, values: Values) -> Plan:
        """`whole` with what the program decided."""
        return whole.paste(self.part, Plan.of_values(self.part.found, values))


@frozen(eq=False)
class Vicinity:
    """The rest of a week seen from what has to change."""

    rest: Rest
    entries: tuple[Entry, ...]

    @property
    def found(self) -> Candidates:
        return self.rest.found

    def local(self, plan: Plan, stage: Stage, firm: Mask | None = None) -> Local:
        """The program of `stage` around `plan`; those of `firm` [P] may not lose a minute."""
        part = self._part(plan, stage)
        model, missed = self.rest.model(part, ~stage.movers)
        disturbance = Disturbance(self.rest.begun, model, self.entries, firm)
        goals = [missed, disturbance.lost(), *disturbance.changes(), disturbance.hands()]
        return Local(part, model, goals, disturbance)

    def _part(self, plan: Plan, stage: Stage) -> Part:
        found, keys = self.found, len(self.found.keys)
        came, booked = plan.attendances > 0, plan.bookings > 0
        attend, book = stage.attend | came, stage.book | booked
        fresh = np.zeros(keys, dtype=bool)
        fresh[found.attendances.key[attend & ~came]] = True
        new, away = book & ~booked, ~found.bookings.own
        wanted, needed, covers, uses = self._codes
        open_, moved = fresh, new
        if stage.swap.any():
            met = np.zeros(keys, dtype=bool)
            met[found.attendances.key[attend]] = True
            open_ = fresh | (met & stage.swap[found.keys.start % WEEK // DAY])
            moved = new | (book & stage.swap[found.bookings.start // DAY])
        leads = open_[found.leads.key] | (plan.leads > 0)
        cover = np.isin(covers, np.unique(wanted[moved & away])) | (plan.covers > 0)
        return Part.of(
            found,
            attendances=attend,
            kinds=open_[found.kinds.key] | (plan.kinds > 0) | (found.kinds.pin >= 0),
            leads=leads,
            bookings=book,
            covers=cover,
            uses=np.isin(uses, np.unique(needed[moved])) | (plan.uses > 0),
            pauses=self._pauses(plan, leads, new, cover),
        )

    def around(self, attend: Mask, book: Mask) -> Part:
        """Those attendances and bookings with all they could need, what happened, and nothing else."""
        found, past = self.found, self.rest.past
        key = np.zeros(len(found.keys), dtype=bool)
        key[found.attendances.key[attend]] = True
        wanted, needed, covers, uses = self._codes
        return Part.of(
            found,
            attendances=attend,
            kinds=key[found.kinds.key] | past["kinds"],
            leads=key[found.leads.key] | past["leads"],
            bookings=book | past["bookings"],
            covers=np.isin(covers, np.unique(wanted[book & ~found.bookings.own])),
            uses=np.isin(uses, np.unique(needed[book])) | past["uses"],
        )

    def _pauses(self, plan: Plan, leads: Mask, new: Mask, cover: Mask) -> Mask:
        """Breaks of everybody who could get something new to do; of the others only those they have."""
        found = self.found
        moved = np.zeros(len(found.clinic.therapists), dtype=bool)
        moved[found.leads.therapist[leads & (plan.leads == 0)]] = True
        moved[found.covers.therapist[cover & (plan.covers == 0)]] = True
        own = found.possible.demand_own[found.bookings.demand[new & found.bookings.own]]
        moved[own[own >= 0]] = True
        return moved[found.pauses.therapist] | (plan.pauses > 0)

    @cached_property
    def _codes(self) -> tuple[Ints, Ints, Ints, Ints]:
        """What bookings ask of circles and of rooms, and what covers and uses give, as numbers to compare."""
        found = self.found
        demand, start = found.bookings.demand, found.bookings.start
        return (
            found.circle_of[demand] * WEEK + start,
            found.need_of[demand] * WEEK + start,
            found.covers.circle * WEEK + found.covers.start,
            found.uses.need * WEEK + found.uses.start,
        )

    def plan_of(self, ahead: Timetable) -> Plan:
        """A valid rest of the week, and what happened, as a plan."""
        plan = naming.plan_of(self.found, ahead)
        for name, rows in self.rest.past.items():
            getattr(plan, name)[rows] = 1
        return evolve(plan, pauses=breaks_left(self.found, plan))

    # -- stages ---------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> dict[str, int]:
        """A number for every group and every service by appointment."""
        groups = [group.id for group in self.found.clinic.groups]
        services = sorted({demand.appointment.service for demand in self.found.demands})
        return {name: i for i, name in enumerate([*groups, *services])}

    @cached_property
    def same_time(self) -> tuple[Mask, Mask]:
        """Attendances and bookings at the very times at which their patients have them now."""
        found, names = self.found, self._names
        index, width = found.possible.patient_index, len(self._names)
        wanted = np.array(
            [(index[e.patient] * width + names[e.what]) * 2 * WEEK + e.start for e in self.entries],
            dtype=np.int64,
        )
        service = np.array([names[d.appointment.service] for d in found.demands] or [0], dtype=np.int64)
        group, start = found.keys.group[found.attendances.key], found.keys.start[found.attendances.key]
        attend = (found.attendances.patient * width + group) * 2 * WEEK + start
        book = (found.booked_patient * width + service[found.bookings.demand]) * 2 * WEEK
        return np.isin(attend, wanted), np.isin(book + found.bookings.start, wanted)

    @cached_property
    def forced(self) -> tuple[Entry, ...]:
        """Entries that nothing could keep, whoever else moved."""
        attend, book = self.same_time
        found, names = self.found, self._names
        keys, bookings = found.attendances.key[attend], found.bookings.demand[book]
        service = np.array([names[d.appointment.service] for d in found.demands] or [0], dtype=np.int64)
        could = set(
            zip(
                found.attendances.patient[attend], found.keys.group[keys], found.keys.start[keys], strict=True
            )
        ) | set(zip(found.booked_patient[book], service[bookings], found.bookings.start[book], strict=True))
        index = found.possible.patient_index
        return tuple(e for e in self.entries if (index[e.patient], names[e.what], e.start) not in could)

    @cached_property
    def running(self) -> Mask:
        """[attendances] at starts at which the group meets now."""
        begun, found = self.rest.begun, self.found
        groups = found.possible.group_index
        now = np.array([groups[s.group] * 2 * WEEK + s.start for s in begun.ahead.sessions], dtype=np.int64)
        key = np.isin(found.keys.group * 2 * WEEK + found.keys.start, now)
        return np.asarray(key[found.attendances.key])

    @cached_property
    def vast(self) -> bool:
        """Whether everybody's own times are too many for one program."""
        return sum(int(rows.sum()) for rows in self.same_time) > VAST

    def substitutes(self, concerned: Mask) -> Stage:
        """Those concerned at the very times they have, with whoever is free; all else stands as it is."""
        return self.stage(concerned, *self.same_time)

    def own_times(self, others: Mask | None = None, days: Mask | None = None) -> Stage:
        """Everybody at the very times they have, whoever leads and wherever; those in `others` [P] at any.

        `days` [7]: only what is on those days, and only those who have something there.
        """
        found, (attend, book) = self.found, self.same_time
        movers = np.ones(len(found.clinic.patients), dtype=bool)
        swap = np.ones(DAYS, dtype=bool) if days is None else days
        if days is not None:
            attend = attend & days[found.keys.start[found.attendances.key] // DAY]
            book = book & days[found.bookings.start // DAY]
            movers[:] = False
            movers[found.attendances.patient[attend]] = True
            movers[found.booked_patient[book]] = True
        if others is not None:
            attend = attend | others[found.attendances.patient]
            book = book | others[found.booked_patient]
        return Stage(attend, book, movers, swap)

    def other_hands(self, plan: Plan, days: Mask) -> Stage:
        """Everybody at the times of `plan`; what is on `days` [7] may go to other people and places."""
        found, booked = self.found, plan.bookings > 0
        patient, start = found.booked_patient, found.bookings.start
        same = np.isin(patient * 2 * WEEK + start, patient[booked] * 2 * WEEK + start[booked])
        same &= days[start // DAY]
        here = np.zeros(len(found.clinic.patients), dtype=bool)
        here[patient[booked & same]] = True
        return Stage(np.zeros(len(found.attendances), dtype=bool), same, here, days)

    def stage(self, movers: Mask, attend: Mask | None, book: Mask | None, swap: bool = False) -> Stage:
        """The given candidates (None: all) of `movers`."""
        mine, theirs = movers[self.found.attendances.patient], movers[self.found.booked_patient]
        return Stage(
            mine if attend is None else mine & attend,
            theirs if book is None else theirs & book,
            movers,
            np.full(DAYS, swap),
        )
