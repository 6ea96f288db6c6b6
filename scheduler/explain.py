"""Why something is not met, in a sentence, and the cheapest change that would meet it.

Reasons are counted: whether the patient's own times hold the prescription, who could come, lead or give it
and when, and who is taken at those times in the timetable at hand. A fix is only named when the week was
planned again with it and more was met; otherwise it stays empty.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from attrs import evolve, frozen

from scheduler import naming
from scheduler.bound import Limits, per_patient_limit
from scheduler.candidates import Candidates, place
from scheduler.clinic import Clinic, Prescription, Therapist
from scheduler.engine import Effort, search
from scheduler.facts import Item, on_day
from scheduler.goals import combined, goals, post_rules
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.possible import Ints, Mask
from scheduler.progress import Stop
from scheduler.terrain import Terrain
from scheduler.timetable import Session, Timetable, Unmet
from scheduler.week import DAY, DAY_NAMES, Span, Window, clock, hours, joined

LIMIT_SHARE = 0.4  # of the time, for what patients could have alone
LONGER = (30, 60)  # minutes by which a window is made longer when a fix is looked for
MOST_NAMES = 3
TRIES = 12  # changes tried for one patient and service


@frozen(eq=False)
class Case:
    """What an explanation looks at: the week's candidates, the timetable, and what single patients cannot
    have.
    """

    found: Candidates
    timetable: Timetable
    limits: Limits

    @property
    def clinic(self) -> Clinic:
        return self.found.clinic

    @cached_property
    def running(self) -> dict[tuple[str, int], list[Session]]:
        """(group, start) -> the sessions there."""
        sessions: dict[tuple[str, int], list[Session]] = {}
        for session in self.timetable.sessions:
            sessions.setdefault((session.group, session.start), []).append(session)
        return sessions

    @cached_property
    def _people(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.found.attendances.key, kind="stable")
        return self.found.attendances.key[order], self.found.attendances.patient[order]

    @cached_property
    def _leaders(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.found.leads.key, kind="stable")
        return self.found.leads.key[order], self.found.leads.therapist[order]

    def people_at(self, key: int) -> Ints:
        """Patients who could attend at a key."""
        keys, people = self._people
        return people[np.searchsorted(keys, key) : np.searchsorted(keys, key, side="right")]

    def leaders_at(self, key: int) -> Ints:
        """Therapists who could lead at a key."""
        keys, leaders = self._leaders
        return leaders[np.searchsorted(keys, key) : np.searchsorted(keys, key, side="right")]

    @cached_property
    def staff_taken(self) -> Mask:
        """[T, WEEK] minutes at which therapists have something in the timetable or do not work."""
        index, taken = self.found.possible.therapist_index, ~self.found.possible.staff_free
        for session in self.timetable.sessions:
            for leader in session.leaders:
                taken[index[leader], session.start : session.end] = True
        for booking in self.timetable.appointments:
            if booking.therapist is not None:
                taken[index[booking.therapist], booking.start : booking.end] = True
        return taken

    @cached_property
    def patients_taken(self) -> Mask:
        """[P, WEEK] minutes at which patients have something in the timetable."""
        index = self.found.possible.patient_index
        taken = np.zeros_like(self.found.possible.patient_free)
        for session in self.timetable.sessions:
            for member in session.members:
                taken[index[member], session.start : session.end] = True
        for booking in self.timetable.appointments:
            taken[index[booking.patient], booking.start : booking.end] = True
        return taken

    @cached_property
    def rooms_taken(self) -> Mask:
        """[R, WEEK] minutes at which rooms are in use or closed."""
        index = {room.id: r for r, room in enumerate(self.clinic.rooms)}
        taken = ~self.found.possible.room_free
        items: list[Item] = [*self.timetable.sessions, *self.timetable.appointments]
        for item in items:
            if item.room is not None:
                taken[index[item.room], item.start : item.end] = True
        return taken


def explained(
    found: Candidates, timetable: Timetable, *, seconds: float = 2.0, stop: Stop | None = None
) -> Timetable:
    """`timetable` with `because` on everything unmet, and `fix` as far as the time reaches."""
    ends = time.monotonic() + seconds
    who = sorted({unmet.patient for unmet in timetable.unmet})
    half = seconds * LIMIT_SHARE
    limits = per_patient_limit(
        found.clinic, found.week, found=found, patients=who, time_limit=half, stop=stop
    )
    case, told = Case(found, timetable, limits), []
    for unmet in timetable.unmet:
        told.append(evolve(unmet, because=because(case, unmet)))
    for i, unmet in enumerate(told):
        if time.monotonic() >= ends or (stop is not None and stop.is_set()):
            break
        told[i] = evolve(unmet, fix=fix(case, unmet, ends))
    return evolve(timetable, unmet=tuple(told))


def because(case: Case, unmet: Unmet) -> str:
    """The reason in one sentence, with names, days and times."""
    found = case.found
    index = found.possible.patient_index[unmet.patient]
    groups = [g for g, group in enumerate(case.clinic.groups) if group.service == unmet.service]
    mine = np.flatnonzero(found.possible.demand_patient == index).tolist()
    demands = [d for d in mine if found.demands[d].appointment.service == unmet.service]
    missing = case.limits.get(unmet.patient, {}).get(unmet.service, 0)
    by_appointment = bool(demands) and not found.possible.prescriptions[index].services.get(unmet.service)
    if by_appointment:
        places = bool((found.bookings.demand == demands[0]).any())
    else:
        keys = found.attendances.key[found.attendances.patient == index]
        places = bool(np.isin(found.keys.group[keys], groups).any())
    if missing >= unmet.minutes and (places or not found.possible.patient_free[index].any()):
        return _too_short(case, unmet, index)
    if by_appointment:
        return _appointment(case, unmet, demands[0])
    return _group(case, unmet, index, groups)


def _too_short(case: Case, unmet: Unmet, index: int) -> str:
    free = _spans(case.found.possible.patient_free[index])
    if not free:
        return f"{unmet.patient} has no time in this week when the clinic is open."
    prescription = case.found.possible.prescriptions[index]
    asked, most = prescription.services.get(unmet.service, 0), case.found.reachable(index, unmet.service)
    if most > 0 and asked - most >= unmet.minutes:
        return f"No whole number of sessions makes {asked} minutes of {unmet.service}; {most} come closest."
    total = hours(sum(high - low for low, high in free))
    limits = _limits(prescription)
    return (
        f"{unmet.patient} can come only {_days(free)} ({total} in all), "
        f"and no plan for these times{limits} holds all that is prescribed."
    )


def _limits(prescription: Prescription) -> str:
    """What else bounds a patient's week, in words."""
    words = []
    if prescription.days is not None:
        words.append(f"{prescription.days} group days")
    if prescription.day_hours_max is not None:
        words.append(f"{prescription.day_hours_max:g} hours a day")
    if prescription.hours_max is not None:
        words.append(f"{prescription.hours_max:g} hours a week")
    return f" within {_list(words)}" if words else ""


def _spans(mask: Mask) -> list[Span]:
    """Minutes of the week as spans, one day each."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    spans = []
    for low, high in edges.reshape(-1, 2).tolist():
        days = range(low // DAY, (high - 1) // DAY + 1)
        spans += [(max(low, day * DAY), min(high, (day + 1) * DAY)) for day in days]
    return spans


def _days(spans: list[Span]) -> str:
    """`Monday to Friday 17:00-20:00` or `Monday 17:00-20:00, Wednesday 09:00-12:00 and 13:00-15:00`."""
    by_day = {day: on_day(spans, day) for day in sorted({low // DAY for low, _ in spans})}
    if len(set(by_day.values())) == 1 and len(by_day) > 1:
        return f"{_list([DAY_NAMES[day] for day in by_day])} {next(iter(by_day.values()))}"
    return ", ".join(f"{DAY_NAMES[day]} {times}" for day, times in by_day.items())


def _list(names: list[str], most: int = 7) -> str:
    shown = names[:most] + ([f"{len(names) - most} more"] if len(names) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _group(case: Case, unmet: Unmet, index: int, groups: list[int]) -> str:
    found, who = case.found, unmet.patient
    mine = [g for g in groups if found.possible.attends[index, g]]
    if not mine:
        return f"No {unmet.service} group is open to {who}: track, language, age band or length differ."
    keys = np.unique(found.attendances.key[found.attendances.patient == index])
    keys = keys[np.isin(found.keys.group[keys], mine)]
    names = _list([case.clinic.groups[g].id for g in mine], MOST_NAMES)
    if not len(keys):
        return _never(case, unmet, index, mine, names)
    busy, taken, lacking = case.patients_taken[index], case.staff_taken, _lacking(case, unmet.service)
    counts = Counter(_group_reason(case, int(key), busy, taken, lacking) for key in keys)
    leaders = np.unique(found.leads.therapist[np.isin(found.leads.key, keys)])
    led = _list([case.clinic.therapists[t].id for t in leaders], MOST_NAMES) if len(leaders) else "nobody"
    words = {
        "own": f"{who} has something else",
        "full": "the session is full",
        "staff": f"those who could lead it ({led}) are taken",
        "few": "too few others who still need it are free",
        "rest": "it would break the shape of somebody's day or week",
    }
    return f"{names} could meet with {who} at {_times(len(keys))}: {_tally(counts, words)}."


def _group_reason(case: Case, key: int, busy: Mask, taken: Mask, lacking: Mask) -> str:
    """Why a patient is not in a session at a key."""
    found = case.found
    low, high = int(found.keys.start[key]), int(found.keys.end[key])
    group = case.clinic.groups[found.keys.group[key]]
    if busy[low:high].any():
        return "own"
    running = case.running.get((group.id, low), ())
    if running:
        full = all(len(session.members) >= group.size.max for session in running)
        return "full" if full else "rest"
    leaders = case.leaders_at(key)
    if (~taken[leaders, low:high].any(1)).sum() < group.leaders:
        return "staff"
    others = case.people_at(key)
    free = ~case.patients_taken[others, low:high].any(1) & lacking[others]
    return "few" if free.sum() < group.size.min else "rest"


def _lacking(case: Case, service: str) -> Mask:
    """[P] who lacks a service."""
    short = {unmet.patient for unmet in case.timetable.unmet if unmet.service == service}
    return np.array([patient.id in short for patient in case.clinic.patients], dtype=bool)


def _times(count: int) -> str:
    return "one time" if count == 1 else f"{count} times"


def _tally(counts: Counter[str], words: dict[str, str]) -> str:
    """`at 20 of them t1 is taken, at 5 no room is free`; where there is one reason, `each time ...`."""
    if len(counts) == 1:
        return f"each time {words[next(iter(counts))]}"
    return ", ".join(f"at {count} of them {words[name]}" for name, count in counts.most_common())


def _never(case: Case, unmet: Unmet, index: int, groups: list[int], names: str) -> str:
    """No start at all at which the groups could meet with the patient: people, leaders or room."""
    possible, g = case.found.possible, groups[0]
    group = case.clinic.groups[g]
    when = possible.fits(possible.patient_free, group.minutes)
    mine = when[index] & possible.group_starts[g]
    if not mine.any():
        return f"{unmet.patient} has no {group.minutes} minutes in one piece when {names} may meet."
    others = (when & possible.attends[:, g][:, None]).sum(0)[mine].max()
    if others < group.size.min:
        return (
            f"Never are more than {others} people free for {names} when {unmet.patient} is; "
            f"it needs at least {group.size.min}."
        )
    leaders = possible.fits(possible.staff_free, group.minutes) & possible.leads[:, g][:, None]
    if leaders.sum(0)[mine].max() < group.leaders:
        return f"Nobody who could lead {names} works when {unmet.patient} is free."
    return f"No room for {names} is open when {unmet.patient} is free."


def _appointment(case: Case, unmet: Unmet, d: int) -> str:
    found, possible, demand = case.found, case.found.possible, case.found.demands[d]
    who = possible.gives[:, d] & (demand.others | (np.arange(len(case.clinic.therapists)) == demand.own))
    givers = np.flatnonzero(who)
    if demand.appointment.staff and not len(givers):
        return (
            f"Nobody may give {unmet.service} to {unmet.patient}: credential, track or language is missing."
        )
    starts = np.unique(found.bookings.start[found.bookings.demand == d])
    names = _list([case.clinic.therapists[t].id for t in givers], MOST_NAMES) if len(givers) else "nobody"
    are = "is" if len(givers) == 1 else "are"
    if not len(starts):
        free = _spans(possible.patient_free[demand.patient])
        when = f" ({_days(free)})" if free else ""
        works = "is never there" if are == "is" else "are never there"
        if not demand.appointment.staff:
            names, works = "a room", "is never open"
        return f"{names} {works} for {demand.minutes} minutes while {unmet.patient} could come{when}."
    counts = Counter(_appointment_reason(case, d, givers, int(start)) for start in starts)
    words = {
        "own": f"{unmet.patient} has something else",
        "staff": f"{names} {are} taken",
        "room": "no room is free",
        "rest": "a day, a gap, a break or somebody's hours would get too long or too short",
    }
    when = f"{_times(len(starts))} {_reach(starts, demand.minutes)}"
    return f"{unmet.patient} could have {unmet.service} at {when}: {_tally(counts, words)}."


def _appointment_reason(case: Case, d: int, givers: Ints, start: int) -> str:
    """Why an appointment is not at a start."""
    demand = case.found.demands[d]
    end = start + demand.minutes
    if case.patients_taken[demand.patient, start:end].any():
        return "own"
    if demand.appointment.staff and case.staff_taken[givers, start:end].any(1).all():
        return "staff"
    rooms = case.found.possible.hosts[:, d]
    if not demand.appointment.telehealth and case.rooms_taken[rooms, start:end].any(1).all():
        return "room"
    return "rest"


def _reach(starts: Ints, minutes: int) -> str:
    first, last = int(starts.min()), int(starts.max()) + minutes
    return (
        f"between {DAY_NAMES[first // DAY]} {clock(first % DAY)} and "
        f"{DAY_NAMES[(last - 1) // DAY]} {clock((last - 1) % DAY + 1)}"
    )


def fix(case: Case, unmet: Unmet, ends: float) -> str:
    """The first of some small changes with which more is met when only this patient is planned anew."""
    for number, (clinic, words) in enumerate(_changes(case, unmet)):
        if number >= TRIES or time.monotonic() >= ends:
            return ""
        if _helps(case, clinic, unmet, ends):
            return words
    return ""


def _changes(case: Case, unmet: Unmet) -> Iterator[tuple[Clinic, str]]:
    """Clinics with one window a little longer, cheapest first, and what to call the change."""
    clinic, found = case.clinic, case.found
    index = found.possible.patient_index[unmet.patient]
    staff = [t for t in clinic.therapists if unmet.service in t.services]
    own = clinic.patients[index].therapist
    staff.sort(key=lambda therapist: therapist.id != own)
    days = sorted({low // DAY for low, _ in _spans(found.possible.patient_free[index])})
    for minutes in LONGER:
        for therapist in staff[:MOST_NAMES]:
            for day in days:
                for window in _stretched(therapist.available, day, minutes, clinic.open):
                    yield (
                        evolve(clinic, therapists=_replaced(clinic.therapists, therapist, window)),
                        f"{therapist.id} {_words(window, therapist.available)}",
                    )
        patient = clinic.patients[index]
        for day in days:
            for window in _stretched(patient.available, day, minutes, clinic.open):
                changed = evolve(patient, available=(*patient.available, window))
                people = tuple(changed if p.id == patient.id else p for p in clinic.patients)
                yield (
                    evolve(clinic, patients=people),
                    f"{patient.id} {_words(window, patient.available)}",
                )


def _replaced(staff: tuple[Therapist, ...], one: Therapist, window: Window) -> tuple[Therapist, ...]:
    more = evolve(one, available=(*one.available, window))
    return tuple(more if therapist.id == one.id else therapist for therapist in staff)


def _stretched(
    available: tuple[Window, ...], day: int, minutes: int, opening: tuple[Window, ...]
) -> Iterator[Window]:
    """Windows that add some minutes before and after those of a day, while the clinic is open."""
    for window in joined(available):
        if window.day != day:
            continue
        for low, high in ((window.end, window.end + minutes), (window.start - minutes, window.start)):
            if any(o.day == day and o.start <= low and high <= o.end for o in joined(opening)):
                yield Window(day, low, high)


def _words(window: Window, available: tuple[Window, ...]) -> str:
    """`until 20:30 on Wednesday` or `from 08:00 on Wednesday`."""
    later = any(w.day == window.day and w.end == window.start for w in available)
    edge = f"until {clock(window.end)}" if later else f"from {clock(window.start)}"
    return f"{edge} on {DAY_NAMES[window.day]}"


def _helps(case: Case, clinic: Clinic, unmet: Unmet, ends: float) -> bool:
    """Plan this patient anew in the changed clinic, everybody else settled: is more met in all?"""
    found = place(clinic, case.found.week)
    terrain = Terrain(found)
    plan = terrain.pooled(naming.plan_of(found, case.timetable))
    mover = np.zeros(len(clinic.patients), dtype=bool)
    mover[found.possible.patient_index[unmet.patient]] = True
    attend, book = mover[found.attendances.patient], mover[found.booked_patient] & terrain.pooled_bookings
    part = terrain.part(plan, attend, book, all_staff=False)
    model = post_rules(Model(part.found, ~mover))
    wanted = goals(model, None)[:1]
    hint = model.program.complete(plan.cut(part).values)
    if model.program.broken(hint):
        return False
    effort = Effort(max(min(2.0, ends - time.monotonic()), 0.05), 1)
    answer = search(model.program, combined(wanted, hint), effort, hint=hint)
    if answer.values is None:
        return False
    gained = wanted[0].value(hint) - wanted[0].value(answer.values)
    return gained > 0 and Plan.of_values(part.found, answer.values) is not None
