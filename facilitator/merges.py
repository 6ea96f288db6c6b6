"""Two records that turn out to be one person: from then on they are read as one, until that is taken back.

Pure. Nothing is copied or moved: the facts of both stay where they stand. The id that was merged answers for
the person it was merged into, and is nobody of its own in any list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from facilitator.events import Entry, Merged, taken_back
from facilitator.people import Census, Person
from scheduler.timetable import Timetable


class People(dict[str, Person]):
    """A census in which `ids` that were merged lead to the person; only people of their own are counted."""

    def __init__(self, people: Mapping[str, Person], ids: Mapping[str, str]) -> None:
        super().__init__(people)
        self.ids = ids

    def __missing__(self, name: str) -> Person:
        if name in self.ids:
            return self[self.ids[name]]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (name in self.ids)

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401, this is that get


def merges(entries: Iterable[Entry]) -> Mapping[str, str]:
    """Id -> the id it was merged into, as that stands now; never a circle."""
    ordered = sorted((e for e in entries), key=lambda entry: entry.seq)
    gone = taken_back(ordered)
    found: dict[str, str] = {}
    for entry in ordered:
        fact = entry.fact
        if isinstance(fact, Merged) and entry.id not in gone and fact.member not in found:
            into = found.get(fact.into, fact.into)
            if into != fact.member:
                found = {name: into if one == fact.member else one for name, one in found.items()}
                found[fact.member] = into
    return found


def merged(people: Census, entries: Iterable[Entry]) -> People:
    """The census with everybody who is one person as one."""
    found, ids = dict(people), {}
    for name, into in merges(entries).items():
        if name in found and into in found:
            found[into] = _one(found[into], found.pop(name))
            ids[name] = into
    return People(found, ids)


def week_of_people(table: Timetable, ids: Mapping[str, str]) -> Timetable:
    """A week that was published before a merge, with everybody under the id they have now."""

    def now(name: str) -> str:
        return ids.get(name, name)

    return evolve(
        table,
        sessions=tuple(
            evolve(each, members=tuple(dict.fromkeys(map(now, each.members)))) for each in table.sessions
        ),
        appointments=tuple(evolve(each, patient=now(each.patient)) for each in table.appointments),
        unmet=tuple(evolve(each, patient=now(each.patient)) for each in table.unmet),
    )


def _one(person: Person, other: Person) -> Person:
    """`person` with the stays, profiles and facts of `other`, in the order of time."""
    stays = sorted((*person.stays, *other.stays), key=lambda stay: (stay.first, stay.number))
    theirs = (evolve(each, demand=evolve(each.demand, id=person.id)) for each in other.profiles)
    return evolve(
        person,
        stays=tuple(evolve(stay, number=number) for number, stay in enumerate(stays, 1)),
        profiles=tuple(sorted((*theirs, *person.profiles), key=lambda each: each.on)),
        reviews=tuple(sorted({*person.reviews, *other.reviews})),
        covered={**other.covered, **person.covered},
        by_plan=person.by_plan | other.by_plan,
        followed=person.followed | other.followed,
        pauses=tuple(sorted((*person.pauses, *other.pauses), key=lambda pause: pause.first)),
        also=(*person.also, other.id, *other.also),
    )
