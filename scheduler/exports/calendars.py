"""A week as a calendar file for one therapist, patient or room, which takes up what was sent before.

The file itself is the memory: what was published last is read from it, so that an event keeps its id for
good, a change raises its sequence number, and what is withdrawn is sent once more as cancelled. Titles are
neutral; a patient's own calendar says `Appointment` and a place and names nobody, neither staff nor clinic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from scheduler.exports.rows import PLAIN, Detail, Row, belonging, items_of, owner_of, row_of
from scheduler.facts import Item
from scheduler.timetable import Timetable
from scheduler.week import Week

NAMESPACE = UUID("6f3f1a52-0d0e-4c55-9a53-0c4b0c8c7a10")
KEPT = timedelta(days=14)
"""Events of earlier weeks stay in the file for so long."""
NEUTRAL = "Appointment"
PRODUCT = "PRODID:-//openchair//week//EN"


@frozen(order=True)
class Event:
    """One event as it is sent. Times are UTC."""

    start: datetime
    end: datetime
    uid: str
    title: str
    place: str
    about: str = ""
    sequence: int = 0
    stamp: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    cancelled: bool = False

    def says(self, other: Event) -> bool:
        """Whether two events say the same to a reader."""
        mine, theirs = ((e.start, e.end, e.title, e.place, e.about, e.cancelled) for e in (self, other))
        return mine == theirs


@frozen
class Calendar:
    """A calendar file, how many events of it are new, changed or cancelled, and what it gives away."""

    owner: str
    kind: str
    data: bytes
    new: int
    changed: int
    cancelled: int
    discloses: str


def calendar(
    timetable: Timetable,
    owner: str,
    zone: ZoneInfo,
    *,
    stamp: datetime,
    before: bytes | None = None,
    detail: Detail = PLAIN,
) -> Calendar:
    """The calendar of one owner (an id, or kind:id), which goes on from the file `before`.

    `stamp` is the aware moment of publication. Raises ValueError with a sentence and a hint when nobody of
    that name is in the week, or `before` is not a calendar.
    """
    items = items_of(timetable)
    kind, name = owner_of(items, owner)
    mine = [item for item in items if name in belonging(item, kind)]
    return one_calendar(timetable, kind, name, mine, zone, stamp=stamp, before=before, detail=detail)


def one_calendar(
    timetable: Timetable,
    kind: str,
    name: str,
    items: Sequence[Item],
    zone: ZoneInfo,
    *,
    stamp: datetime,
    before: bytes | None = None,
    detail: Detail = PLAIN,
) -> Calendar:
    """The calendar of somebody whose `items` are known; without items everything of the week is cancelled."""
    sent = read(before) if before else ()
    week, stamp = timetable.week, stamp.astimezone(UTC).replace(microsecond=0)
    planned = [_planned(timetable, item, kind, zone, detail) for item in items]
    first, last = _bounds(week, zone)
    of_week = [event for event in sent if first <= event.start < last]
    others = [e for e in sent if first - KEPT <= e.start < first or e.start >= last]
    merged = _merge(of_week, planned, f"{timetable.clinic}|{kind}|{name}|{week}", stamp)
    known = {event.uid: event for event in of_week}
    new = sum(1 for event in merged if event.uid not in known)
    cancelled = sum(1 for e in merged if e.cancelled and e.uid in known and not known[e.uid].cancelled)
    changed = sum(1 for e in merged if e.uid in known and not e.says(known[e.uid])) - cancelled
    events = sorted([*others, *merged])
    same = before is not None and events == sorted(sent)
    data = before if same else render(events, NEUTRAL if kind == "patient" else name)
    assert data is not None
    return Calendar(name, kind, data, new, changed, cancelled, _discloses(kind, name, detail))


def _bounds(week: Week, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, last = (w.moment(0).replace(tzinfo=zone).astimezone(UTC) for w in (week, week.shifted(1)))
    return first, last


def _planned(timetable: Timetable, item: Item, kind: str, zone: ZoneInfo, detail: Detail) -> Event:
    """An item as an event without an id yet."""
    row = row_of(timetable, item, kind, detail)
    start, end = (
        timetable.week.moment(at).replace(tzinfo=zone).astimezone(UTC) for at in (item.start, item.end)
    )
    title = NEUTRAL if kind == "patient" and not detail.titles else row.title
    return Event(start, end, "", _line(title), _line(row.room), _about(row, kind, detail))


def _about(row: Row, kind: str, detail: Detail) -> str:
    """What stands below the title: nothing for a patient, codes only where they were asked for."""
    if kind == "patient":
        return ""
    people = f"With: {row.people}" if detail.people else f"{row.people} expected"
    return f"{_line(row.staff)}\n{_line(people)}" if kind == "room" and row.staff else _line(people)


def _discloses(kind: str, name: str, detail: Detail) -> str:
    if kind == "patient":
        more = " It names groups and services." if detail.titles else ""
        return f"For {name} alone. It names nobody else.{more}"
    named = [
        *(["groups and services"] if detail.titles else []),
        *(["patients by code"] if detail.people else []),
    ]
    who = f"For {name} and those who plan with them." if kind == "therapist" else f"For whoever uses {name}."
    return f"{who} It names {' and '.join(named) if named else 'no patient and no treatment'}."


# --- what was sent, and what is now ---------------------------------------------------------------------


def _merge(sent: list[Event], planned: list[Event], key: str, stamp: datetime) -> list[Event]:
    """The events of a week: those that stay, change, are new, or are cancelled."""
    live = [event for event in sent if not event.cancelled]
    merged: list[Event] = [event for event in sent if event.cancelled]
    rest: list[Event] = []
    for plan in planned:
        same = next(
            (e for e in live if (e.start, e.end, e.title) == (plan.start, plan.end, plan.title)), None
        )
        if same is None:
            rest.append(plan)
            continue
        live.remove(same)
        merged.append(same if plan.says(evolve(same, uid="")) else _again(same, plan, stamp))
    for plan in rest:
        moved = next((event for event in live if event.title == plan.title), None)
        if moved is not None:
            live.remove(moved)
            merged.append(_again(moved, plan, stamp))
        else:
            merged = _added(merged, [*live, *merged], plan, key, stamp)
    merged += [evolve(e, cancelled=True, sequence=e.sequence + 1, stamp=stamp) for e in live]
    return sorted(merged)


def _again(sent: Event, plan: Event, stamp: datetime) -> Event:
    return evolve(plan, uid=sent.uid, sequence=sent.sequence + 1, stamp=stamp)


def _added(
    merged: list[Event], taken: Iterable[Event], plan: Event, key: str, stamp: datetime
) -> list[Event]:
    """`plan` as a new event; one that was cancelled at that very time comes back under its old id."""
    known = {event.uid: event for event in taken}
    number = 1
    while True:
        uid = str(uuid5(NAMESPACE, f"{key}|{plan.title}|{plan.start.isoformat()}|{number}"))
        old = known.get(uid)
        if old is None:
            return [*merged, evolve(plan, uid=uid, stamp=stamp)]
        if old.cancelled:
            return [*(event for event in merged if event.uid != uid), _again(old, plan, stamp)]
        number += 1


# --- the file -------------------------------------------------------------------------------------------


def render(events: Iterable[Event], name: str) -> bytes:
    """The file. Every word passes through `icalendar`, which escapes it."""
    from icalendar import Calendar as File
    from icalendar import Event as Part

    file = File()
    file.add("prodid", PRODUCT.partition(":")[2])
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", _line(name))
    for event in sorted(events):
        part = Part()
        part.add("uid", event.uid)
        part.add("dtstamp", event.stamp)
        part.add("sequence", event.sequence)
        part.add("dtstart", event.start)
        part.add("dtend", event.end)
        part.add("summary", event.title)
        if event.place:
            part.add("location", event.place)
        if event.about:
            part.add("description", event.about)
        part.add("class", "PRIVATE")
        part.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
        part.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
        file.add_component(part)
    data = file.to_ical()
    assert isinstance(data, bytes)
    return data


def _line(text: str) -> str:
    """Words of one line: whatever breaks lines becomes a blank."""
    return " ".join(text.split())


def read(data: bytes) -> tuple[Event, ...]:
    """What a file of ours holds. Raises ValueError with a sentence and a hint when it is another's.

    Only what `render` writes is understood: one line a property after unfolding, times in UTC.
    """
    try:
        lines = data.decode("utf-8").replace("\r\n ", "").split("\r\n")
        if lines[0] != "BEGIN:VCALENDAR" or lines[2] != PRODUCT or lines[-2:] != ["END:VCALENDAR", ""]:
            raise ValueError("not ours")
        starts = [n for n, line in enumerate(lines) if line == "BEGIN:VEVENT"]
        ends = [n for n, line in enumerate(lines) if line == "END:VEVENT"]
        return tuple(_event(lines[a + 1 : b]) for a, b in zip(starts, ends, strict=True))
    except (ValueError, KeyError, IndexError):
        hint = "take it away, or write to another place"
        raise ValueError("the calendar that is there was not written by openchair", hint) from None


def _event(lines: Sequence[str]) -> Event:
    said = dict(line.split(":", 1) for line in lines)
    start, end, stamp = (
        datetime.strptime(said[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        for name in ("DTSTART", "DTEND", "DTSTAMP")
    )
    title, place, about = (_plain(said.get(name, "")) for name in ("SUMMARY", "LOCATION", "DESCRIPTION"))
    cancelled = said["STATUS"] == "CANCELLED"
    return Event(start, end, said["UID"], title, place, about, int(said["SEQUENCE"]), stamp, cancelled)


def _plain(text: str) -> str:
    """Words as they were before they were escaped."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
