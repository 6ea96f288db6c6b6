"""A smallest set of causes as one sentence, with names, days and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np

from scheduler.clinic import MEDICATION, Group, Patient
from scheduler.facts import Item, length, minutes_of
from scheduler.program.possible import Mask
from scheduler.timetable import Session
from scheduler.week import DAY, Span, hours, when
from scheduler.why.scene import Scene, spans_of
from scheduler.why.words import be, day_names, days_of, listed, number, span_words

MOST_TIMES = 4
"""Up to so many stretches of time are named; more are counted."""


def sentence(scene: Scene, causes: Iterable[str]) -> str:
    """`P-001 can come only Monday 17:30-20:00; then t1, who gives individual, is taken.`"""
    names = list(causes)
    told = [CLAUSES[name](scene) for name in names if name in CLAUSES and name != "times"]
    told = [clause for clause in told if clause]
    if "times" not in names:
        return _begun(scene, f"{_joined(told)}.") if told else ""
    alone = not told or set(names) <= OWN
    total = hours(sum(high - low for low, high in scene.free))
    measure = f", {total} in all" if alone else ""
    come = f"{scene.who} can come only {days_of(scene.free)}{measure}"
    if not scene.free:
        return f"{scene.who} has no time in this week when the clinic is open."
    if not told and scene.wanted.now:
        return f"{come}, and that has no room for more {scene.wanted.service}."
    if not told:
        return f"{come}, and that is too short for {scene.minutes} minutes of {scene.wanted.service}."
    return f"{come}; {'' if alone else 'then '}{_joined(told)}."


def _begun(scene: Scene, told: str) -> str:
    """With a capital, unless the first word is the id of somebody or something."""
    return told if _is_id(scene, told) else told[:1].upper() + told[1:]


def inside(scene: Scene, told: str) -> str:
    """A sentence as it stands after a colon."""
    return told if _is_id(scene, told) else told[:1].lower() + told[1:]


def _is_id(scene: Scene, told: str) -> bool:
    clinic = scene.clinic
    ids = {x.id for kind in (clinic.groups, clinic.therapists, clinic.rooms, clinic.patients) for x in kind}
    return told.split(maxsplit=1)[0] in ids


def _joined(clauses: list[str]) -> str:
    return clauses[0] if len(clauses) == 1 else f"{', '.join(clauses[:-1])}, and {clauses[-1]}"


OWN = frozenset({"times", "rest", "days", "day-hours", "gap", "once-a-day", "hours-ceiling"})
"""Causes that lie in the patient's own times and prescription."""


def _rest(scene: Scene) -> str:
    """What else is prescribed, with its minutes."""
    asked = Counter(scene.prescription.services)
    for demand in scene.possible.demands:
        if demand.patient == scene.index:
            asked[demand.appointment.service] += demand.minutes * demand.times
    asked[scene.wanted.service] = 0
    others = [f"{service} {hours(minutes)}" for service, minutes in asked.items() if minutes]
    whole = sum(asked.values()) + scene.wanted.full
    if not others:
        return f"{hours(whole)} are prescribed"
    return (
        f"the rest of the prescription needs that time as well ({listed(others, 5)}; {hours(whole)} in all)"
    )


def _days(scene: Scene) -> str:
    most = scene.prescription.days or 0
    return f"groups are prescribed on {number(most)} day{'' if most == 1 else 's'} a week at most"


def _day_hours(scene: Scene) -> str:
    least, most = scene.prescription.day_hours_min, scene.prescription.day_hours_max
    if most is None:
        return f"a day with groups has to have at least {hours(minutes_of(least or 0))}"
    if least is None:
        return f"a day may have no more than {hours(minutes_of(most))}"
    return f"a day has to have {hours(minutes_of(least))} to {hours(minutes_of(most))}"


def _gap(scene: Scene) -> str:
    most = scene.prescription.max_gap or 0
    return "no wait is allowed" if not most else f"no more than {most} minutes may lie between two things"


def _once(scene: Scene) -> str:
    return "each group service may be had once a day only"


def _ceiling(scene: Scene) -> str:
    return f"a week may have no more than {hours(minutes_of(scene.prescription.hours_max or 0))}"


def _starts(scene: Scene) -> str:
    told = []
    for g in scene.groups:
        group = scene.clinic.groups[g]
        if group.starts is not None:
            at = [when(start.at) for start in group.starts]
            told.append(f"{group.id} meets only {listed(at, MOST_TIMES) if at else 'at no time'}")
    return listed(told, 2) if told else ""


def _roster(scene: Scene) -> str:
    closed = [scene.clinic.groups[g] for g in scene.groups if scene.clinic.groups[g].members]
    return listed([f"{g.id} needs everybody on its roster ({listed(g.members or (), 6)})" for g in closed], 2)


def _after(scene: Scene) -> str:
    told = [f"{g.id} has to come after {listed(g.after)}" for g in scene.clinic.groups if g.after]
    return listed(told, 2)


def _few(scene: Scene) -> str:
    """How many others who still need it could come at once."""
    groups = [scene.clinic.groups[g] for g in scene.groups]
    least = min((group.size.min for group in groups), default=0)
    names = listed([group.id for group in groups]) if groups else scene.wanted.service
    most = together(scene)
    if most == 0:
        return f"nobody else who still needs {scene.wanted.service} is free then; {names} needs {least}"
    if most + 1 >= least:
        return f"{names} needs {least}, and no others who still need it have room for it in their own week"
    other = "other" if most == 1 else "others"
    return f"only {number(most)} {other} who still need it could join; {names} needs {least}"


def together(scene: Scene) -> int:
    """The most others who lack the service and have nothing else at a time when the patient could come."""
    who = {u.patient for u in scene.timetable.unmet if u.service == scene.wanted.service} - {scene.who}
    others = np.array([patient.id in who for patient in scene.clinic.patients], dtype=bool)
    others &= scene.possible.attends[:, scene.groups].any(1)
    if not others.any():
        return 0
    return int(scene.idle("patients", others).sum(0).max())


def _runs(scene: Scene) -> str:
    told = []
    for g in scene.groups:
        group = scene.clinic.groups[g]
        if group.max_per_week is not None:
            told.append(f"{group.id} runs as often as it may, {times_a_week(group.max_per_week)}")
    return listed(told, 2) if told else "the groups run as often as they may"


def times_a_week(count: int) -> str:
    """`once a week`, `three times a week`."""
    return f"{('', 'once', 'twice')[count] if count in (1, 2) else f'{number(count)} times'} a week"


def _apart(scene: Scene) -> str:
    patient = scene.clinic.patients[scene.index]
    avoided = {p.id for p in scene.clinic.patients if patient.id in p.apart} | patient.apart
    met = [(m, s) for s in scene.sessions for m in s.members if m in avoided]
    told = [f"{who}, to be kept apart, is in {s.group} on {when(s.start)}" for who, s in met]
    if not avoided:
        return "others who are to be kept apart would be there together"
    return listed(told, 2) if told else f"{listed(sorted(avoided))} is to be kept apart"


def _full(scene: Scene) -> str:
    rooms = {room.id: room for room in scene.clinic.rooms}
    groups = {group.id: group for group in scene.clinic.groups}

    def seats(session: Session) -> int:
        most = groups[session.group].size.max
        return most if session.room is None else min(most, rooms[session.room].capacity)

    full = [s for s in scene.sessions if len(s.members) >= seats(s)]
    told = [f"{s.group} on {when(s.start)} ({len(s.members)} of {seats(s)})" for s in full]
    if not told:
        g = scene.clinic.groups[scene.groups[0]]
        largest = max((room.capacity for room in scene.whole.rooms), default=0)
        return f"no room is large enough: {g.id} needs {g.size.min} seats, the largest room has {largest}"
    return f"{listed(told, 2)} {be(told)} full"


def _room(scene: Scene) -> str:
    """Which rooms would do, and that they are in use or closed when it matters."""
    wanted = room_asked(scene)
    if not len(scene.fitting):
        return f"there is no {wanted}"
    rooms = [scene.clinic.rooms[r].id for r in scene.fitting]
    if not scene.where(scene.occupied.rooms_open[scene.fitting]).any():
        return f"no {wanted} is open ({listed(rooms)})"
    idle = scene.whenever(scene.rooms_idle[scene.fitting])
    if idle.any():
        return f"a {wanted} is free only {_stretches(scene, idle)}"
    every = "both rooms" if len(rooms) == 2 else f"all {len(rooms)} rooms"
    names = rooms[0] if len(rooms) == 1 else f"{every} ({listed(rooms)})"
    return f"{names} {be(rooms)} in use"


def _stretches(scene: Scene, starts: Mask) -> str:
    """`Monday 17:00-18:00 and Friday 19:00-20:00`, or how many such times there are."""
    spans = spans_at(scene, starts)
    if len(spans) <= MOST_TIMES:
        return listed([span_words(span) for span in spans], MOST_TIMES)
    days = sorted({span[0] // DAY for span in spans})
    return f"at times on {day_names(days)}"


def room_asked(scene: Scene) -> str:
    """`room of kind 'group' with video`."""
    if scene.wanted.appointment:
        kind, features = scene.possible.demands[scene.demands[0]].appointment.room_kind, frozenset[str]()
    else:
        group = scene.clinic.groups[scene.groups[0]]
        kind, features = group.room_kind, group.room_features
    named = f"room of kind '{kind}'" if kind else "room"
    return f"{named} with {listed(sorted(features))}" if features else named


def _staff(scene: Scene) -> str:
    """Who could, and who of them is not there, taken or has no hours left."""
    doing = "give" if scene.wanted.appointment else "lead"
    able = scene.able.tolist()
    if not able:
        return f"nobody may {doing} {scene.wanted.service} to {scene.who}: {_lacking(scene)}"
    names = scene.clinic.therapists
    there = scene.anywhere(scene.possible.staff_free[able])
    idle = scene.anywhere(scene.staff_idle[able])
    absent = [names[t].id for t, here in zip(able, there, strict=True) if not here]
    taken = [names[t].id for t, h, i in zip(able, there, idle, strict=True) if h and not i]
    limited = [t for t, i in zip(able, idle, strict=True) if i]
    told = []
    if taken:
        told.append(f"{listed(taken)} {be(taken)} taken")
    if absent:
        told.append(_away(scene, [t for t in able if names[t].id in absent]))
    if limited:
        told.append(_limited(scene, limited))
    needed = max((scene.clinic.groups[g].leaders for g in scene.groups), default=1)
    if needed > 1:
        return f"{number(needed)} facilitators are needed at once: {_joined(told)}"
    who = f"of those who could {doing} {scene.wanted.service} " if len(told) > 1 else ""
    return f"{who}{_joined(told)}"


def _away(scene: Scene, therapists: list[int]) -> str:
    """`rx1 is there only Tuesday 09:00-10:00`; of several only that they are not there then."""
    names = [scene.clinic.therapists[t].id for t in therapists]
    there = spans_of(scene.possible.staff_free[therapists[0]])
    if len(names) == 1 and len({span[0] // DAY for span in there}) <= MOST_TIMES:
        return f"{names[0]} is there only {days_of(there)}" if there else f"{names[0]} is away all week"
    week = any(scene.possible.staff_free[t].any() for t in therapists)
    return f"{listed(names)} {be(names)} {'not there then' if week else 'away all week'}"


def _limited(scene: Scene, therapists: list[int]) -> str:
    """Why somebody who is there and idle still cannot: no hours left, or the rest does not fit then."""
    told: dict[str, list[str]] = {}
    for t in therapists:
        told.setdefault(_limit(scene, t), []).append(scene.clinic.therapists[t].id)
    return _joined([f"{listed(names)} {limit.format(be(names))}" for limit, names in list(told.items())[:2]])


def _limit(scene: Scene, t: int) -> str:
    therapist = scene.clinic.therapists[t]
    items: list[Item] = [s for s in scene.timetable.sessions if therapist.id in s.leaders]
    items += [b for b in scene.timetable.appointments if b.therapist == therapist.id]
    loads = Counter[int]()
    for item in items:
        loads[item.start // DAY] += length(item)
    idle = scene.where(scene.staff_idle[[t]])[0]
    days = sorted({int(start) // DAY for start in scene.possible.starts[idle]})
    daily, weekly = therapist.max_hours_day, therapist.max_hours_week
    if weekly is not None and loads.total() + scene.minutes > minutes_of(weekly):
        return f"may work no more than {hours(minutes_of(weekly))} a week"
    if daily is not None and all(loads[day] + scene.minutes > minutes_of(daily) for day in days):
        return f"may work no more than {hours(minutes_of(daily))} on {day_names(days)}"
    return f"{{}} free only {_stretches(scene, idle)}"


def _lacking(scene: Scene) -> str:
    patient = scene.clinic.patients[scene.index]
    having = [t for t in scene.whole.therapists if scene.wanted.service in t.services]
    if scene.wanted.service == MEDICATION and patient.prescriber is not None:
        having = [t for t in having if t.id == patient.prescriber]
        if not having:
            return f"the prescriber {patient.prescriber} is not credentialed for it"
    if not having:
        return f"nobody is credentialed for {scene.wanted.service}"
    groups = [scene.clinic.groups[g] for g in scene.groups]
    asked: list[Patient] | list[Group] = [patient] if scene.wanted.appointment else groups
    told = [f"track {track}" for track in sorted({one.track for one in asked if one.track})]
    told += [f"language {spoken}" for spoken in sorted({one.language for one in asked if one.language})]
    if not told:
        return f"of {listed([t.id for t in having])} nobody may"
    return f"{listed([t.id for t in having])} {be(having)} credentialed, but not for {listed(told)}"


def _pins(scene: Scene) -> str:
    return "a pin holds what would have to move"


CLAUSES: dict[str, Callable[[Scene], str]] = {
    "rest": _rest,
    "days": _days,
    "day-hours": _day_hours,
    "gap": _gap,
    "once-a-day": _once,
    "hours-ceiling": _ceiling,
    "starts": _starts,
    "roster": _roster,
    "after": _after,
    "few": _few,
    "runs": _runs,
    "apart": _apart,
    "full": _full,
    "room": _room,
    "staff": _staff,
    "pins": _pins,
}


def spans_at(scene: Scene, starts: Mask) -> list[Span]:
    """Starts as the stretches that they cover."""
    covered = np.zeros(7 * DAY, dtype=bool)
    for start in scene.possible.starts[starts].tolist():
        covered[start : start + scene.minutes] = True
    return spans_of(covered)
