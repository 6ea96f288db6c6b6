"""Which part of a week to plan anew: a few patients with much to gain, all they could do, everybody else
settled.

Each neighbourhood takes the search's view of the week and a budget of candidates, and says which attendances
and bookings become free. Add one: a function of the same shape, and a line in `NEIGHBOURHOODS`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen
from numpy.random import Generator
from numpy.typing import NDArray

from scheduler.program.plan import Plan
from scheduler.program.possible import Ints, Mask
from scheduler.search.terrain import Terrain
from scheduler.week import DAY, WEEK

SPARK = 8.0  # weight of a patient who lacks nothing, in minutes, when somebody is chosen to begin with


@frozen(eq=False)
class View:
    """The week as it stands when a neighbourhood is chosen. `pull` [P] is what each patient could gain."""

    terrain: Terrain
    plan: Plan
    pull: Ints
    bookings: Mask  # those worth considering at this stage
    budget: float  # candidates, roughly
    dice: Generator

    def begin_with(self) -> int:
        """A patient, chosen by how much there is to gain."""
        weight = self.pull + SPARK
        return int(self.dice.choice(len(weight), p=weight / weight.sum()))

    def noise(self, *scales: float) -> NDArray[np.float64]:
        """[P] chance, on one of several scales."""
        return np.asarray(self.dice.random(len(self.pull)) * self.dice.choice(scales))


@frozen(eq=False)
class Choice:
    """Candidates to free beside those in use, and who plans anew; the others are settled."""

    attend: Mask
    book: Mask
    movers: Mask  # [P]
    all_staff: bool


Neighbourhood = Callable[[View], Choice]


def family(view: View) -> Choice:
    """Patients who could share groups, at natural starts."""
    terrain, first = view.terrain, view.begin_with()
    score = terrain.alike(first) + view.noise(0.05, 0.3)
    if view.dice.random() < 0.8:
        score = score - 2 * (terrain.family != terrain.family[first])
    attend, book = terrain.natural_attendances, view.bookings & terrain.natural_bookings
    return _people(view, first, score, attend, book)


def crowd(view: View) -> Choice:
    """Patients with similar windows, whatever their track, at natural or any starts."""
    terrain, first = view.terrain, view.begin_with()
    same = 1.0 + (terrain.family == terrain.family[first])
    score = terrain.alike(first) * same + view.noise(0.1, 0.5, 1.0) + 0.002 * view.pull
    attend, book = terrain.natural_attendances, view.bookings
    if view.dice.random() < 0.5:
        attend = terrain.round_attendances
    if view.dice.random() < 0.7:
        book = book & terrain.round_bookings
    return _people(view, first, score, attend, book)


def appointments(view: View) -> Choice:
    """Groups stay; the appointments of similar patients may be at any time and with anybody."""
    terrain, first = view.terrain, view.begin_with()
    score = terrain.alike(first) + view.noise(0.3, 1.0) + 0.004 * view.pull
    nothing = np.zeros(len(terrain.found.attendances), dtype=bool)
    return _people(view, first, score, nothing, view.bookings, staff=True)


def days(view: View) -> Choice:
    """One or two days, or their later part, for similar patients."""
    terrain, first, dice = view.terrain, view.begin_with(), view.dice
    found = terrain.found
    chosen = _some_days(view)
    low = int(dice.choice([0, 0, 11 * 60, 15 * 60]))

    inside = _on(chosen, low)
    attend = inside[terrain.attend_start] & terrain.natural_attendances
    book = inside[found.bookings.start] & view.bookings
    if dice.random() < 0.7:
        book &= terrain.round_bookings
    return _people(view, first, terrain.alike(first) + view.noise(0.7) + 0.002 * view.pull, attend, book)


def _some_days(view: View) -> Ints:
    """One or two weekdays on which anything could be."""
    return view.dice.choice(view.terrain.days, size=int(view.dice.integers(1, 3)))


def _on(days: Ints, low: int = 0) -> Mask:
    """[minutes of the week] those of some weekdays, from minute `low` of the day on."""
    week = np.zeros((WEEK // DAY, DAY), dtype=bool)
    week[days, low:] = True
    return week.reshape(-1)


def one_more_session(view: View) -> Choice:
    """Those who lack most of one group's service and could meet on one day: that day anew for them."""
    terrain, dice, found = view.terrain, view.dice, view.terrain.found
    attends = found.possible.attends
    if not attends.shape[1]:
        return appointments(view)
    lacks = np.minimum(view.pull, 240) @ attends + SPARK
    group = int(dice.choice(len(lacks), p=lacks / lacks.sum()))
    chosen = _some_days(view)
    score = attends[:, group] * (view.pull + 1.0) * (0.5 + dice.random(len(view.pull)))
    attend = _on(chosen)[terrain.attend_start] & terrain.natural_attendances
    book = view.bookings & terrain.natural_bookings
    return _people(view, int(np.argmax(score)), score, attend, book)


def company(view: View) -> Choice:
    """Somebody who lacks something, and others who could keep them company on one day: their whole week
    anew.
    """
    terrain, dice, first = view.terrain, view.dice, view.begin_with()
    day = int(dice.choice(_some_days(view)))
    free = terrain.found.possible.patient_free[:, day * DAY : (day + 1) * DAY]
    common = (free & free[first]).sum(1) / max(int(free[first].sum()), 1)
    score = common * (terrain.family == terrain.family[first]) + view.noise(0.3, 1.0)
    attend, book = terrain.natural_attendances, view.bookings & terrain.natural_bookings
    return _people(view, first, score, attend, book, staff=True)


NEIGHBOURHOODS: tuple[Neighbourhood, ...] = (
    family,
    crowd,
    appointments,
    days,
    one_more_session,
    company,
)


def _people(
    view: View, first: int, score: NDArray[np.floating], attend: Mask, book: Mask, staff: bool = False
) -> Choice:
    """Free the candidates of the best scored patients as far as the budget goes, `first` among them."""
    terrain, count = view.terrain, len(view.pull)
    rows = _each(attend, terrain.attend_first) + _each(book, terrain.book_first)
    ranked = np.where(rows > 0, score, -np.inf)
    ranked[first] = np.inf
    order = np.argsort(-ranked)
    most = max(2, int(np.searchsorted(np.cumsum(rows[order]), view.budget)))
    movers = np.zeros(count, dtype=bool)
    movers[order[:most]] = True
    who = np.flatnonzero(movers)
    return Choice(
        _only(attend, terrain.attend_first, who),
        _only(book, terrain.book_first, who),
        movers,
        staff or bool(view.dice.random() < 0.5),
    )


def _each(mask: Mask, first: Ints) -> Ints:
    """How many rows of a mask are set for each patient, whose rows begin at `first`."""
    before = np.zeros(len(mask) + 1, dtype=np.int64)
    np.cumsum(mask, out=before[1:])
    return before[first[1:]] - before[first[:-1]]


def _only(mask: Mask, first: Ints, patients: Ints) -> Mask:
    """A mask with only the rows of some patients."""
    mine = np.zeros_like(mask)
    for low, high in zip(first[patients].tolist(), first[patients + 1].tolist(), strict=True):
        mine[low:high] = mask[low:high]
    return mine
