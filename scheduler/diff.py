"""What is different between two timetables, person by person: moved, added, lost, with whom, where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from attrs import frozen

from scheduler.facts import Item, patients_of, staff_of
from scheduler.timetable import Session, Timetable
from scheduler.week import when

Kind = Literal["moved", "added", "lost", "with", "where"]


@frozen
class Difference:
    """One difference for one person. `before` and `after` are what stood and stands there, in words."""

    person: str
    kind: Kind
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if self.kind == "added":
            return f"{self.person}: {self.what} {self.after} (new)"
        if self.kind == "lost":
            return f"{self.person}: {self.what} {self.before} → nothing"
        return f"{self.person}: {self.what} {self.before} → {self.after}"


def differences(old: Timetable, new: Timetable) -> tuple[Difference, ...]:
    """Everything that is different by weekday and time, patients first, then therapists, each in order.

    What moved is paired with where it went, the nearest first. Parallel copies of a group are one group.
    """
    found: list[Difference] = []
    for whose, name in ((patients_of, _of_patient), (staff_of, _of_therapist)):
        before, after = _by_person(old, whose), _by_person(new, whose)
        for person in sorted({*before, *after}):
            found += _of_person(person, before.get(person, []), after.get(person, []), name)
    return tuple(found)


def _by_person(timetable: Timetable, whose: Callable[[Item], tuple[str, ...]]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    items: list[Item] = [*timetable.sessions, *timetable.appointments]
    for item in sorted(items, key=lambda item: item.span):
        for person in whose(item):
            found.setdefault(person, []).append(item)
    return found


def _of_patient(item: Item) -> str:
    return item.group if isinstance(item, Session) else item.service


def _of_therapist(item: Item) -> str:
    return item.group if isinstance(item, Session) else f"{item.service} of {item.patient}"


def _of_person(
    person: str, before: list[Item], after: list[Item], name: Callable[[Item], str]
) -> Iterator[Difference]:
    for what in sorted({*map(name, before), *map(name, after)}):
        olds = [item for item in before if name(item) == what]
        news = [item for item in after if name(item) == what]
        kept = {item.start for item in olds} & {item.start for item in news}
        for start in sorted(kept):
            one = next(item for item in olds if item.start == start)
            other = next(item for item in news if item.start == start)
            yield from _same_start(person, what, one, other)
        gone = [item.start for item in olds if item.start not in kept]
        come = [item.start for item in news if item.start not in kept]
        yield from _moves(person, what, gone, come)


def _same_start(person: str, what: str, one: Item, other: Item) -> Iterator[Difference]:
    """Other company or another room at the same weekday and time; a leader's own company is not news."""
    at = f"{what} {when(one.start)}"
    if _company(person, one) != _company(person, other):
        yield Difference(person, "with", at, _company(person, one), _company(person, other))
    if one.room != other.room:
        yield Difference(person, "where", at, one.room or "no room", other.room or "no room")


def _company(person: str, item: Item) -> str:
    staff = [name for name in sorted(staff_of(item)) if name != person]
    return (
        f"with {', '.join(staff)}" if staff else "alone" if person in staff_of(item) else "without therapist"
    )


def _moves(person: str, what: str, gone: list[int], come: list[int]) -> Iterator[Difference]:
    """Each lost start with the nearest new one; what is left over is lost or added."""
    pairs = sorted((abs(a - b), a, b) for a in gone for b in come)
    left, right = list(gone), list(come)
    moved: list[tuple[int, int]] = []
    for _, a, b in pairs:
        if a in left and b in right:
            left.remove(a)
            right.remove(b)
            moved.append((a, b))
    yield from (Difference(person, "moved", what, when(a), when(b)) for a, b in sorted(moved))
    yield from (Difference(person, "lost", what, before=when(a)) for a in left)
    yield from (Difference(person, "added", what, after=when(b)) for b in right)


def summary(found: Iterable[Difference]) -> str:
    """`3 moved, 1 lost`, or `nothing is different`."""
    kinds = [difference.kind for difference in found]
    words: tuple[tuple[Kind, str], ...] = (
        ("moved", "moved"),
        ("added", "added"),
        ("lost", "lost"),
        ("with", "with others"),
        ("where", "elsewhere"),
    )
    counts = [f"{kinds.count(kind)} {word}" for kind, word in words if kind in kinds]
    return ", ".join(counts) or "nothing is different"
