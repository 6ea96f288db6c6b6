"""How proofs of entry read: a sentence, and rows of bars."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.topics.simulation.entry import Entry

NAMES = {
    "planned": "Planned",
    "solved": "Planned by the solver",
    "in-room": "Chosen in the room",
    "loop": "Fixed loop",
    "weighted": "Weighted loop",
}
BARS = " ▁▂▃▄▅▆▇█"


def sentence(each: Entry, by: int) -> str:
    """`Planned: whoever joins has had 96 % or more by week 4 (joining in week 5), at best 99 %.`"""
    worst, best = each.by(by)
    least, most = worst.reached[by - 1], best.reached[by - 1]
    name = NAMES[each.policy]
    week = f"by the end of week {by}"
    if len(each.rows) == 1:
        return f"{name}: {share(least)} of the essentials {week}."
    when = f"joining in week {worst.week}"
    if share(least) == share(most):
        return f"{name}: {share(least)} of the essentials {week}, whenever they join."
    return f"{name}: at least {share(least)} of the essentials {week} ({when}), at best {share(most)}."


def grid(each: Entry, most: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A head and its cells: the newcomer's weeks, then a bar and a number for each join week."""
    columns = shown_weeks(each.weeks, most)
    yield "joins in", tuple(f"{week:>5}" for week in columns)
    for row in each.rows:
        shares = [row.reached[week - 1] for week in columns]
        yield f"week {row.week:>2}", tuple(f"{bar(one)}{100 * one:4.0f}" for one in shares)


def shown_weeks(weeks: int, most: int) -> list[int]:
    """All weeks, or `most` of them with the first and the last."""
    if weeks <= most:
        return list(range(1, weeks + 1))
    return sorted({1 + round(i * (weeks - 1) / (most - 1)) for i in range(most)})


def bar(value: float) -> str:
    return BARS[min(8, round(8 * value))]


def share(value: float) -> str:
    return f"{100 * value:.0f} %"
