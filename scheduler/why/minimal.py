"""Smallest sets: what cannot be left out of a reason, and the cheapest of many changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def smallest(items: Sequence[T], holds: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    """A subset for which `holds` is still true, and false as soon as any one of it is left out.

    `holds` has to be true of all items, and to stay true when items are added. Those that come first are
    preferred. Asks about k x log(n / k) times for k of n items (Junker's QuickXplain).
    """
    known: dict[frozenset[int], bool] = {}

    def told(at: tuple[int, ...]) -> bool:
        """What follows from answers given before, or a new one."""
        these = frozenset(at)
        if any(yes and those <= these for those, yes in known.items()):
            return True
        if any(not yes and these <= those for those, yes in known.items()):
            return False
        known[these] = holds(tuple(items[i] for i in at))
        return known[these]

    found = set(_needed((), False, tuple(range(len(items))), told)) if items else set()
    if len(found) == 1 and told(()):
        return ()
    return tuple(item for i, item in enumerate(items) if i in found)


def _needed(
    given: tuple[int, ...], added: bool, among: tuple[int, ...], holds: Callable[[tuple[int, ...]], bool]
) -> tuple[int, ...]:
    if added and holds(given):
        return ()
    if len(among) == 1:
        return among
    half = len(among) // 2
    first, second = among[:half], among[half:]
    behind = _needed((*given, *first), True, second, holds)
    before = _needed((*given, *behind), bool(behind), first, holds)
    return (*before, *behind)


def is_smallest(items: Sequence[T], holds: Callable[[tuple[T, ...]], bool]) -> bool:
    """Whether `holds` is true of the items and of no fewer of them."""
    every = tuple(items)
    return holds(every) and not any(holds(every[:i] + every[i + 1 :]) for i in range(len(every)))


def independent(
    items: Sequence[T], holds: Callable[[tuple[T, ...]], bool], most: int
) -> Iterator[tuple[T, ...]]:
    """Smallest subsets as of `smallest`, up to so many, no item in two of them.

    `holds` has to be true of all items. Where a second one is found the first is not the whole story.
    """
    left = tuple(items)
    for number in range(most):
        if number and not holds(left):
            return
        found = smallest(left, holds)
        yield found
        left = tuple(item for item in left if item not in found)
        if not found or not left:
            return


def first_that(items: Sequence[T], works: Callable[[tuple[T, ...]], bool]) -> int | None:
    """The least n such that the first n items together work; None when even all of them do not.

    `works` has to stay true when items are added.
    """
    if not items or not works(tuple(items)):
        return None
    low, high = 0, len(items)  # the first `low` do not work, the first `high` do
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if works(tuple(items[:middle])) else (middle, high)
    return high
