"""Plain views of one timetable in its clinic: who has what, when, and what was prescribed.

Everything is recomputed from the two values by looking things up; no solver, nothing cached outside the
object. The rules check and the score counts on these views alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from scheduler.clinic import (
    Appointment,
    Clinic,
    Group,
    Patient,
    Prescription,
    Room,
    Therapist,
    due,
    enrolled,
)
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, DAY_NAMES, Period, Span, Week, Window, clock, joined, when, without

Item = Session | Booking
"""Anything that takes a person's time: a group session or an appointment."""


@frozen
class Violation:
    """One broken rule: its id, a sentence with names, days and times, and the person, room or item concerned.

    `mendable`: something added to the timetable could still mend it (one more member, a room). All others
    stay broken whatever comes on top, so that a few pinned items can be judged before the rest of the
    week is known. `day`: the weekday it is about, where a rule that is mendable is about single days.
    """

    rule: str
    message: str
    where: str
    mendable: bool = False
    day: int | None = None


@frozen(eq=False)
class Facts:
    """One timetable seen from every side. Make it once, hand it to every rule.

    The lookups raise KeyError for ids that the clinic does not know; `scheduler.rules.known` reports those
    first, and `scheduler.validate` stops there.
    """

    clinic: Clinic
    timetable: Timetable

    @property
    def week(self) -> Week:
        return self.timetable.week

    @cached_property
    def rooms(self) -> Mapping[str, Room]:
        return {room.id: room for room in self.clinic.rooms}

    @cached_property
    def therapists(self) -> Mapping[str, Therapist]:
        return {therapist.id: therapist for therapist in self.clinic.therapists}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        return {group.id: group for group in self.clinic.groups}

    @cached_property
    def patients(self) -> Mapping[str, Patient]:
        return {patient.id: patient for patient in self.clinic.patients}

    @cached_property
    def prescriptions(self) -> Mapping[str, Prescription]:
        """What each patient is prescribed: the level's keys with the patient's own put over them."""
        return {patient.id: self.clinic.prescription(patient) for patient in self.clinic.patients}

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every session and appointment, by time."""
        return _by_time([*self.timetable.sessions, *self.timetable.appointments])

    @cached_property
    def of_patient(self) -> Mapping[str, tuple[Item, ...]]:
        """What each patient of the clinic has, by time."""
        return self._collect(self.patients, patients_of)

    @cached_property
    def of_therapist(self) -> Mapping[str, tuple[Item, ...]]:
        """What each therapist leads or gives, by time."""
        return self._collect(self.therapists, staff_of)

    @cached_property
    def of_room(self) -> Mapping[str, tuple[Item, ...]]:
        """What happens in each room, by time."""
        return self._collect(self.rooms, lambda item: (item.room,) if item.room else ())

    @cached_property
    def of_group(self) -> Mapping[str, tuple[Session, ...]]:
        """The sessions of each group, by time."""
        found: dict[str, list[Session]] = {group.id: [] for group in self.clinic.groups}
        for session in sorted(self.timetable.sessions, key=lambda s: s.span):
            found[session.group].append(session)
        return {group: tuple(sessions) for group, sessions in found.items()}

    def _collect(
        self, owners: Iterable[str], whose: Callable[[Item], tuple[str, ...]]
    ) -> dict[str, tuple[Item, ...]]:
        found: dict[str, list[Item]] = {owner: [] for owner in owners}
        for item in self.items:
            for owner in whose(item):
                found[owner].append(item)
        return {owner: tuple(items) for owner, items in found.items()}

    def enrolled(self, patient: str) -> bool:
        """Whether the patient's stay touches the week."""
        return enrolled(self.patients[patient], self.week)

    def group_services(self, patient: str) -> Mapping[str, int]:
        """Group service -> minutes prescribed to `patient` this week; nothing outside the stay."""
        return self.prescriptions[patient].services if self.enrolled(patient) else {}

    def appointments_due(self, patient: str) -> Mapping[str, Appointment]:
        """Appointment service -> what `patient` is prescribed and due this week; nothing outside the stay."""
        if not self.enrolled(patient):
            return {}
        prescribed = self.prescriptions[patient].appointments
        return {a.service: a for a in prescribed if due(a, self.patients[patient], self.week)}

    def prescribed(self, booking: Booking) -> Appointment | None:
        """The prescription behind a booked appointment, due or not; None when there is none."""
        prescribed = self.prescriptions[booking.patient].appointments
        return next((a for a in prescribed if a.service == booking.service), None)

    def in_person(self, item: Item, patient: str) -> bool:
        """Whether `patient` is on site for `item`: no telehealth, no hybrid group that they join remotely."""
        if isinstance(item, Booking):
            appointment = self.prescribed(item)
            return appointment is None or not appointment.telehealth
        telehealth = self.groups[item.group].telehealth
        return not telehealth or (telehealth == "hybrid" and not self.patients[patient].remote)

    def free(self, windows: tuple[Window, ...], away: tuple[Period, ...]) -> tuple[Span, ...]:
        """Joined windows of this week less absences."""
        holes = tuple(filter(None, (self.week.span(period) for period in away)))
        return without(tuple(window.span for window in joined(windows)), holes)

    def staff(self, therapist: str) -> str:
        """A therapist in words: `t1 (J. O.)`, or the id alone."""
        name = self.therapists[therapist].name
        return f"{therapist} ({name})" if name else therapist


def patients_of(item: Item) -> tuple[str, ...]:
    """The patients in a session or appointment."""
    return (item.patient,) if isinstance(item, Booking) else item.members


def staff_of(item: Item) -> tuple[str, ...]:
    """The therapists in a session or appointment."""
    if isinstance(item, Session):
        return item.leaders
    return (item.therapist,) if item.therapist else ()


def label(item: Item) -> str:
    """What and when: `sud-process on Monday 18:00`, `individual of P-001 on Monday 10:00`."""
    what = item.group if isinstance(item, Session) else f"{item.service} of {item.patient}"
    return f"{what} on {when(item.start)}"


def stretch(span: Span) -> str:
    """A span in words: `Monday 18:00-19:00`."""
    start, end = span
    if end <= (start // DAY + 1) * DAY:
        return f"{when(start)}-{clock(end - start // DAY * DAY)}"
    return f"{when(start)} to {when(end % (7 * DAY))}"


def on_day(spans: Iterable[Span], day: int) -> str:
    """The part of `spans` on one weekday in words: `08:00-12:00 and 13:00-20:00`, or `not at all`."""
    mine = [(start - day * DAY, end - day * DAY) for start, end in spans if start // DAY == day]
    return " and ".join(f"{clock(start)}-{clock(end)}" for start, end in mine) or "not at all"


def hours_on(word: str, spans: Iterable[Span], day: int) -> str:
    """`available 08:00-12:00 on Monday`, or `not available on Monday`."""
    times = on_day(spans, day)
    return f"not {word} on {day_name(day)}" if times == "not at all" else f"{word} {times} on {day_name(day)}"


def inside(span: Span, spans: Iterable[Span]) -> bool:
    """Whether `span` lies whole inside one of `spans`."""
    return any(low <= span[0] and span[1] <= high for low, high in spans)


def length(item: Item) -> int:
    """Minutes from start to end."""
    return item.end - item.start


def day_of(item: Item) -> int:
    """The weekday an item starts on, 0 for Monday."""
    return item.start // DAY


def by_day(items: Iterable[Item]) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """(weekday, items that start on it) for every weekday with items, both in order."""
    days: dict[int, list[Item]] = {}
    for item in items:
        days.setdefault(day_of(item), []).append(item)
    for day in sorted(days):
        yield day, _by_time(days[day])


def clashes(items: Iterable[Item]) -> Iterator[tuple[Item, Item]]:
    """Pairs that overlap in time, the earlier first; `items` in order of time."""
    running: list[Item] = []
    for item in items:
        running = [other for other in running if other.end > item.start]
        yield from ((other, item) for other in running)
        running.append(item)


def day_name(day: int) -> str:
    return DAY_NAMES[day]


def minutes_of(hours: float) -> int:
    """Hours as written in a clinic, in whole minutes."""
    return round(hours * 60)


def _by_time(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: item.span))
