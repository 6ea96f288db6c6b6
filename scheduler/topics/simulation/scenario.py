"""A simulated group: how many people, how they come and go, what they need."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from attrs import evolve, field, frozen

from curricula.module import Module, Session
from scheduler.clinic import Size
from scheduler.topics.request import ATTENDANCE, Member, Request

CHAIN = 3
"""Topics in a chain, each building on the one before."""
LONGER = 4
"""Weeks that the longest stay of a real module's people is taken to be longer than the shortest."""


@frozen
class Scenario:
    """Everything that the figures depend on but the policy and the seed."""

    census: int = 10
    attendance: float = ATTENDANCE
    dropout: float = 0.0  # the share who leave before their planned last week
    topics: int = 40
    core: int = 12  # topics that everyone needs
    by_plan: int = 6  # topics that each person needs beside, by lot
    chains: int = 0  # chains of three among the core topics
    weeks: int = 104
    rooms: int = 1
    every: int = 1  # 2: the rooms run on every other date only
    individual: bool = False
    a_week: int = 3  # sessions
    stay: tuple[int, int] = (8, 12)  # weeks, any number between as likely
    size: Size = field(default=Size(3, 12))
    real: Module | None = None  # in place of made topics
    here: tuple[tuple[Member, int], ...] = ()  # who begins, with the weeks they stay; none: people by lot
    recent: tuple[str, ...] = ()  # sessions run before, latest last

    @classmethod
    def of_module(cls, module: Module) -> Scenario:
        """A group of the size that `module` is written for, whose people need its core and come as often, and
        for stays as short, as the module says. Raises ValueError for one without core topics."""
        stay = module.stay
        if not module.core_topics:
            raise ValueError(f"{module.id} has no core topics", "name a module of which everyone needs some")
        return cls(
            census=module.group_size.ideal,
            attendance=stay.attendance,
            topics=len(module.topics),
            core=len(module.core_topics),
            by_plan=0,
            a_week=stay.sessions_a_week,
            stay=(stay.weeks, stay.weeks + LONGER),
            size=Size(module.group_size.min, module.group_size.max),
            real=module,
        )

    @classmethod
    def of_request(cls, request: Request) -> Scenario:
        """The group of `request` from the week of its first date on, in whole weeks; newcomers need the core.

        Whoever has no last day yet stays as long as newcomers at most do.
        """
        led = evolve(request.module, sessions=request.led_sessions())
        usual = cls.of_module(led if led.core_topics else request.module)
        days = {day.weekday() for day in request.dates if day > request.dates[-1] - timedelta(days=7)}
        monday = request.dates[0] - timedelta(days=request.dates[0].weekday())
        here = []
        for member in request.members:
            share = len(member.days & days) / len(days) if member.days is not None else 1.0
            weeks = (member.leaves - monday).days // 7 + 1 if member.leaves else usual.stay[1]
            here.append((evolve(member, attendance=member.attendance * share), weeks))
        return evolve(
            usual,
            census=len(here),
            a_week=len(days),
            rooms=request.rooms,
            individual=request.individual,
            size=request.size,
            here=tuple(here),
            recent=request.recent,
        )

    def __attrs_post_init__(self) -> None:
        """Raises ValueError with a sentence and a hint."""
        if self.core + self.by_plan > self.topics:
            raise ValueError(
                f"{self.core} core topics and {self.by_plan} by plan are more than {self.topics} topics",
                "ask for more topics, or need fewer",
            )
        if self.core + self.by_plan == 0:
            raise ValueError("nobody needs any topic", "give a number above 0 for core or by-plan topics")
        if self.chains * CHAIN > self.core:
            raise ValueError(
                f"{self.chains} chains take {self.chains * CHAIN} core topics, and there are {self.core}",
                f"a chain has {CHAIN} topics",
            )
        if self.size.min > self.size.max:
            raise ValueError(
                f"a room of at least {self.size.min} and at most {self.size.max} holds nobody",
                "write the smaller number first",
            )
        if self.stay[0] > self.stay[1]:
            raise ValueError(f"a stay of {self.stay[0]} to {self.stay[1]} weeks", "write the shorter first")

    @property
    def needed(self) -> int:
        return self.core + self.by_plan

    @property
    def is_open(self) -> bool:
        """Whether people join while it runs."""
        return self.real is None or self.real.entry == "any-session"

    @property
    def newcomers(self) -> float:
        """People who join in a week."""
        return self.census / (sum(self.stay) / 2) if self.is_open else 0.0

    def module(self) -> Module:
        """The real one, or one of a session for each topic, of which the first are core."""
        return self.real or Module(
            1, "simulated", "Simulated", "skills", sessions=tuple(map(self._session, range(self.topics)))
        )

    def _session(self, number: int) -> Session:
        link = number < self.chains * CHAIN and number % CHAIN
        return Session(
            name(number),
            f"Topic {number + 1}",
            60,
            teaches=(name(number),),
            requires=(name(number - 1),) if link else (),
            requirement="core" if number < self.core else "by-plan",
        )

    def needs(self, rng: Random) -> frozenset[str]:
        """What one person needs."""
        if self.real is not None:
            return frozenset(self.real.core_topics)
        chosen = rng.sample(range(self.core, self.topics), self.by_plan)
        return frozenset(name(n) for n in (*range(self.core), *chosen))

    def stay_weeks(self, rng: Random) -> tuple[int, int]:
        """A planned stay in weeks, and when it really ends."""
        planned = rng.randint(*self.stay)
        if planned > 1 and rng.random() < self.dropout:
            return planned, rng.randint(1, planned - 1)
        return planned, planned


def name(number: int) -> str:
    return f"topic-{number + 1}"
