"""A wish as it is typed: `P-001 sud-process tue 09:00`, and if you like a therapist and a room after it."""

from __future__ import annotations

from collections.abc import Iterator

from curricula.diagnostics import BadInput, Diagnostic, suggest
from curricula.text import clean
from scheduler.clinic import Clinic
from scheduler.files import codes
from scheduler.week import DAY, DAY_NAMES, DAYS, parse_clock
from scheduler.why.wishes import Wish

OPTION = "--why-not"
FORM = "write it like 'P-001 sud-process tue 09:00' or 'P-001 individual tue 09:00 t1 room-2'"


def read_wish(text: str, clinic: Clinic) -> Wish:
    """The wish. Raises BadInput with everything that is wrong with it."""
    words = [word for word in clean(text).split() if word not in ("with", "in", "on", "at")]
    if len(words) < 4:
        raise BadInput([_wrong(f"'{clean(text)}' is not a wish", FORM)])
    problems = list(_problems(words, clinic))
    if problems:
        raise BadInput(problems)
    patient, what, day, clock, *more = words
    staff = {therapist.id for therapist in clinic.therapists}
    return Wish(
        patient,
        what,
        _day(day) * DAY + parse_clock(clock, last=DAY - 1),
        what in {group.id for group in clinic.groups},
        next((word for word in more if word in staff), None),
        next((word for word in more if word not in staff), None),
    )


def _problems(words: list[str], clinic: Clinic) -> Iterator[Diagnostic]:
    patient, what, day, clock, *more = words
    patients = [one.id for one in clinic.patients]
    services = {a.service for one in clinic.patients for a in clinic.prescription(one).appointments}
    offers = [*(group.id for group in clinic.groups), *sorted(services)]
    staff, rooms = [t.id for t in clinic.therapists], [room.id for room in clinic.rooms]
    if patient not in patients:
        yield _unknown("patient", patient, patients)
    if what not in offers:
        yield _unknown("group or appointment", what, offers)
    if _day(day) < 0:
        near = suggest(day.lower(), [*DAYS, *map(str.lower, DAY_NAMES)])
        yield _wrong(f"'{day}' is not a weekday", f"did you mean `{near}`?" if near else ", ".join(DAYS))
    try:
        parse_clock(clock, last=DAY - 1)
    except ValueError as error:
        yield _wrong(str(error), FORM)
    for word in more[:2]:
        if word not in (*staff, *rooms):
            yield _unknown("therapist or room", word, [*staff, *rooms])
    if len(more) > 2 or sum(word in staff for word in more) > 1 or sum(word in rooms for word in more) > 1:
        yield _wrong("a wish has one therapist and one room at most", FORM)


def _day(word: str) -> int:
    """0 for Monday; -1 for what is no weekday."""
    short = word.lower()
    names = [name.lower() for name in DAY_NAMES]
    return DAYS.index(short) if short in DAYS else names.index(short) if short in names else -1


def _unknown(kind: str, name: str, known: list[str]) -> Diagnostic:
    near = suggest(name, known)
    return Diagnostic(
        OPTION,
        1,
        1,
        codes.UNKNOWN_NAME,
        f"there is no {kind} `{name}`",
        f"did you mean `{near}`?" if near else f"known: {', '.join(known[:8])}",
    )


def _wrong(message: str, hint: str) -> Diagnostic:
    return Diagnostic(OPTION, 1, 1, codes.UNKNOWN_NAME, message, hint)
