"""Sentences about a week: its headline, what is not met, what differs from the week before, one item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from attrs import frozen

from facilitator.people import Census
from facilitator.timetabling.grid import ONLINE, By
from facilitator.timetabling.versions import History
from facilitator.today import title_of
from scheduler.clinic import Clinic, Group
from scheduler.diff import Difference, differences
from scheduler.facts import Item
from scheduler.score import entries
from scheduler.timetable import Session, Timetable, Unmet
from scheduler.week import DAY, DAY_NAMES, Week, clock

Names = Mapping[str, str]
"""Patient id -> initials, with the id beside them where two people share them; group id -> its title."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ID = re.compile(r"[\w-]+")


def names(people: Census, clinic: Clinic) -> Names:
    """How people and groups of `clinic` are called on screen: by initials, never by name; by titles."""
    known = {
        patient.id: people[patient.id].initials if patient.id in people else patient.id
        for patient in clinic.patients
    }
    shared = Counter(known.values())
    patients = {
        code: f"{short} ({code})" if shared[short] > 1 and short != code else short
        for code, short in known.items()
    }
    # An id of one word, such as `process`, may as well be a service; it reads well as it is.
    titles = {g.id: g.called for g in clinic.groups if g.title is not None or not g.id.isalnum()}
    return titles | patients


def spoken(sentence: str, called: Names) -> str:
    """A sentence of the scheduler with initials and titles in place of patients' and groups' ids."""
    return _ID.sub(lambda word: called.get(word[0], word[0]), sentence)


def brief(sentence: str) -> str:
    """`Monday 09:00` as `Mon 09:00`."""
    return re.sub(rf"\b({'|'.join(DAY_NAMES)})\b", lambda day: day[0][:3], sentence)


# --- headline -------------------------------------------------------------------------------------------


def week_name(week: Week) -> str:
    return f"week {week.monday.isocalendar().week}"


def week_span(week: Week) -> str:
    """`23-29 Nov`, `30 Nov - 6 Dec`."""
    first, last = week.monday, week.date(6)
    if first.month == last.month:
        return f"{first.day}-{last.day} {MONTHS[last.month - 1]}"
    return f"{first.day} {MONTHS[first.month - 1]} - {last.day} {MONTHS[last.month - 1]}"


def standing(known: History, zone: ZoneInfo) -> str:
    """`draft, not published`, `published Fri 20 Nov by t4`, `nothing yet: s solves it`."""
    version = known.version
    said = ""
    if version is not None:
        again = f" (version {version.number})" if version.number > 1 else ""
        said = f"published {day_name(version.at.astimezone(zone))} by {version.who}{again}"
    if known.draft is not None:
        return f"draft over what was {said}" if said else "draft, not published"
    return said or "nothing yet: s solves it"


def day_name(day: date) -> str:
    """`Fri 20 Nov`, in English whatever the locale."""
    return f"{DAY_NAMES[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]}"


def percent(part: int, whole: int) -> str:
    """One decimal, `0 %` only for nothing at all."""
    share = 100 * part / max(whole, 1)
    return "0 %" if part == 0 else f"{max(share, 0.1):.1f} %"


# --- what is not met ------------------------------------------------------------------------------------


def explained(missing: Iterable[Unmet], timetable: Timetable) -> tuple[Unmet, ...]:
    """What is missing now, most first, with the reasons that the timetable gives for it."""
    reasons = {(one.patient, one.service, one.minutes): one for one in timetable.unmet}
    found = [reasons.get((one.patient, one.service, one.minutes), one) for one in missing]
    return tuple(sorted(found, key=lambda one: (-one.minutes, one.patient, one.service)))


# --- what differs ---------------------------------------------------------------------------------------


@frozen
class Change:
    """What is different for one person, a line each; `people` order is that of the ids."""

    person: str
    lines: tuple[str, ...]
    summary: str = ""


SIGNS = {"moved": "→", "added": "+", "lost": "-", "with": "~", "where": "~"}


def changes(old: Timetable | None, new: Timetable | None, clinic: Clinic) -> tuple[Change, ...]:
    """Per patient of the clinic, what is at another time, new or gone. Rooms and leaders come last."""
    if old is None or new is None:
        return ()
    patients = {patient.id for patient in clinic.patients}
    found = [
        d for d in differences(old, new) if d.person in patients and d.kind in ("moved", "added", "lost")
    ]
    before = {entry.patient for entry in entries(old)}
    after = {entry.patient for entry in entries(new)}
    made = []
    for person, group in groupby(found, key=lambda d: d.person):
        mine = sorted(group, key=lambda d: ("moved", "lost", "added").index(d.kind))
        made.append(_change(person, mine, person in before, person in after))
    return tuple(made)


def _change(person: str, mine: list[Difference], was: bool, stays: bool) -> Change:
    lines = tuple(map(line_of, mine))
    if not was:
        return Change(person, lines, f"new: {counted(len(mine), 'entry', 'entries')}")
    if not stays:
        return Change(person, lines, f"has nothing any more, had {counted(len(mine), 'entry', 'entries')}")
    return Change(person, lines)


def line_of(found: Difference) -> str:
    """`Day process Mon → Tue 09:00`, `Individual Mon 10:00 → 11:00`, `+ Day skills Tue 09:00`."""
    what = title_of(found.what)
    if found.kind == "added":
        return brief(f"+ {what} {found.after}")
    if found.kind == "lost":
        return brief(f"- {what} {found.before}")
    (day, at), (other, then) = (brief(words).split(" ") for words in (found.before, found.after))
    if at == then:
        return f"{what} {day} → {other} {at}"
    return f"{what} {day} {at} → {then if day == other else f'{other} {then}'}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 person`, `3 people`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


# --- one item -------------------------------------------------------------------------------------------


def heading(item: Item, called: Names) -> str:
    """`Day process`, `Individual of A.M.`."""
    if isinstance(item, Session):
        return called.get(item.group, title_of(item.group))
    return f"{title_of(item.service)} of {called.get(item.patient, item.patient)}"


def time_of(item: Item, week: Week) -> str:
    """`Mon 23 Nov 09:00-10:00`."""
    day = week.date(item.start // DAY)
    last = item.end - item.start // DAY * DAY
    return f"{day_name(day)} {clock(item.start % DAY)}-{clock(last)}"


@frozen
class Cell:
    """What a block says: `title` gives way first, `seats` stands at the end, `more` where there is room."""

    title: str
    seats: str = ""
    cap: str = ""
    more: str = ""


def cell(item: Item, by: By, groups: Mapping[str, Group], called: Names) -> Cell:
    """The words of a block; what its band says already is left out."""
    place = item.room or ONLINE
    if isinstance(item, Session):
        title, staff = called.get(item.group, title_of(item.group)), " ".join(item.leaders) or "no leader"
        cells = {
            "room": Cell(title, str(len(item.members)), _cap(item, groups), staff),
            "therapist": Cell(title, str(len(item.members)), _cap(item, groups), place),
            "patient": Cell(title, more=f"{place} {staff}"),
            "group": Cell(place, str(len(item.members)), _cap(item, groups), staff),
        }
    else:
        who, staff = called.get(item.patient, item.patient), item.therapist or ""
        service = title_of(item.service)
        cells = {
            "room": Cell(f"{who} {service.lower()}", more=staff),
            "therapist": Cell(f"{who} {service.lower()}", more=place),
            "patient": Cell(service, more=f"{place} {staff}"),
            "group": Cell(f"{who} {place}", more=staff),
        }
    return cells[by]


def _cap(session: Session, groups: Mapping[str, Group]) -> str:
    known = groups.get(session.group)
    return f"/{known.size.max}" if known else ""


REMOVED = "not in the clinic file any more"


def band_note(name: str, by: By, clinic: Clinic) -> str:
    """What is worth knowing of a band beside its name."""
    if by == "room":
        gone = "" if name == ONLINE else REMOVED
        return next((f"{one.kind}, {one.capacity} seats" for one in clinic.rooms if one.id == name), gone)
    if by == "therapist":
        return next((one.name for one in clinic.therapists if one.id == name), REMOVED)
    if by == "patient":
        found = next((one for one in clinic.patients if one.id == name), None)
        return " · ".join(filter(None, (found.track, found.level))) if found else ""
    known = next((one for one in clinic.groups if one.id == name), None)
    if known is None:
        return "appointments"
    seats = f"{known.size.min}-{known.size.max} members"
    return " · ".join(filter(None, (known.service, known.track, seats)))


def band_name(name: str, by: By, called: Names) -> str:
    if by in ("patient", "group"):
        return called.get(name, title_of(name) if by == "group" else name)
    return title_of(name) if by == "room" else name
