"""A simulated group: how many people, how they come and go, what they need."""

from __future__ import annotations

from random import Random

from attrs import field, frozen

from curricula.module import Module, Session
from scheduler.clinic import Size
from scheduler.topics.request import ATTENDANCE

CHAIN = 3
"""Topics in a chain, each building on the one before."""


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
    individual: bool = False
    a_week: int = 3  # sessions
    stay: tuple[int, int] = (8, 12)  # weeks, any number between as likely
    size: Size = field(default=Size(3, 12))

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
    def newcomers(self) -> float:
        """People who join in a week."""
        return self.census / (sum(self.stay) / 2)

    def module(self) -> Module:
        """A module of one session for each topic; the first ones are core."""
        return Module(
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
