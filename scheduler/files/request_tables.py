"""The tables of a topic request."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from curricula.shape import about
from scheduler.files.tables import MandateTable, SizeTable
from scheduler.files.values import read_format
from scheduler.topics.request import ATTENDANCE, LONGEST_LOOK, NO_REPEAT
from scheduler.week import DAYS

CORE = "core"
"""Stands for every core topic among the required ones."""


def read_day(text: str) -> int:
    """`mon` as 0. Raises ValueError."""
    from curricula.diagnostics import did_you_mean

    if text not in DAYS:
        raise ValueError(
            f'"{text}" is not a weekday', did_you_mean(text, DAYS) or f"known: {', '.join(DAYS)}"
        )
    return DAYS.index(text)


_ATTENDANCE = about("The share of sessions they come to.", at_least=0.05, at_most=1)


@frozen(kw_only=True)
class MemberTable:
    """A person in the group, by code."""

    id: str = field(metadata=about("A code, never a name."))
    leaves: date | None = field(
        default=None, metadata=about("The last day; without one, the end of the horizon.")
    )
    attendance: float | None = field(default=None, metadata=_ATTENDANCE)
    days: frozenset[int] | None = field(
        default=None, metadata=about("Weekdays on which they come; default: all.", toml=str, each=read_day)
    )
    required: tuple[str, ...] = field(
        default=(CORE,), metadata=about("Topics they need; core stands for every core topic. Default: core.")
    )
    covered: tuple[str, ...] = field(default=(), metadata=about("Topics they have had, here or elsewhere."))


@frozen(kw_only=True)
class FixedTable:
    """A session set by hand; the rest is planned around it."""

    day: date = field(metadata=about("One of the dates.", alias="date"))
    session: str = field(metadata=about("The id of a session of the curriculum."))
    room: int = field(default=1, metadata=about("In which room, counted from 1.", at_least=1, at_most=10))


@frozen(kw_only=True)
class RequestTable:
    """Which topics at which dates: a curriculum, dates, and who is in the group."""

    format: int = field(metadata=about("1", convert=read_format))
    curriculum: str = field(metadata=about("The id of a module that ships with openchair, or a path to one."))
    dates: tuple[date, ...] = field(metadata=about("When the group meets."))
    horizon_weeks: int = field(
        default=6,
        metadata=about("Weeks from the first date that are looked at.", at_least=1, at_most=LONGEST_LOOK),
    )
    attendance: float = field(default=ATTENDANCE, metadata=_ATTENDANCE)
    rooms: int = field(
        default=1,
        metadata=about("Parallel rooms at each date; members are steered to them.", at_least=1, at_most=10),
    )
    size: SizeTable = field(
        factory=lambda: SizeTable(min=3, max=12),
        metadata=about("Members in each room that runs; with too few people fewer rooms run."),
    )
    individual: bool = field(
        default=False,
        metadata=about("true: topics that the group will hardly reach are proposed for individual sessions."),
    )
    recent: tuple[str, ...] = field(default=(), metadata=about("Sessions run lately, latest last."))
    no_repeat: int = field(
        default=NO_REPEAT,
        metadata=about("Dates between two runs of the same session.", at_least=0, at_most=100),
    )
    facilitators: int | None = field(
        default=None,
        metadata=about("In each room; with 1, sessions that need two are left out.", at_least=1, at_most=10),
    )
    credentials: tuple[str, ...] | None = field(
        default=None,
        metadata=about(
            "What those who lead it are credentialed for between them; sessions that need another credential "
            "are left out. Default: nothing is asked."
        ),
    )
    newcomers_a_week: float | None = field(
        default=None,
        metadata=about(
            "People expected to join in a week. Default: a tenth of the members.", at_least=0, at_most=100
        ),
    )
    members: tuple[MemberTable, ...] = field(default=(), metadata=about("Who is in the group."))
    mandated: tuple[MandateTable, ...] = field(
        default=(), metadata=about("Topics that have to be given by a day, whoever needs them.")
    )
    fixed: tuple[FixedTable, ...] = field(default=(), metadata=about("Sessions set by hand."))
