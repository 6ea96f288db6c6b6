"""Make-ups: sessions ahead that a patient could still join, with nobody moved and every rule kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

from attrs import evolve, frozen

from scheduler.clinic import Clinic
from scheduler.facts import Facts, Item, length
from scheduler.mend.ahead import possible_ahead
from scheduler.mend.happened import Begun
from scheduler.mend.seats import House, Seat
from scheduler.mend.standing import PERSONAL
from scheduler.timetable import Booking, Session, Timetable


@frozen(eq=False)
class Makeups:
    """A week in the middle of it, asked for seats. `begun` is cut at the moment from which seats count."""

    begun: Begun

    @cached_property
    def _house(self) -> House:
        return House(
            Facts(self.begun.clinic, self.begun.timetable), possible_ahead(self.begun), self.begun.now
        )

    def of(self, patient: str, missed: Collection[Item] = ()) -> tuple[Seat, ...]:
        """Every session that fits beside what the patient has, less what was `missed`.

        In order: sessions of a group that was missed, of a service that was missed, then by time.
        """
        had = self._had(patient, missed)
        groups = {item.group for item in missed if isinstance(item, Session)}
        services = {self._house.facts.groups[name].service for name in groups}
        found = [
            seat
            for seat in self._house.seats(patient)
            if patient not in seat.session.members and self._fits(patient, [*had, seat.session])
        ]

        def wanted(seat: Seat) -> tuple[bool, bool, int]:
            group = seat.session.group
            service = self._house.facts.groups[group].service
            return group not in groups, service not in services, seat.session.start

        return tuple(sorted(found, key=wanted))

    def together(
        self, patient: str, seats: Sequence[Seat], missed: Collection[Item], enough: int
    ) -> tuple[Seat, ...]:
        """As many of `seats` as fit beside one another, in their order, until `enough` minutes are had."""
        had = self._had(patient, missed)
        taken: list[Seat] = []
        for seat in seats:
            if sum(length(one.session) for one in taken) >= enough:
                break
            if self._fits(patient, [*had, *(one.session for one in taken), seat.session]):
                taken.append(seat)
        return tuple(taken)

    def _had(self, patient: str, missed: Collection[Item]) -> list[Item]:
        gone = set(missed)
        return [item for item in self.begun.timetable.of_patient(patient) if item not in gone]

    def _fits(self, patient: str, items: Sequence[Item]) -> bool:
        """Whether these items break no rule about the patient's own week that fewer of them would keep."""
        last = items[-1]
        before = sum(1 for rule in PERSONAL for _ in rule.check(self._alone(patient, items[:-1])))
        after = sum(1 for rule in PERSONAL for _ in rule.check(self._alone(patient, items)))
        clash = any(one.start < last.end and last.start < one.end for one in items[:-1])
        return not clash and after <= before

    def _alone(self, patient: str, items: Sequence[Item]) -> Facts:
        """The patient's own week as a timetable of its own."""
        person = tuple(p for p in self.begun.clinic.patients if p.id == patient)
        clinic: Clinic = evolve(self.begun.clinic, patients=person)
        sessions = tuple(evolve(i, members=(patient,)) for i in items if isinstance(i, Session))
        bookings = tuple(item for item in items if isinstance(item, Booking))
        return Facts(clinic, Timetable(clinic.name, self.begun.week, sessions, bookings))
