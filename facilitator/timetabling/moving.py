"""Moving one item by hand, and what a timetable that was changed by hand breaks."""

from __future__ import annotations

from attrs import evolve, frozen

from scheduler.clinic import Clinic
from scheduler.facts import Facts, Item, Violation, label
from scheduler.timetable import Booking, Session, Timetable
from scheduler.validate import validate
from scheduler.week import DAY


@frozen(eq=False)
class Move:
    """One item on its way. `known` is what the week broke before, which is not the move's doing."""

    clinic: Clinic
    timetable: Timetable
    old: Item
    new: Item
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, clinic: Clinic, timetable: Timetable, item: Item) -> Move:
        known = frozenset(v.message for v in validate(clinic, timetable).violations)
        return cls(clinic, timetable, item, item, known)

    @property
    def result(self) -> Timetable:
        """The timetable with the item where it is now; its bounds and reasons were the solver's and go."""
        old, new, whole = self.old, self.new, self.timetable
        return evolve(
            whole,
            sessions=tuple(new if s == old and isinstance(new, Session) else s for s in whole.sessions),
            appointments=tuple(
                new if b == old and isinstance(new, Booking) else b for b in whole.appointments
            ),
            score=evolve(whole.score, changes_bound=None, preference_bound=None),
            status="feasible",
        )

    def broken(self) -> tuple[str, ...]:
        """What the move breaks, a sentence each."""
        found = validate(self.clinic, self.result).violations
        return tuple(v.message for v in found if v.message not in self.known)

    def stepped(self, days: tuple[int, ...], across: int, down: int) -> Move:
        """Moved by columns of `days` and by steps of the clinic's grid; the item stays inside its day."""
        length = self.new.end - self.new.start
        day, minute = divmod(self.new.start, DAY)
        at = days.index(day) if day in days else 0
        day = days[max(0, min(len(days) - 1, at + across))]
        minute = max(0, min(DAY - length, minute + down * self.clinic.grid))
        start = day * DAY + minute
        return evolve(self, new=evolve(self.new, start=start, end=start + length))

    def next_room(self) -> Move:
        """In the next room of a kind it can use, in the clinic's order; what has no room gets none."""
        rooms = [room.id for room in self.clinic.rooms if self._takes(room.kind)]
        if self.new.room is None or not rooms:
            return self
        at = rooms.index(self.new.room) if self.new.room in rooms else -1
        return evolve(self, new=evolve(self.new, room=rooms[(at + 1) % len(rooms)]))

    def _takes(self, kind: str) -> bool:
        """Groups ask for a kind of room; an appointment is offered every room."""
        wanted = [group.room_kind for group in self.clinic.groups if self._is(group.id)]
        return not wanted or wanted[0] in (None, kind)

    def _is(self, group: str) -> bool:
        return isinstance(self.new, Session) and self.new.group == group


def touched(clinic: Clinic, timetable: Timetable, violations: tuple[Violation, ...]) -> frozenset[Item]:
    """The items that violations name by what and when."""
    places = {violation.where for violation in violations}
    return frozenset(item for item in Facts(clinic, timetable).items if label(item) in places)
