"""Closed rosters that nobody leads: courses, classes, mutual help with fixed members.

Such a group brings its whole roster along, so a run of it is one task: a start and a room, clashing with
every run that shares a person. `Rosters` turns the groups of a week into a `layout.Puzzle`, and places into
sessions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from attrs import define, evolve, field, frozen

from scheduler.clinic import Group, Patient, Pin, enrolled
from scheduler.program.candidates import Candidates
from scheduler.search.layout import NO_ROOM, NOWHERE, Places, Puzzle
from scheduler.timetable import Session
from scheduler.week import DAY


@frozen
class Run:
    """The n-th run of a group (both from 0); `pin` asks for it."""

    group: int
    number: int
    pin: Pin | None = None


@frozen(eq=False)
class Rosters:
    """The runs that members are prescribed, as tasks in the order of `runs`. Room bits are index + 1."""

    found: Candidates
    runs: tuple[Run, ...]
    puzzle: Puzzle

    @classmethod
    def of(cls, found: Candidates, last_week: Iterable[Session] = ()) -> Rosters:
        """All closed rosters that nobody has to lead; home is where they were last week."""
        usable = _usable(found)
        runs = tuple(_runs(found, usable))
        rosters = cls(found, runs, _puzzle(found, runs, usable))
        home = rosters.places(last_week).start
        return evolve(rosters, puzzle=evolve(rosters.puzzle, home=home))

    def places(self, sessions: Iterable[Session]) -> Places:
        """The places of what takes part in `sessions`."""
        clinic, number = self.found.clinic, {start: t for t, start in enumerate(self.puzzle.starts)}
        rooms = {room.id: i + 1 for i, room in enumerate(clinic.rooms)}
        mine: dict[str, list[int]] = defaultdict(list)
        for task, run in enumerate(self.runs):
            mine[clinic.groups[run.group].id].append(task)
        start, room = [NOWHERE] * len(self.runs), [NOWHERE] * len(self.runs)
        for session in sorted(sessions):
            at = number.get(session.start)
            fitting = [
                i
                for i in mine.get(session.group, ())
                if at is not None and start[i] == NOWHERE and self.puzzle.usable[i][at]
            ]
            if at is not None and fitting:
                task = min(fitting, key=lambda i: (self.runs[i].pin is None, i))
                start[task], room[task] = at, rooms.get(session.room or "", NO_ROOM)
        return Places(tuple(start), tuple(room))

    def sessions(self, places: Places) -> Iterator[Session]:
        """Everything that has a place, with whoever of the roster is with the clinic that day."""
        clinic = self.found.clinic
        for run, start, room in zip(self.runs, places.start, places.room, strict=True):
            if start == NOWHERE:
                continue
            group, at = clinic.groups[run.group], self.puzzle.starts[start]
            members = tuple(sorted(p.id for p in _roster(self.found, group) if _stays(self.found, p, at)))
            where = None if room == NO_ROOM else clinic.rooms[room - 1].id
            yield Session(at, at + group.minutes, group.id, where, (), members)


def _leaderless(found: Candidates) -> list[int]:
    led = {pin.group for pin in found.possible.pins if pin.leaders}
    groups = enumerate(found.clinic.groups)
    return [g for g, x in groups if x.members is not None and x.leaders == 0 and x.id not in led]


def _roster(found: Candidates, group: Group) -> list[Patient]:
    """Whoever of the roster has a stay that touches the week."""
    index = found.possible.patient_index
    people = (found.clinic.patients[index[member]] for member in dict.fromkeys(group.members or ()))
    return [patient for patient in people if enrolled(patient, found.week)]


def _stays(found: Candidates, patient: Patient, at: int) -> bool:
    date = found.week.date(at // DAY)
    begun = patient.admitted is None or patient.admitted <= date
    return begun and (patient.discharge is None or date <= patient.discharge)


def _usable(found: Candidates) -> dict[int, dict[int, int]]:
    """For each such group: minute of the week -> rooms (bits), wherever the whole roster can come."""
    keys, kinds = found.keys, found.kinds
    coming = np.bincount(found.attendances.key, minlength=len(keys))
    expected = np.zeros((len(found.clinic.groups), 7), dtype=np.int64)
    for g in _leaderless(found):
        people = _roster(found, found.clinic.groups[g])
        expected[g] = [sum(_stays(found, p, day * DAY) for p in people) for day in range(7)]
    size = expected[keys.group, keys.start // DAY][kinds.key]
    good = (size > 0) & (coming[kinds.key] == size) & (kinds.leaders == 0)
    good &= (kinds.low <= size) & (size <= kinds.high)
    usable: dict[int, dict[int, int]] = defaultdict(dict)
    for kind in np.nonzero(good)[0].tolist():
        key = int(kinds.key[kind])
        here, start = usable[int(keys.group[key])], int(keys.start[key])
        here[start] = here.get(start, 0) | _bits(found, int(kinds.rooms[kind]))
    return usable


def _bits(found: Candidates, rooms: int) -> int:
    if rooms < 0:
        return 1 << NO_ROOM
    return sum(1 << room + 1 for room in found.room_classes[rooms].rooms)


def _runs(found: Candidates, groups: Iterable[int]) -> Iterator[Run]:
    """What has to run by a pin, then a run of each group in turn while all its members need one more."""
    needs = _Needs(found)
    made: dict[int, int] = {}
    for g in groups:
        pins = _pins(found, g)
        for number, pin in enumerate(pins):
            needs.take(g)
            yield Run(g, number, pin)
        made[g] = len(pins)
    while True:
        more = [g for g in made if needs.allow(g, made[g])]
        for g in more:
            if needs.allow(g, made[g]):
                needs.take(g)
                yield Run(g, made[g])
                made[g] += 1
        if not more:
            return


def _pins(found: Candidates, g: int) -> list[Pin]:
    name = found.clinic.groups[g].id
    return [pin for pin in found.possible.pins if pin.group == name and pin.start is not None]


@define(eq=False)
class _Needs:
    """Minutes of each service that everybody still needs."""

    found: Candidates
    left: dict[tuple[str, str], int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        patients, prescriptions = self.found.clinic.patients, self.found.possible.prescriptions
        self.left = {
            (patient.id, service): minutes
            for patient, prescription in zip(patients, prescriptions, strict=True)
            for service, minutes in prescription.services.items()
        }

    def _mine(self, g: int) -> list[tuple[str, str]]:
        group = self.found.clinic.groups[g]
        return [(patient.id, group.service) for patient in _roster(self.found, group)]

    def allow(self, g: int, runs: int) -> bool:
        """Whether the group may run once more after `runs` times, and everybody needs it."""
        group = self.found.clinic.groups[g]
        if group.max_per_week is not None and runs >= group.max_per_week:
            return False
        return all(self.left.get(mine, 0) >= group.minutes for mine in self._mine(g))

    def take(self, g: int) -> None:
        for mine in self._mine(g):
            self.left[mine] = self.left.get(mine, 0) - self.found.clinic.groups[g].minutes


def _puzzle(found: Candidates, runs: tuple[Run, ...], usable: dict[int, dict[int, int]]) -> Puzzle:
    groups = found.clinic.groups
    starts = tuple(sorted({start for rooms in usable.values() for start in rooms}))
    rosters = [{patient.id for patient in _roster(found, groups[run.group])} for run in runs]
    clash = _sharing(rosters)
    minutes = [groups[run.group].minutes * len(roster) for run, roster in zip(runs, rosters, strict=True)]
    usual = sum(minutes) / max(len(minutes), 1)
    return Puzzle(
        starts=starts,
        length=tuple(groups[run.group].minutes for run in runs),
        weight=tuple(total / usual for total in minutes),
        usable=tuple(tuple(_rooms(found, run, usable[run.group], start) for start in starts) for run in runs),
        clash=clash,
        same_day=_once_a_day(found, runs, clash),
        before=_before(found, runs, clash),
        home=(NOWHERE,) * len(runs),
        fixed=frozenset(task for task, run in enumerate(runs) if run.pin is not None),
    )


def _rooms(found: Candidates, run: Run, usable: dict[int, int], start: int) -> int:
    """The rooms of a run at a start; of a pinned one only what the pin says."""
    rooms, pin = usable.get(start, 0), run.pin
    if pin is None or pin.start is None:
        return rooms
    if found.week.minute(pin.start) != start:
        return 0
    asked = [1 << i + 1 for i, room in enumerate(found.clinic.rooms) if room.id == pin.room]
    return rooms & sum(asked) if pin.room is not None else rooms


def _sharing(rosters: list[set[str]]) -> tuple[frozenset[int], ...]:
    """The other tasks with which each shares a person."""
    tasks: dict[str, list[int]] = defaultdict(list)
    for task, roster in enumerate(rosters):
        for person in roster:
            tasks[person].append(task)
    return tuple(
        frozenset(other for person in roster for other in tasks[person] if other != task)
        for task, roster in enumerate(rosters)
    )


def _once_a_day(
    found: Candidates, runs: tuple[Run, ...], clash: tuple[frozenset[int], ...]
) -> tuple[frozenset[int], ...]:
    """Runs of the same service that share somebody who has each service at most once a day."""
    groups, prescriptions = found.clinic.groups, found.possible.prescriptions
    index = found.possible.patient_index
    once = [
        {p.id for p in _roster(found, groups[run.group]) if prescriptions[index[p.id]].once_a_day}
        for run in runs
    ]
    service = [groups[run.group].service for run in runs]

    def same(task: int, other: int) -> bool:
        return service[task] == service[other] and bool(once[task] & once[other])

    return tuple(frozenset(o for o in others if same(task, o)) for task, others in enumerate(clash))


def _before(
    found: Candidates, runs: tuple[Run, ...], clash: tuple[frozenset[int], ...]
) -> tuple[frozenset[int], ...]:
    """For each run the first runs of those groups that its own comes after, where somebody has both."""
    groups = found.clinic.groups
    first = {groups[run.group].id: task for task, run in enumerate(runs) if run.number == 0}
    earlier = [[first[name] for name in groups[run.group].after if name in first] for run in runs]
    return tuple(frozenset(earlier[task]) & clash[task] for task in range(len(runs)))
