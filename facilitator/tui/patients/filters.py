"""Filters of the census: which rows are shown, beside what the search finds. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from attrs import frozen

from facilitator.tui.patients.census import SOON, Row


@frozen
class Filter:
    """`words` say whom it shows."""

    id: str
    words: str
    keeps: Callable[[Row], bool]


def filters(rows: Iterable[Row], today: date) -> tuple[Filter, ...]:
    """What the census can be narrowed to: what is pressing first, then levels, tracks and therapists of
    those in it."""
    known = tuple(rows)
    by = [
        *_each("level", known, lambda row: row.level),
        *_each("track", known, lambda row: row.track),
        *_each("therapist", known, lambda row: row.therapist),
    ]
    return (*_pressing(today), *by)


def _pressing(today: date) -> tuple[Filter, ...]:
    soon = today + SOON
    return (
        Filter("urgent", "somebody with a flag that presses", _urgent),
        Filter("short", "hours short this week", lambda row: row.hours.short > 0),
        Filter("review", "plan review due within a week, or over", lambda row: row.review <= soon),
        Filter(
            "certification", "certification due within a week, or over",
            lambda row: _by(row.certification, soon),
        ),
        Filter("cover", "an authorisation that ends", lambda row: bool(row.cover)),
        Filter("leaving", "last day within a week, or past", lambda row: _by(row.last, soon)),
        Filter("new", "in their first week, or yet to start", lambda row: row.day <= 7),
        Filter("paused", "paused", lambda row: row.paused),
    )  # fmt: skip


def _by(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def _urgent(row: Row) -> bool:
    return any(urgent for _, urgent in row.flags)


def _each(what: str, rows: tuple[Row, ...], of: Callable[[Row], str]) -> Iterable[Filter]:
    names = sorted({of(row) for row in rows} - {""})
    for name in names if len(names) > 1 else ():
        yield Filter(f"{what}:{name}", f"{what} {name}", lambda row, name=name: of(row) == name)  # type: ignore[misc]


def kept(rows: Iterable[Row], chosen: Iterable[Filter]) -> tuple[Row, ...]:
    """The rows that every chosen filter shows; of several levels (tracks, therapists) any."""
    groups: dict[str, list[Filter]] = {}
    for one in chosen:
        groups.setdefault(one.id.partition(":")[0], []).append(one)
    return tuple(
        row for row in rows if all(any(one.keeps(row) for one in group) for group in groups.values())
    )
