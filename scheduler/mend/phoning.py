"""Whom to phone when a week changes while it runs: one sentence a person, in order of time.

    for call in calls(clinic, old, new, changes):
        print(f"{call.at:%a %H:%M}  {call}")

A person is phoned when they come, or work, at another time, with another therapist or in another group, and
nobody for what they said themselves. Another room is no call but a sign on a door: see `rooms`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Literal

from attrs import frozen

from scheduler.clinic import Clinic
from scheduler.facts import Facts, Item, staff_of
from scheduler.mend.changes import Absent, Away, Change, Discharged, period
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, WEEK, Period, Span, clock, overlap, when

Role = Literal["patient", "therapist"]
Key = tuple[str, str, int]
"""(group or service, patient of an appointment, start)"""
Pair = tuple[Item, Item | None]
"""What somebody had, and what comes in its place."""


@frozen
class Call:
    """One person, the soonest moment (local time) that is different for them, and what to tell them."""

    person: str
    role: Role
    at: datetime
    words: str

    def __str__(self) -> str:
        return f"{self.person}: {self.words}"


@frozen(order=True)
class Clause:
    """A part of a sentence, by the minute of the week it is about."""

    at: int
    words: str


@frozen(eq=False, slots=False)
class Side:
    """A week before or after."""

    facts: Facts

    @cached_property
    def staff(self) -> dict[Key, list[str]]:
        """Everybody who leads or gives what takes place, by what and when."""
        found: dict[Key, list[str]] = {}
        for item in self.facts.items:
            found.setdefault(key_of(item), []).extend(staff_of(item))
        return found

    def runs(self, item: Item) -> bool:
        """Whether it takes place at its time, with whomever."""
        return key_of(item) in self.staff


def calls(clinic: Clinic, old: Timetable, new: Timetable, changes: Sequence[Change] = ()) -> tuple[Call, ...]:
    """Everybody to be phoned when `new` takes the place of `old`, the soonest first, patients before staff.

    Both are timetables of one week; `clinic` knows everybody in either. `changes` are what happened: of their
    own absence nobody needs to hear.
    """
    before, after = Side(Facts(clinic, old)), Side(Facts(clinic, new))
    found: list[Call] = []
    for patient in clinic.patients:
        clauses = _for_patient(patient.id, before, after, _known(changes, patient.id, old))
        found += _call(patient.id, "patient", clauses, old)
    for therapist in clinic.therapists:
        clauses = _for_therapist(therapist.id, before, after, _known(changes, therapist.id, old))
        found += _call(therapist.id, "therapist", clauses, old)
    return tuple(sorted(found, key=lambda call: call.at))


def _known(changes: Iterable[Change], person: str, timetable: Timetable) -> tuple[Span, ...]:
    """When somebody is not there by their own word."""
    found: list[Span | None] = []
    for change in changes:
        match change:
            case Away(name) | Absent(name) if name == person:
                found.append(timetable.week.span(period(change)))
            case Discharged(name, day) if name == person:
                found.append((max(timetable.week.minute(Period.day(day).end), 0), WEEK))
    return tuple(filter(None, found))


def _call(person: str, role: Role, clauses: Iterable[Clause], timetable: Timetable) -> Iterator[Call]:
    parts = sorted(clauses)
    if parts:
        words = "; and ".join(part.words for part in parts)
        yield Call(person, role, timetable.week.moment(parts[0].at), words)


def listed(things: Sequence[tuple[int, str]]) -> str:
    """Things with their starts, the weekday said once: `Monday 09:00 process and 10:00 skills`."""
    words, day = [], -1
    for at, what in things:
        words.append(f"{when(at) if at // DAY != day else clock(at % DAY)} {what}")
        day = at // DAY
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


# --- patients -----------------------------------------------------------------------------------------------


def _for_patient(person: str, before: Side, after: Side, known: tuple[Span, ...]) -> Iterator[Clause]:
    """What is different for a patient. An item's twin has the same service at the same start."""
    olds, news = before.facts.of_patient[person], after.facts.of_patient[person]
    if not olds and news:
        things = listed([(item.start, f"{_what(item)}{_with(item)}") for item in news])
        yield Clause(news[0].start, f"come to {things}")
        return

    def key(item: Item) -> tuple[str, int]:
        return _service(item, after.facts), item.start

    here, there = {key(item): item for item in news}, {key(item): item for item in olds}
    for item in olds:
        if key(item) in here:
            yield from _other_company(item, here[key(item)])
    gone = [item for item in olds if key(item) not in here]
    come = [item for item in news if key(item) not in there]
    cancelled: list[Pair] = []
    given_up: list[Pair] = []
    for left, right in _pairs(gone, come, lambda item: _service(item, after.facts)):
        if left is None and right is not None:
            words = f"{_come([right], person, after)} {when(right.start)} to {_what(right)} as well"
            yield Clause(right.start, words + _with(right))
        elif left is not None and (_meets(left, known) or (isinstance(left, Session) and after.runs(left))):
            given_up += [(left, right)]
        elif left is not None:
            cancelled += [(left, right)]
    yield from _cancelled(cancelled, person, after)
    yield from _given_up(given_up, person, after, known)


def _cancelled(pairs: Sequence[Pair], person: str, after: Side) -> Iterator[Clause]:
    """`Wednesday 18:00 process is cancelled; come Thursday 18:00 instead`, or both for several things."""
    if not pairs:
        return
    gone = sorted((left.start, _what(left)) for left, _ in pairs)
    words = f"{listed(gone)} {'is' if len(gone) == 1 else 'are'} cancelled"
    come = [right for _, right in pairs if right is not None]
    if come:
        words += f"; {_instead(pairs, person, after)} instead"
    yield Clause(min(item.start for item in (*come, *(left for left, _ in pairs))), words)


def _given_up(pairs: Sequence[Pair], person: str, after: Side, known: tuple[Span, ...]) -> Iterator[Clause]:
    """A place in something that goes on without them, by their own word or not: where to go in its place."""
    moved = [(left, right) for left, right in pairs if right is not None]
    if moved:
        lefts = listed(sorted((left.start, _what(left)) for left, _ in moved))
        news = [item.start for pair in moved for item in pair if item is pair[1] or not _meets(item, known)]
        yield Clause(min(news), f"{_instead(moved, person, after)} in place of {lefts}")
    for left, right in pairs:
        if right is None and not _meets(left, known):
            yield Clause(left.start, f"there is no place in {when(left.start)} {_what(left)}")


def _instead(pairs: Sequence[Pair], person: str, after: Side) -> str:
    """`come Thursday 18:00`, with what and with whom where that is not plain."""
    come = sorted(((left, right) for left, right in pairs if right), key=lambda pair: pair[1].start)
    verb = _come([right for _, right in come], person, after)
    staff = [_with(right) if staff_of(left) != staff_of(right) else "" for left, right in come]
    if len(pairs) == 1:
        left, right = come[0]
        other = f" to {_what(right)}" if _what(left) != _what(right) else ""
        return f"{verb} {when(right.start)}{other}{staff[0]}"
    things = [(right.start, _what(right) + who) for (_, right), who in zip(come, staff, strict=True)]
    return f"{verb} {'for' if verb == 'be online' else 'to'} {listed(things)}"


def _other_company(item: Item, twin: Item) -> Iterator[Clause]:
    """The same hour in another group, or an appointment with somebody else."""
    if isinstance(item, Session) and isinstance(twin, Session) and item.group != twin.group:
        yield Clause(item.start, f"{when(item.start)} go to {twin.group}, not {item.group}")
    if isinstance(item, Booking) and isinstance(twin, Booking) and item.therapist != twin.therapist:
        words = f"{when(item.start)} {item.service} is{_with(twin) or ' without a therapist'}"
        yield Clause(item.start, f"{words}, not {item.therapist}" if item.therapist else words)


def _come(items: Sequence[Item], person: str, after: Side) -> str:
    return "come" if any(after.facts.in_person(item, person) for item in items) else "be online"


# --- therapists ---------------------------------------------------------------------------------------------


def _for_therapist(person: str, before: Side, after: Side, known: tuple[Span, ...]) -> Iterator[Clause]:
    """What is different for a therapist: what they lead and whom they see, when, and who leads with them."""
    olds, news = before.facts.of_therapist[person], after.facts.of_therapist[person]
    here, there = {key_of(item): item for item in news}, {key_of(item): item for item in olds}
    for item in olds:
        if key_of(item) in here:
            yield from _co_leaders(person, item, here[key_of(item)])
    gone = [item for item in olds if key_of(item) not in here]
    come = [item for item in news if key_of(item) not in there]
    moved = [item for item in gone if not after.runs(item)]
    new = [item for item in come if not before.runs(item)]
    lost: list[tuple[int, str]] = []
    for left, right in _pairs(moved, new, lambda item: key_of(item)[:2]):
        if left is not None and right is not None:
            words = f"{_task(right)} moves from {when(left.start)} to {when(right.start)}{_setting(right)}"
            yield Clause(min(left.start, right.start), words)
        elif right is not None:
            yield Clause(right.start, f"{_do(right)}{_setting(right)}")
        elif left is not None and not _meets(left, known):
            lost.append((left.start, _task(left)))
    if lost:
        yield Clause(lost[0][0], f"{listed(lost)} {'is' if len(lost) == 1 else 'are'} cancelled")
    for item in gone:
        if after.runs(item) and not _meets(item, known):
            names = after.staff[key_of(item)]
            yield Clause(item.start, f"{_others(names)} {_done(item, len(names))} in your place")
    for item in come:
        if before.runs(item):
            yield Clause(item.start, _take_over(person, item, before))


def _co_leaders(person: str, item: Item, twin: Item) -> Iterator[Clause]:
    before, after = ([name for name in sorted(staff_of(i)) if name != person] for i in (item, twin))
    if before != after:
        words = f"with {', '.join(after)}" if after else "yours alone"
        yield Clause(item.start, f"{when(item.start)} {_what(item)} is {words}{_not(before)}")


def _not(names: Sequence[str]) -> str:
    return f", not with {', '.join(names)}" if names else ""


def _take_over(person: str, item: Item, before: Side) -> str:
    """A thing that took place before with somebody else, or that needs one leader more."""
    replaced = sorted(set(before.staff[key_of(item)]) - set(staff_of(item)))
    words = f" in place of {', '.join(replaced)}" if replaced else ""
    others = [name for name in sorted(staff_of(item)) if name != person]
    return f"{_do(item)}{words}{f' together with {_others(others)}' if others else ''}{_setting(item)}"


def _do(item: Item) -> str:
    if isinstance(item, Session):
        return f"lead {when(item.start)} {item.group}"
    return f"see {item.patient} {when(item.start)} for {item.service}"


def _done(item: Item, staff: int) -> str:
    """The same as others do it: `leads`, or `lead` when there are several."""
    verb, rest = _do(item).split(" ", 1)
    return f"{verb}{'s' if staff == 1 else ''} {rest}"


def _task(item: Item) -> str:
    return item.group if isinstance(item, Session) else f"{item.service} of {item.patient}"


def _setting(item: Item) -> str:
    """Where, and how many are expected."""
    parts = [item.room or "online", *([f"{len(item.members)} members"] if isinstance(item, Session) else [])]
    return f" ({', '.join(parts)})"


def _others(names: Iterable[str]) -> str:
    return " and ".join(sorted(names)) or "nobody"


# --- rooms --------------------------------------------------------------------------------------------------


def rooms(old: Timetable, new: Timetable) -> tuple[str, ...]:
    """A line for each thing that stays at its time and goes to another room, in order of time."""
    found: list[Clause] = []
    after = _rooms(new)
    for key, left in _rooms(old).items():
        right = after.get(key, [])
        gone, come = list(left), list(right)
        for room in left:
            if room in come:
                gone.remove(room)
                come.remove(room)
        what = key[0] if not key[1] else f"{key[0]} of {key[1]}"
        for a, b in zip(gone, come, strict=False):
            found.append(Clause(key[2], f"{when(key[2])} {what}: {b or 'online'}, not {a or 'online'}"))
    return tuple(clause.words for clause in sorted(found))


def _rooms(timetable: Timetable) -> dict[Key, list[str]]:
    """The rooms of everything that stands at one start under one name."""
    found: dict[tuple[str, str, int], list[str]] = {}
    items: list[Item] = [*timetable.sessions, *timetable.appointments]
    for item in items:
        found.setdefault(key_of(item), []).append(item.room or "")
    return found


# --- both ---------------------------------------------------------------------------------------------------


def _pairs(
    gone: Sequence[Item], come: Sequence[Item], kind: Callable[[Item], object]
) -> Iterator[tuple[Item | None, Item | None]]:
    """What is gone with what comes in its place: of the same kind, the nearest first; then what is left."""
    left, right = list(gone), list(come)
    near = [(abs(a.start - b.start), i, j) for i, a in enumerate(gone) for j, b in enumerate(come)
            if kind(a) == kind(b)]  # fmt: skip
    for _, i, j in sorted(near):
        if gone[i] in left and come[j] in right:
            left.remove(gone[i])
            right.remove(come[j])
            yield gone[i], come[j]
    yield from ((item, None) for item in left)
    yield from ((None, item) for item in right)


def _service(item: Item, facts: Facts) -> str:
    return facts.groups[item.group].service if isinstance(item, Session) else item.service


def key_of(item: Item) -> Key:
    """What tells a thing of the week from others, whoever leads it; copies of one group are one thing."""
    if isinstance(item, Session):
        return item.group, "", item.start
    return item.service, item.patient, item.start


def _meets(item: Item, spans: Iterable[Span]) -> bool:
    return any(overlap(item.span, span) for span in spans)


def _what(item: Item) -> str:
    return item.group if isinstance(item, Session) else item.service


def _with(item: Item) -> str:
    """` with t2` for an appointment; who leads a group is no news to its members."""
    return f" with {item.therapist}" if isinstance(item, Booking) and item.therapist else ""
