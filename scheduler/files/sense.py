"""Every value in a clinic's file makes sense: ends come after starts, the least is below the most, times
exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from zoneinfo import available_timezones

from curricula.diagnostics import Diagnostic, did_you_mean
from curricula.scanner import KeyPath
from scheduler.files import codes
from scheduler.files.draft import Draft
from scheduler.files.tables import Away, PatientTable, PinTable, PrescriptionKeys
from scheduler.files.values import period, read_moment
from scheduler.week import clock, clock_change


def check(draft: Draft, zone: tzinfo | None) -> Iterator[Diagnostic]:
    """Every value that is impossible; clock changes need the clinic's time zone."""
    yield from _of_groups(draft)
    yield from _of_therapists(draft)
    yield from _of_prescriptions(draft)
    yield from _of_patients(draft)
    yield from _of_absences(draft, zone)
    yield from _of_pins(draft, zone)


def moment(draft: Draft, path: KeyPath, at: datetime, zone: tzinfo | None) -> Iterator[Diagnostic]:
    """A time that a clock change skips or repeats."""
    change = clock_change(at, zone) if zone is not None else ""
    if change:
        message = f"a clock change {change} {at.date()} {at:%H:%M}"
        yield draft.error(path, codes.CLOCK_CHANGE, message, "choose a time before or after that hour")


def _of_groups(draft: Draft) -> Iterator[Diagnostic]:
    for path, group in draft.groups:
        size = group.size
        yield from _least_most(draft, (*path, "size"), size.min, size.max, "min", "max")
        yield from _least_most(
            draft,
            (*path, "max_per_week"),
            group.min_per_week,
            group.max_per_week,
            "min_per_week",
            "max_per_week",
        )


def _of_therapists(draft: Draft) -> Iterator[Diagnostic]:
    for path, therapist in draft.therapists:
        if not therapist.services:
            hint = 'name what they are credentialed for: services = ["individual"]'
            message = f"{therapist.id} has no services"
            yield draft.error((*path, "services"), codes.NO_SERVICES, message, hint)
        pause = therapist.pause
        if pause is not None and pause.between[1] - pause.between[0] < pause.minutes:
            first, last = map(clock, pause.between)
            message = f"a break of {pause.minutes} minutes does not fit between {first} and {last}"
            yield draft.error((*path, "break"), codes.LEAST_ABOVE_MOST, message, "widen `between`")


def _of_prescriptions(draft: Draft) -> Iterator[Diagnostic]:
    tables: list[tuple[KeyPath, PrescriptionKeys]] = [*draft.levels, *draft.patients]
    for path, table in tables:
        for key, hours in (("hours", table.hours), ("day_hours", table.day_hours)):
            if hours is not None:
                yield from _least_most(draft, (*path, key), hours.min, hours.max, "min", "max")
        seen: set[str] = set()
        for i, appointment in enumerate(table.appointments or ()):
            if appointment.service in seen:
                message = f"`{appointment.service}` is twice in `appointments`"
                place = (*path, "appointments", i, "service")
                yield draft.error(place, codes.SERVICE_TWICE, message, "say how many with times = 2")
            seen.add(appointment.service)


def _of_patients(draft: Draft) -> Iterator[Diagnostic]:
    levels = {level.id: level for _, level in draft.levels}
    for path, patient in draft.patients:
        first, last = patient.admitted, patient.discharge
        if first is not None and last is not None and last < first:
            message = f"{patient.id} is discharged on {last}, before the admission on {first}"
            yield draft.error(
                (*path, "discharge"), codes.BACKWARDS, message, "give the later date as discharge"
            )
        if first is None:
            yield from _counted_from(draft, path, patient, levels.get(patient.level))


def _counted_from(
    draft: Draft, path: KeyPath, patient: PatientTable, level: PrescriptionKeys | None
) -> Iterator[Diagnostic]:
    """Appointments of every few weeks, which are counted from an admission that is not given."""
    hint = "add the first day, such as admitted = 2026-10-05"
    own = patient.appointments
    for i, appointment in enumerate(own or ()):
        if appointment.every_weeks > 1:
            message = f"{patient.id} has `{appointment.service}` every few weeks, and no `admitted`"
            yield draft.error((*path, "appointments", i, "every_weeks"), codes.NO_ADMISSION, message, hint)
    for appointment in (level.appointments or ()) if own is None and level is not None else ():
        if appointment.every_weeks > 1:
            message = f"{patient.id} has `{appointment.service}` every few weeks, and no `admitted`"
            yield draft.error((*path, "id"), codes.NO_ADMISSION, message, hint)


def _of_absences(draft: Draft, zone: tzinfo | None) -> Iterator[Diagnostic]:
    tables: list[tuple[KeyPath, tuple[date | Away, ...]]] = [
        *((path, room.away) for path, room in draft.rooms),
        *((path, therapist.away) for path, therapist in draft.therapists),
        *((path, patient.away) for path, patient in draft.patients),
    ]
    for path, absences in tables:
        for i, away in enumerate(absences):
            if isinstance(away, Away):
                yield from _absence(draft, (*path, "away", i), away, zone)


def _absence(draft: Draft, path: KeyPath, away: Away, zone: tzinfo | None) -> Iterator[Diagnostic]:
    ends = (("from", away.first), ("to", away.last))
    wrong = [problem for key, end in ends for problem in _end(draft, (*path, key), end, zone)]
    yield from wrong
    if not wrong and (span := period(away.first, away.last)) and span.end <= span.start:
        message = f"this absence ends ({_words(away.last)}) before it starts ({_words(away.first)})"
        yield draft.error(path, codes.BACKWARDS, message, "give the later moment as `to`")


def _end(draft: Draft, path: KeyPath, end: date | datetime, zone: tzinfo | None) -> Iterator[Diagnostic]:
    if isinstance(end, datetime):
        try:
            yield from moment(draft, path, read_moment(end), zone)
        except ValueError as error:
            yield draft.error(path, codes.LOCAL_TIME, *error.args)


def _words(end: date | datetime) -> str:
    return f"{end:%Y-%m-%d %H:%M}" if isinstance(end, datetime) else str(end)


def _of_pins(draft: Draft, zone: tzinfo | None) -> Iterator[Diagnostic]:
    for path, pin in draft.pins:
        if pin.start is not None:
            yield from moment(draft, (*path, "start"), pin.start, zone)
        problem = _form(pin)
        if problem:
            hint = "a pin has `group` and `start`, or `service` and `patient`"
            yield draft.error(path, codes.PIN_FORM, problem, hint)


def _form(pin: PinTable) -> str:
    """What keeps a pin from being one of a group session or of an appointment."""
    if pin.group is not None:
        extra = [key for key in ("service", "patient", "therapist") if getattr(pin, key) is not None]
        if extra:
            return f"this pin of the group {pin.group} has `{extra[0]}` too, which belongs to an appointment"
        return "" if pin.start is not None else f"this pin of the group {pin.group} has no `start`"
    if pin.service is None or pin.patient is None:
        return "this pin says neither which group nor whose appointment"
    extra = [key for key in ("leaders", "members") if getattr(pin, key)]
    return f"this pin of an appointment has `{extra[0]}`, which belongs to a group" if extra else ""


def _least_most(
    draft: Draft, path: KeyPath, least: float | None, most: float | None, low: str, high: str
) -> Iterator[Diagnostic]:
    if least is not None and most is not None and least > most:
        message = f"`{low}` is {least:g}, above `{high}`, which is {most:g}"
        yield draft.error(path, codes.LEAST_ABOVE_MOST, message, "exchange the two, or change one")


def zone_hint(name: str) -> str:
    """The time zone that was probably meant."""
    return did_you_mean(name, available_timezones()) or "use an IANA name, such as America/New_York"
