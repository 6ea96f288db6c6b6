"""The live session as a value: entries in, state out, nothing else.

`replay(entries)` gives the state of one session's stream, `fold(state, entry)` adds one entry to it. Entries
count once however often they come and stand in the order of their numbers however they arrive, so a retry,
a second reader or a crash never changes what the screen shows. `Undone` takes back any earlier entry of the
stream, another `Undone` too.

What can be computed from the state stands beside it: who was in the room for how long in
`facilitator.live.attendance`, how the steps keep their time in `facilitator.live.agenda`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from attrs import evolve

from facilitator.events import (
    Arrived,
    BreakBegan,
    BreakEnded,
    Entry,
    Excused,
    FlagAnswered,
    FlagRaised,
    GuestCame,
    GuestLeft,
    Joined,
    JoinedRemotely,
    Left,
    Located,
    MinutesCorrected,
    NoShow,
    NoteAmended,
    NoteDrafted,
    NoteSigned,
    Parted,
    Rated,
    SessionCancelled,
    SessionEnded,
    SessionFinished,
    SessionOpened,
    SharedNote,
    StepExtended,
    StepSkipped,
    StepStarted,
    Tagged,
    TopicChosen,
    Undone,
    Unmarked,
    WalkedIn,
    WordsShown,
    taken_back,
)
from facilitator.live.state import (
    AgendaStep,
    Flag,
    Guest,
    Member,
    Past,
    Pause,
    Presence,
    Run,
    SessionState,
    Stamp,
    member_of,
)

Changes = dict[str, Any]
K = TypeVar("K")
V = TypeVar("V")


class Dated(Protocol):
    """Something that happened at a moment."""

    @property
    def at(self) -> datetime: ...


D = TypeVar("D", bound=Dated)


def fold(state: SessionState, entry: Entry) -> SessionState:
    """The state with one more entry. A known or late one, or an `Undone`, costs a replay; others do not."""
    if entry.seq > state.seq and not isinstance(entry.fact, Undone):
        return _add(state, entry, dead=False)
    return replay((*state.entries(), entry))


def replay(entries: Iterable[Entry]) -> SessionState:
    """The state of a stream from its entries in any order, repetitions allowed."""
    ordered = sorted({entry.seq: entry for entry in entries}.values(), key=lambda entry: entry.seq)
    dead = taken_back(ordered)
    state = SessionState()
    for entry in ordered:
        # Nobody has seen this state yet, so it can grow in place: that takes half the time of a copy each.
        for name, value in _changes(state, entry, dead=entry.id in dead).items():
            object.__setattr__(state, name, value)
    return state


def _add(state: SessionState, entry: Entry, *, dead: bool) -> SessionState:
    return evolve(state, **_changes(state, entry, dead=dead))


def _changes(state: SessionState, entry: Entry, *, dead: bool) -> Changes:
    """`entry` as the newest of the chain, with its effect unless it is dead."""
    apply = None if dead else _EFFECTS.get(type(entry.fact))
    changes = apply(state, entry.fact, entry) if apply else {}
    changes["past"] = Past(entry, state.past, dead)
    changes["seq"] = entry.seq
    changes["saved"] = entry.at if state.saved is None else max(state.saved, entry.at)
    return changes


# --- what each fact changes: (state, fact, entry) -> changed fields -----------------------------------------


def _opened(state: SessionState, fact: SessionOpened, _: Entry) -> Changes:
    """The first opening stands; opening once more only adds people who were not expected before."""
    members = {person.member: state.members.get(person.member) for person in fact.roster}
    known = {key: Member(person) for key, person in zip(members, fact.roster, strict=False)}
    if state.opened is not None:
        return {"members": {**known, **state.members}}
    kept = {key: evolve(old, who=known[key].who) for key, old in members.items() if old is not None}
    steps = tuple(AgendaStep(step) for step in fact.agenda)
    return {"opened": fact, "members": {**known, **state.members, **kept}, "steps": steps}


def _topic_chosen(state: SessionState, fact: TopicChosen, _: Entry) -> Changes:
    """The first steps stay with how they ran; the rest of the agenda is the other topic's."""
    if state.opened is None:
        return {}
    kept = state.steps[: fact.kept]
    steps = (*kept, *(AgendaStep(step) for step in fact.agenda))
    opened = evolve(
        state.opened,
        agenda=tuple(step.plan for step in steps),
        module=fact.module,
        topic=fact.topic,
        title=fact.title,
        handouts=fact.handouts,
        homework=fact.homework,
        scales=fact.scales,
        questions=fact.questions,
        variants=fact.variants,
    )
    return {"opened": opened, "steps": steps}


def _member(state: SessionState, key: str, **changes: Any) -> Changes:
    member = member_of(state, key)
    return {"members": {**state.members, key: evolve(member, **changes)}}


def _stamped(state: SessionState, key: str, stamp: Stamp) -> Changes:
    return _member(state, key, stamps=_in_time(member_of(state, key).stamps, stamp), absence="", reason="")


def _in_time(known: tuple[D, ...], new: D) -> tuple[D, ...]:
    """`known` with `new` in its place by time; after what happened at the same moment."""
    if not known or new.at >= known[-1].at:
        return (*known, new)
    return tuple(sorted((*known, new), key=lambda each: each.at))


def _arrived(state: SessionState, fact: Arrived, entry: Entry) -> Changes:
    return _stamped(state, fact.member, Stamp(fact.at, True, entry.id))


def _left(state: SessionState, fact: Left, entry: Entry) -> Changes:
    return _stamped(state, fact.member, Stamp(fact.at, False, entry.id, fact.reason))


def _excused(state: SessionState, fact: Excused, _: Entry) -> Changes:
    return _member(state, fact.member, stamps=(), absence="excused", reason=fact.reason)


def _no_show(state: SessionState, fact: NoShow, _: Entry) -> Changes:
    return _member(state, fact.member, stamps=(), absence="no-show", reason=fact.reason)


def _unmarked(state: SessionState, fact: Unmarked, _: Entry) -> Changes:
    return _member(state, fact.member, stamps=(), absence="", reason="")


def _walked_in(state: SessionState, fact: WalkedIn, _: Entry) -> Changes:
    return _member(state, fact.who.member, who=fact.who)


def _joined(state: SessionState, fact: Joined, _: Entry) -> Changes:
    known = state.here.get(fact.user)
    since = known.since if known else fact.at
    return {"here": _with(state.here, fact.user, Presence(fact.user, since))}


def _parted(state: SessionState, fact: Parted, _: Entry) -> Changes:
    known = state.here.get(fact.user)
    return {"here": _with(state.here, fact.user, evolve(known, left=fact.at))} if known else {}


def _guest_came(state: SessionState, fact: GuestCame, _: Entry) -> Changes:
    guest = Guest(fact.guest, fact.role, fact.at, fact.of)
    return {"guests": _with(state.guests, fact.guest, guest)}


def _guest_left(state: SessionState, fact: GuestLeft, _: Entry) -> Changes:
    guest = state.guests.get(fact.guest)
    return {"guests": _with(state.guests, fact.guest, evolve(guest, left=fact.at))} if guest else {}


def _break_began(state: SessionState, fact: BreakBegan, _: Entry) -> Changes:
    """Two facilitators may both say so: a break that goes on is one break."""
    return {} if state.resting else {"pauses": (*state.pauses, Pause(fact.at))}


def _break_ended(state: SessionState, fact: BreakEnded, _: Entry) -> Changes:
    if not state.resting:
        return {}
    last = state.pauses[-1]
    return {"pauses": (*state.pauses[:-1], evolve(last, until=max(last.since, fact.at)))}


def _remote(state: SessionState, fact: JoinedRemotely, _: Entry) -> Changes:
    return _member(state, fact.member, remote_today=fact.on)


def _located(state: SessionState, fact: Located, _: Entry) -> Changes:
    return _member(state, fact.member, located=fact)


def _rated(state: SessionState, fact: Rated, _: Entry) -> Changes:
    ratings = dict(member_of(state, fact.member).ratings)
    ratings.pop((fact.moment, fact.scale), None)
    if fact.value is not None:
        ratings[fact.moment, fact.scale] = fact.value
    return _member(state, fact.member, ratings=ratings)


def _tagged(state: SessionState, fact: Tagged, _: Entry) -> Changes:
    others = tuple(tag for tag in member_of(state, fact.member).tags if tag != fact.tag)
    return _member(state, fact.member, tags=(*others, fact.tag) if fact.on else others)


def _corrected(state: SessionState, fact: MinutesCorrected, _: Entry) -> Changes:
    return _member(state, fact.member, corrected=fact)


def _step(state: SessionState, index: int, **changes: Any) -> Changes:
    if not 0 <= index < len(state.steps):
        return {}
    step = evolve(state.steps[index], **changes)
    return {"steps": (*state.steps[:index], step, *state.steps[index + 1 :])}


def _step_started(state: SessionState, fact: StepStarted, _: Entry) -> Changes:
    changes = _step(state, fact.step, skipped=False, parked=False)
    if not changes:
        return {}
    return {**changes, "runs": _in_time(state.runs, Run(fact.step, fact.at))}


def _step_skipped(state: SessionState, fact: StepSkipped, _: Entry) -> Changes:
    return _step(state, fact.step, skipped=True, parked=fact.parked)


def _step_extended(state: SessionState, fact: StepExtended, _: Entry) -> Changes:
    if not 0 <= fact.step < len(state.steps):
        return {}
    return _step(state, fact.step, extra=state.steps[fact.step].extra + fact.minutes)


def _flag_raised(state: SessionState, fact: FlagRaised, entry: Entry) -> Changes:
    flag = Flag(fact.member, fact.at, entry.id, fact.why)
    return {"flags": {**state.flags, fact.member: flag}}


def _flag_answered(state: SessionState, fact: FlagAnswered, entry: Entry) -> Changes:
    flag = state.flags.get(fact.member) or Flag(fact.member, fact.at, entry.id)
    return {"flags": {**state.flags, fact.member: evolve(flag, answer=fact)}}


def _drafted(state: SessionState, fact: NoteDrafted, _: Entry) -> Changes:
    """A signed note is locked: words that come later are a matter for an addendum."""
    return {} if fact.member in state.signed else {"drafts": _with(state.drafts, fact.member, fact)}


def _signed(state: SessionState, fact: NoteSigned, _: Entry) -> Changes:
    before = state.signed.get(fact.member, ())
    return {"signed": _with(state.signed, fact.member, (*before, fact))}


def _with(mapping: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    return {**mapping, key: value}


_EFFECTS: dict[type, Callable[[SessionState, Any, Entry], Changes]] = {
    SessionOpened: _opened,
    TopicChosen: _topic_chosen,
    Joined: _joined,
    Parted: _parted,
    Arrived: _arrived,
    Left: _left,
    Excused: _excused,
    NoShow: _no_show,
    Unmarked: _unmarked,
    WalkedIn: _walked_in,
    GuestCame: _guest_came,
    GuestLeft: _guest_left,
    BreakBegan: _break_began,
    BreakEnded: _break_ended,
    JoinedRemotely: _remote,
    Located: _located,
    WordsShown: lambda state, fact, _entry: {"shown": (*state.shown, fact.situation)},
    Rated: _rated,
    Tagged: _tagged,
    MinutesCorrected: _corrected,
    StepStarted: _step_started,
    StepSkipped: _step_skipped,
    StepExtended: _step_extended,
    SharedNote: lambda _state, fact, _entry: {"note": fact.text},
    FlagRaised: _flag_raised,
    FlagAnswered: _flag_answered,
    SessionEnded: lambda _state, fact, _entry: {"ended": fact.at},
    SessionCancelled: lambda _state, fact, _entry: {"cancelled": fact},
    SessionFinished: lambda _state, fact, _entry: {"finished": fact.at},
    NoteDrafted: _drafted,
    NoteSigned: _signed,
    NoteAmended: lambda state, fact, _entry: {"amended": (*state.amended, fact)},
}
