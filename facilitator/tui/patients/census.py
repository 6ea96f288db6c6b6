"""The census as a table: what each row says, how it is sorted and found. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from attrs import frozen
from textual.content import Content

from facilitator.chart.clocks import certification_due
from facilitator.coverage import topics
from facilitator.desk import Desk
from facilitator.people import Hours, Person
from facilitator.today import in_hours, short
from facilitator.tui.text import line, said
from facilitator.tui.widgets.plots import hours_bar, hours_words

NEW_DAYS = 7
SOON = timedelta(days=7)


@frozen
class Row:
    """One person as of today."""

    person: Person
    track: str
    level: str
    day: int
    hours: Hours
    covered: int
    required: int
    review: date
    certification: date | None
    therapist: str
    last: date | None
    paused: bool
    cover: tuple[str, ...]  # what payers warn of
    flags: tuple[tuple[str, bool], ...]  # words, and whether they are urgent
    present: bool

    @property
    def words(self) -> str:
        """What a search looks through."""
        flags = " ".join(words for words, _ in self.flags)
        person = self.person
        words = (person.initials, person.id, person.name, self.track, self.level, self.therapist, flags)
        return " ".join(words).casefold()


def rows(desk: Desk, *, former: bool) -> tuple[Row, ...]:
    """Whom the user sees of those enrolled today or later; with `former`, of everyone ever admitted."""
    today, seen = desk.today(), desk.seen()
    found = (_row(desk, person, today) for person in desk.people.values() if person.id in seen)
    return tuple(row for row in found if former or row.present)


def _row(desk: Desk, person: Person, today: date) -> Row:
    demand = person.demand(today)
    cover = desk.cover_warnings(person.id)
    wanted = topics(person, demand, desk.config, desk.modules)
    return Row(
        person=person,
        track=demand.track or "",
        level=demand.level,
        day=person.day_of_stay(today),
        hours=desk.hours(person, desk.week()),
        covered=sum(bool(topic.where) for topic in wanted),
        required=len(wanted),
        review=desk.review_due(person, today),
        certification=certification_due(desk.rules, person, desk.chart(person.id), today),
        therapist=demand.therapist or "",
        last=(person.stay_on(today) or person.stay).last,
        paused=person.pause_on(today) is not None,
        cover=cover,
        flags=tuple(_flags(desk, person, today, cover)),
        present=not person.stay.discharged or person.stay_on(today) is not None,
    )


def _flags(desk: Desk, person: Person, today: date, cover: Iterable[str]) -> Iterable[tuple[str, bool]]:
    stay, demand = person.stay_on(today) or person.stay, person.demand(today)
    if stay.discharged and stay.last and stay.last < today:
        yield f"left {short(stay.last)}", False
        return
    if stay.first > today:
        yield f"starts {short(stay.first)}", False
        return
    if pause := person.pause_on(today):
        yield f"paused{f' to {short(pause.last)}' if pause.last else ''}", False
    elif pause := person.next_pause(today):
        yield f"pauses {short(pause.first)}", False
    if short_by := desk.hours(person, desk.week()).short:
        yield f"{in_hours(short_by)} h short", True
    coming = next((p for p in person.profiles if p.on > today and p.demand.level != demand.level), None)
    if coming is not None:
        yield f"{coming.demand.level} from {short(coming.on)}", False
    if desk.review_due(person, today) < today:
        yield "review overdue", True
    if person.overdue(today):
        yield "last day passed", True
    elif stay.last and stay.last - today <= SOON:
        yield f"leaves {short(stay.last)}", False
    if person.day_of_stay(today) <= NEW_DAYS:
        yield "new", False
    for warning in cover:
        yield warning, True
    if stay.number > 1:
        yield f"stay {stay.number}", False


# --- columns --------------------------------------------------------------------------------------------


@frozen
class Column:
    """One column: its title, its width, how it is drawn and sorted, and whether narrow screens show it."""

    title: str
    width: int
    draw: Callable[[Row], str | Content]
    key: Callable[[Row], Any]
    narrow: bool = True
    right: bool = False
    more: int = 0  # cells that wide screens add


def _flag_words(row: Row) -> Content:
    flags = [
        said(("! " if urgent else "", "bold $warning"), line(words, "" if urgent else "$quiet"))
        for words, urgent in row.flags
    ]
    return Content("  ").join(flags)


def _coverage(row: Row) -> str:
    return f"{row.covered}/{row.required}" if row.required else "-"


COLUMNS = (
    Column("who", 6, lambda r: line(r.person.initials, "bold", width=6), lambda r: r.person.initials),
    Column("id", 6, lambda r: line(r.person.id, width=6), lambda r: r.person.id),
    Column("track", 8, lambda r: line(r.track), lambda r: (r.track, r.person.initials), more=5),
    Column("level", 5, lambda r: line(r.level), lambda r: (r.level, r.person.initials), more=3),
    Column("day", 3, lambda r: str(r.day) if r.day > 0 else "-", lambda r: r.day, right=True),
    Column(
        "this week", 12, lambda r: hours_bar(r.hours, 12),
        lambda r: r.hours.attained / max(1, r.hours.prescribed), narrow=False,
    ),
    Column("had/sched/due h", 15, lambda r: hours_words(r.hours, mark=False), lambda r: -r.hours.short),
    Column("topics", 6, _coverage, lambda r: r.covered / max(1, r.required), right=True),
    Column("review", 10, lambda r: short(r.review), lambda r: r.review, narrow=False),
    Column("", 0, _flag_words, lambda r: (not any(u for _, u in r.flags), not r.flags, r.person.initials)),
)  # fmt: skip
FLAGS = len(COLUMNS) - 1


def shown(columns: Iterable[Column], wide: bool) -> tuple[Column, ...]:
    return tuple(column for column in columns if wide or column.narrow)


def head(wide: bool, sorted_by: int) -> Content:
    """The titles, with a mark at the one that sorts."""
    cells = []
    for column in shown(COLUMNS, wide):
        mark = "▾" if COLUMNS[sorted_by] is column else ""
        cells.append(_cell(line(f"{column.title or 'flags'}{mark}", "$quiet"), column, wide))
    return Content("  ").join(cells)


def draw(row: Row, wide: bool, width: int) -> Content:
    cells = []
    for column in shown(COLUMNS, wide):
        made = column.draw(row)
        cells.append(_cell(line(made) if isinstance(made, str) else made, column, wide))
    return Content("  ").join(cells).truncate(max(width, 1), ellipsis=True)


def _cell(content: Content, column: Column, wide: bool) -> Content:
    """Cut or filled to the column's width; the last column takes what is left."""
    width = column.width + (column.more if wide else 0)
    if width and content.cell_length > width:
        content = content.truncate(width, ellipsis=True)
    gap = max(0, width - content.cell_length)
    return content.pad_left(gap) if column.right else content.pad_right(gap)


def found(rows: Iterable[Row], words: str, sorted_by: int) -> tuple[Row, ...]:
    """The rows in which every word of the search stands, in the order of a column."""
    wanted = words.casefold().split()
    chosen = (row for row in rows if all(word in row.words for word in wanted))
    return tuple(sorted(chosen, key=COLUMNS[sorted_by].key))
