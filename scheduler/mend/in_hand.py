"""The best rest of a week in hand, as a timetable and as a plan: what it costs, and whom it concerns.

An answer of a program is taken only if it is sound when counted without the solver.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

import numpy as np
from attrs import define, evolve, field

from scheduler.facts import Facts, Item
from scheduler.mend.admit import known_reasons
from scheduler.mend.happened import Begun, together
from scheduler.mend.renaming import CannotSplit, renamed
from scheduler.mend.vicinity import Local, Vicinity
from scheduler.program.columns import Values
from scheduler.program.plan import Plan
from scheduler.program.possible import Ints, Mask
from scheduler.score import Entry, entries, score, unmet
from scheduler.timetable import Timetable
from scheduler.week import DAY

Measure = tuple[int, int, int]
"""Minutes lost, people disturbed, entries given up; newcomers are not disturbed."""


@define(eq=False)
class InHand:
    """What a repair stands on; `hopeless` musts fail in any case. Several threads may offer answers."""

    begun: Begun
    vicinity: Vicinity
    ahead: Timetable
    plan: Plan
    hopeless: int
    _lock: Lock = field(factory=Lock, init=False)
    _checked: tuple[Timetable, tuple[str, ...] | None] | None = field(default=None, init=False)

    @classmethod
    def of(cls, begun: Begun, vicinity: Vicinity, ahead: Timetable) -> InHand:
        """Stand on a valid rest of the week."""
        hopeless = len(begun.clinic.pins) - len(vicinity.rest.begun.clinic.pins)
        return cls(begun, vicinity, ahead, vicinity.plan_of(ahead), hopeless)

    def stand_on(self, local: Local, base: Plan, values: Values) -> bool:
        """Take the values of a program around `base` if they are sound and nobody was faster."""
        plan = local.plan(base, values)
        try:
            ahead = renamed(self.vicinity.rest, plan, self.begun.ahead)
        except CannotSplit:
            return False
        found = self.begun.violations(ahead)
        with self._lock:
            if self.plan is not base or not all(self.begun.must(v) for v in found):
                return False
            self._checked = ahead, tuple(v.message for v in found)
            self.plan, self.ahead = plan, ahead
        return True

    # -- what gave way --------------------------------------------------------------------------

    @property
    def missed(self) -> tuple[str, ...] | None:
        """Musts that fail, in words; None when any other rule is broken."""
        if self._checked is None or self._checked[0] is not self.ahead:
            ahead = self.ahead
            found = self.begun.violations(ahead)
            sound = all(self.begun.must(v) for v in found)
            self._checked = ahead, tuple(v.message for v in found) if sound else None
        return self._checked[1]

    @property
    def musts_done(self) -> bool:
        """Whether no pin and no group that has to run fails, but for pins that nothing could hold."""
        missed = self.missed
        return missed is not None and len(missed) <= self.hopeless

    # -- whom it concerns -----------------------------------------------------------------------

    def concerned(self) -> Mask:
        """[P] who lacks something of what they had, or is owed something."""
        ahead = self.ahead
        gone = entries(self.begun.ahead) - entries(ahead)
        return self._mask({e.patient for e in gone} | {u.patient for u in self.begun.lost(ahead)})

    def disturbed(self) -> Mask:
        """[P] who has anything given up or new; newcomers are not disturbed."""
        gone, new = self._differences()
        return self._mask({e.patient for e in gone} | {e.patient for e in new} - self.begun.newcomers)

    def days(self) -> Mask:
        """[7] days on which something that was to come is gone, or goes to other hands or rooms."""
        old: set[Item] = {*self.begun.ahead.sessions, *self.begun.ahead.appointments}
        new: set[Item] = {*self.ahead.sessions, *self.ahead.appointments}
        mask = np.zeros(7, dtype=bool)
        mask[[item.start // DAY for item in old ^ new]] = True
        return mask

    def lost_by_patient(self) -> Ints:
        """[P] minutes."""
        index = self.vicinity.found.possible.patient_index
        lost = np.zeros(len(index), dtype=np.int64)
        for short in self.begun.lost(self.ahead):
            lost[index[short.patient]] += short.minutes
        return lost

    def moved(self) -> tuple[str, ...]:
        """Patients with anything given up or new, newcomers among them."""
        return tuple(sorted({e.patient for some in self._differences() for e in some}))

    def cost(self) -> Measure:
        """What it costs in the order in which it is kept low."""
        gone, new = self._differences()
        still = set(self.vicinity.entries)
        gone = [e for e in gone if e in still]
        people = {e.patient for e in gone} | {e.patient for e in new} - self.begun.newcomers
        lost = sum(short.minutes for short in self.begun.lost(self.ahead))
        return lost, len(people), len(gone)

    def _differences(self) -> tuple[list[Entry], list[Entry]]:
        """Entries given up, and new ones."""
        old, new = entries(self.begun.ahead), entries(self.ahead)
        return list((old - new).elements()), list((new - old).elements())

    def _mask(self, who: Iterable[str]) -> Mask:
        index = self.vicinity.found.possible.patient_index
        mask = np.zeros(len(index), dtype=bool)
        mask[[index[patient] for patient in who]] = True
        return mask

    # -- the whole week -------------------------------------------------------------------------

    def week(self) -> Timetable:
        """The whole week with its score and what is unmet; reasons known before are kept."""
        return whole_week(self.begun, self.ahead)


def whole_week(begun: Begun, ahead: Timetable) -> Timetable:
    """What happened and what is ahead, scored."""
    facts = Facts(begun.clinic, together(begun.known, ahead))
    lacking = known_reasons(begun, unmet(facts))
    return evolve(begun.whole(ahead), unmet=lacking, score=score(facts, begun.timetable))
