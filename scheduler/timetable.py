"""The answer for one week: sessions with their people, appointments, what is not met, and the score."""

from __future__ import annotations

from attrs import field, frozen

from scheduler.week import Span, Week


@frozen(order=True)
class Session:
    """One meeting of a group. `start` and `end` are minutes of the week; `members` and `leaders` are ids."""

    start: int
    end: int
    group: str
    room: str | None
    leaders: tuple[str, ...]
    members: tuple[str, ...]

    @property
    def span(self) -> Span:
        return self.start, self.end


@frozen(order=True)
class Booking:
    """One appointment of one patient (`[[appointments]]` in TOML); `therapist` is None for staff = false."""

    start: int
    end: int
    service: str
    patient: str
    therapist: str | None
    room: str | None

    @property
    def span(self) -> Span:
        return self.start, self.end


@frozen(order=True)
class Unmet:
    """Minutes of one service that a patient is prescribed and does not get, with the reason and the fix."""

    patient: str
    service: str
    minutes: int
    because: str = ""
    fix: str = ""


@frozen
class Score:
    """The four objectives in their strict order, each with its proven lower bound (None: none proven yet)."""

    unmet_minutes: int = 0
    under_floor: int = 0
    changes: int = 0
    preference: int = 0
    unmet_minutes_bound: int | None = None
    under_floor_bound: int | None = None
    changes_bound: int | None = None
    preference_bound: int | None = None

    @property
    def values(self) -> tuple[int, int, int, int]:
        return self.unmet_minutes, self.under_floor, self.changes, self.preference

    @property
    def proven(self) -> bool:
        bounds = (self.unmet_minutes_bound, self.under_floor_bound, self.changes_bound, self.preference_bound)
        return bounds == self.values


@frozen
class Timetable:
    clinic: str
    week: Week
    sessions: tuple[Session, ...] = ()
    appointments: tuple[Booking, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    score: Score = field(factory=Score)
    status: str = "feasible"  # "optimal" when every value is proven

    def of_patient(self, patient: str) -> tuple[Session | Booking, ...]:
        """Everything one patient has this week, in order of time."""
        mine = [*(s for s in self.sessions if patient in s.members)]
        return tuple(
            sorted([*mine, *(b for b in self.appointments if b.patient == patient)], key=lambda i: i.span)
        )
