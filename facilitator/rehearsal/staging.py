"""A scenario made ready to run: its session, its clock, and what has been said in the room so far. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve

from curricula.library import shipped
from facilitator.events import Expected, SessionOpened
from facilitator.live.opening import Plan, agenda, process_plan, session_id, topic_plan
from facilitator.rehearsal.scenario import Cue, Scenario

YOU = "you"
"""Who rehearses."""
GROUP = "rehearsal"


def opened(scenario: Scenario, starts: datetime, run: int = 1) -> SessionOpened:
    """The session that the scenario takes place in, when it is rehearsed for the `run`-th time."""
    plan = plan_of(scenario)
    people = tuple(
        Expected(f"R-{number:03d}", who.initials, first=who.first, last=who.last, remote=who.remote)
        for number, who in enumerate(scenario.members, 1)
    )
    return SessionOpened(
        session=session_id(GROUP, starts, f"run-{run}", ()),
        group=GROUP,
        group_title="Rehearsal",
        service="process",
        starts=starts,
        minutes=scenario.minutes,
        room=None,
        leaders=(YOU,),
        roster=people,
        agenda=agenda(plan, people, scenario.minutes),
        scales=plan.scales,
        situations=plan.situations,
        module=plan.module,
        topic=plan.topic,
        title=scenario.title,
        variants=plan.variants,
    )


def plan_of(scenario: Scenario) -> Plan:
    """The module's own plan; a topic borrows the words for situations from the open process group."""
    module = shipped()[scenario.module]
    if not scenario.topic:
        return process_plan(module)
    session = module.session(scenario.topic)
    if session is None:
        raise KeyError(f"{scenario.module} has no session {scenario.topic}")
    return evolve(topic_plan(module, session), situations=process_plan(shipped()["open-process"]).situations)


class RoomClock:
    """Time in the room: `pace` times as fast as outside, and it can be put on to a later moment."""

    def __init__(self, starts: datetime, pace: float, monotonic: Callable[[], float]) -> None:
        self._starts, self._pace, self._monotonic = starts, pace, monotonic
        self._since, self._ahead = monotonic(), timedelta(0)

    def __call__(self) -> datetime:
        return self._starts + self.passed

    @property
    def passed(self) -> timedelta:
        return self._ahead + timedelta(seconds=(self._monotonic() - self._since) * self._pace)

    def on_to(self, moment: timedelta) -> None:
        """Skip what nothing happens in; never back."""
        self._ahead += max(timedelta(0), moment - self.passed)


def said(scenario: Scenario, passed: timedelta) -> tuple[Cue, ...]:
    """Everything that has happened in the room, oldest first."""
    return tuple(cue for cue in scenario.cues if cue.at <= passed)


def coming(scenario: Scenario, passed: timedelta) -> Cue | None:
    """What happens next."""
    return next((cue for cue in scenario.cues if cue.at > passed), None)
