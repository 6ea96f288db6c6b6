"""One short sentence for each thing that happens, as the status line says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from facilitator.events import (
    Arrived,
    BreakBegan,
    BreakEnded,
    Entry,
    Excused,
    Fact,
    GuestCame,
    GuestLeft,
    Joined,
    JoinedRemotely,
    Left,
    NoShow,
    Parted,
    Rated,
    SharedNote,
    Step,
    StepExtended,
    StepSkipped,
    StepStarted,
    Tagged,
    TopicChosen,
    Unmarked,
    WalkedIn,
)
from facilitator.live.attendance import is_late
from facilitator.live.state import PRIVATE_SCALES, SessionState

Naming = Callable[[str], str]
"""Member id -> what stands on the screen for it."""


def names(state: SessionState, *, hidden: bool) -> dict[str, str]:
    """Member id -> initials, or `Member 1` ... in the order of the roster when names are hidden."""
    return {
        key: f"Member {number}" if hidden else member.who.initials
        for number, (key, member) in enumerate(state.members.items(), 1)
    }


def step_label(step: Step, naming: Naming) -> str:
    """The label, with whom a welcome or a goodbye is for."""
    if step.member is None:
        return step.label
    name = naming(step.member)
    if step.kind == "goodbye":
        return f"{step.label} to {name}"
    first, comma, rest = step.label.partition(",")
    return f"{first} {name}{comma}{rest}"


def tell(fact: Fact, state: SessionState, naming: Naming) -> str:  # noqa: PLR0911, PLR0912, one line a fact
    """What just happened; empty for what has no place on the room's screen."""
    match fact:
        case Arrived(member, at):
            late = member in state.members and is_late(state.members[member], state)
            return f"{naming(member)} {'late' if late else 'present'} {at:%H:%M}"
        case Left(member, at, reason):
            return f"{naming(member)} left {at:%H:%M}{', ' + reason if reason else ''}"
        case Excused(member):
            return f"{naming(member)} excused"
        case NoShow(member):
            return f"{naming(member)} no-show"
        case Unmarked(member):
            return f"{naming(member)} expected again"
        case WalkedIn(who):
            return f"{naming(who.member)} walked in"
        case GuestCame(_, role):
            return f"A guest sits in ({role})"
        case GuestLeft(guest):
            known = state.guests.get(guest)
            return f"The guest ({known.role if known else 'other'}) left"
        case BreakBegan(at):
            return f"Break since {at:%H:%M}"
        case BreakEnded(at):
            return f"Back from the break {at:%H:%M}"
        case JoinedRemotely(member, on):
            return f"{naming(member)} joins {'from elsewhere' if on else 'in the room'}"
        case Joined(user, at):
            return f"{user} joined {at:%H:%M}"
        case Parted(user):
            return f"{user} left this screen"
        case Rated(member, scale, value):
            return f"{naming(member)} {scale} {'taken out' if value is None else value}"
        case Tagged(member, tag, on):
            return f"{naming(member)} {'' if on else 'not '}{tag}"
        case TopicChosen(title=title):
            return f"Topic: {title}"
        case StepStarted(step):
            return f"Started {_label(state, step, naming)}"
        case StepSkipped(step, parked):
            return f"{'Parked' if parked else 'Skipped'} {_label(state, step, naming)}"
        case StepExtended(step, minutes):
            return f"{minutes:+d} min for {_label(state, step, naming)}"
        case _:
            return ""


def _label(state: SessionState, step: int, naming: Naming) -> str:
    return step_label(state.steps[step].plan, naming)


def told_by_others(entries: Iterable[Entry], state: SessionState, naming: Naming) -> str:
    """What somebody else at another keyboard did, for the room's screen: nothing private is in it."""
    words: dict[str, list[str]] = {}
    for entry in entries:
        fact = entry.fact
        private = isinstance(fact, Rated) and fact.scale in PRIVATE_SCALES
        said = "wrote in the shared note" if isinstance(fact, SharedNote) else tell(fact, state, naming)
        if said and not private:
            words.setdefault(entry.who, []).append(said)
    return "; ".join(f"{who}: {', '.join(dict.fromkeys(said))}" for who, said in words.items())
