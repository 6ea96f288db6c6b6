"""What is asked of the planner: a curriculum, dates, and people with what each still needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from curricula.module import Module, Session
from scheduler.clinic import Mandate, Size
from scheduler.topics.course import Course
from scheduler.topics.staffing import Staff, unled

ATTENDANCE = 0.8
"""The share of sessions people come to, where nothing is known of them."""
LONGEST_LOOK = 26
"""Weeks after which nothing is looked at: what happens half a year from now is anybody's guess."""
NO_REPEAT = 2
"""Dates between two runs of one session: a week of three. It costs no coverage in simulated groups."""
STEERED_KINDS = ("psychoeducation", "skills")
"""Kinds of modules whose members may be steered between rooms; other groups keep their people."""
STAY_WEEKS = 10.0
"""How long people stay, where only the number of members says how many newcomers to expect."""


@frozen
class Member:
    """One person expected in the group. `name` is what sentences call them: a code or initials."""

    id: str
    required: frozenset[str]
    covered: frozenset[str] = frozenset()
    leaves: date | None = None  # the last day; None: nobody knows yet
    attendance: float = ATTENDANCE
    days: frozenset[int] | None = None  # weekdays on which they come, 0 is Monday; None: all
    name: str = ""

    @property
    def called(self) -> str:
        return self.name or self.id

    def expected(self, day: date) -> bool:
        """Whether they belong to the group on `day` at all."""
        return (self.leaves is None or day <= self.leaves) and (
            self.days is None or day.weekday() in self.days
        )


@frozen
class Fixed:
    """A session set by hand; everything else is planned around it. `room` counts from 1."""

    day: date
    session: str
    room: int = 1


@frozen
class Request:
    """The whole question. `dates` are decided; what follows them is looked at for its worth only."""

    module: Module
    dates: tuple[date, ...]
    members: tuple[Member, ...]
    horizon_weeks: int = 6
    rooms: int = 1
    size: Size = field(default=Size(3, 12))
    individual: bool = False
    fixed: tuple[Fixed, ...] = ()
    mandated: tuple[Mandate, ...] = ()
    recent: tuple[str, ...] = ()  # sessions run lately, latest last
    no_repeat: int = NO_REPEAT  # dates that lie between two runs of one session
    staff: Staff = field(default=Staff())  # in each room
    led: Mapping[tuple[date, int], Staff] = field(factory=dict)  # where a date and a room (from 1) differ
    newcomers_a_week: float | None = None  # None: as many as keep the number of members

    def staff_at(self, day: date, room: int) -> Staff:
        """Who leads; on dates that are not known yet, whoever leads the room on the same weekday."""
        same = (s for (known, r), s in self.led.items() if r == room and known.weekday() == day.weekday())
        return self.led.get((day, room)) or next(same, self.staff)

    def led_sessions(self) -> tuple[Session, ...]:
        """The sessions that somebody can lead at one of the dates or that are set by hand; all if none is."""
        course = Course.of(self.module)
        staff = {self.staff_at(day, room + 1) for day in self.dates for room in range(self.rooms)}
        by_hand = {fixed.session for fixed in self.fixed}
        out = frozenset.intersection(*(unled(course, each) for each in staff)) - by_hand
        return tuple(s for s in self.module.sessions if s.id not in out) or self.module.sessions

    @property
    def newcomers(self) -> float:
        """People who join in a week; nobody joins a module that has begun."""
        if self.module.entry != "any-session":
            return 0.0
        if self.newcomers_a_week is not None:
            return self.newcomers_a_week
        return len(self.members) / STAY_WEEKS


def later_dates(dates: Sequence[date], weeks: int, members: Iterable[Member]) -> tuple[date, ...]:
    """Dates after those of a request on which the group is taken to meet: the weekdays of its last week.

    They reach `weeks` from the first date or to the last day of whoever leaves last, whichever is later, and
    never further than LONGEST_LOOK weeks.
    """
    first, last = dates[0], dates[-1]
    monday = last - timedelta(days=last.weekday())
    pattern = [d.weekday() for d in dates if d >= monday]
    if last - first >= timedelta(days=6):  # the last week may be cut short
        pattern = sorted({d.weekday() for d in dates if d > last - timedelta(days=7)})
    ends = [m.leaves for m in members if m.leaves is not None]
    end = min(
        max([first + timedelta(weeks=weeks, days=-1), *ends]),
        first + timedelta(weeks=LONGEST_LOOK),
    )
    found = []
    while monday <= end:
        found += [day for n in pattern if last < (day := monday + timedelta(days=n)) <= end]
        monday += timedelta(weeks=1)
    return tuple(found)
