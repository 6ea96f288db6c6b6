"""Every name in a clinic's file means something: ids that are referred to exist, and none is ambiguous."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from curricula.diagnostics import Diagnostic, did_you_mean
from curricula.scanner import KeyPath
from curricula.text import clean
from scheduler.files import codes
from scheduler.files.draft import Draft


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Every problem with a name."""
    yield from _of_groups(draft)
    yield from _of_patients(draft)
    yield from _of_pins(draft)
    yield from _offered(draft)
    yield from _group_or_appointment(draft)


def _of_groups(draft: Draft) -> Iterator[Diagnostic]:
    for path, group in draft.groups:
        if group.after:
            for place, name in draft.listed((*path, "after")):
                yield from draft.unknown(place, "groups", name)
                if name == group.id:
                    message = f"{name} comes after itself, so that nobody could attend it"
                    yield draft.error(place, codes.AFTER_ITSELF, message, "take it out of `after`")
        if group.members is not None:
            yield from _people(draft, (*path, "members"), "patients")


def _of_patients(draft: Draft) -> Iterator[Diagnostic]:
    for path, patient in draft.patients:
        yield from draft.unknown((*path, "level"), "levels", patient.level)
        if patient.therapist is not None:
            yield from draft.unknown((*path, "therapist"), "therapists", patient.therapist)
        if patient.prescriber is not None:
            yield from draft.unknown((*path, "prescriber"), "therapists", patient.prescriber)
        for place, name in draft.listed((*path, "apart")) if patient.apart else ():
            yield from draft.unknown(place, "patients", name)
            if name == patient.id:
                message = f"{name} is to be kept apart from {name}"
                yield draft.error(place, codes.APART_FROM_SELF, message, "name the other person")


def _of_pins(draft: Draft) -> Iterator[Diagnostic]:
    single = (("group", "groups"), ("patient", "patients"), ("room", "rooms"), ("therapist", "therapists"))
    for path, pin in draft.pins:
        for key, kind in single:
            if getattr(pin, key) is not None:
                yield from draft.unknown((*path, key), kind, getattr(pin, key))
        yield from _people(draft, (*path, "leaders"), "therapists") if pin.leaders else ()
        yield from _people(draft, (*path, "members"), "patients") if pin.members else ()


def _people(draft: Draft, path: KeyPath, kind: str) -> Iterator[Diagnostic]:
    """A list of people: each known, and each there once."""
    seen: set[str] = set()
    for place, name in draft.listed(path):
        yield from draft.unknown(place, kind, name)
        if name in seen:
            yield draft.error(place, codes.LISTED_TWICE, f"{name} is listed twice", "keep one")
        seen.add(name)


def _offered(draft: Draft) -> Iterator[Diagnostic]:
    """A service prescribed to somebody that no group offers; a level's that nobody has only warns."""
    offered = {clean(s) for t in draft.raw("groups") if isinstance(s := t.get("service"), str)}
    used = {clean(str(t.get("level"))) for t in draft.raw("patients") if "services" not in t}
    for kind in ("levels", "patients"):
        for i, table in enumerate(draft.raw(kind)):
            binding = kind == "patients" or clean(str(table.get("id"))) in used
            for service in _missing(table.get("services"), offered):
                path: KeyPath = (kind, i, "services", service)
                name = clean(service)
                message = f"no group offers the prescribed service `{name}`"
                hint = did_you_mean(name, offered) or f'add a group with service = "{name}", or prescribe 0'
                if binding:
                    yield draft.error(path, codes.NOT_OFFERED, message, hint, key=True)
                else:
                    yield draft.warning(path, codes.NOT_OFFERED, message, hint)


def _missing(services: Any, offered: set[str]) -> list[str]:
    if not isinstance(services, dict):
        return []
    return [s for s, minutes in services.items() if clean(s) not in offered and minutes != 0]


def _group_or_appointment(draft: Draft) -> Iterator[Diagnostic]:
    """A group id that is an appointment service too: changes could not be told apart."""
    services = {
        appointment.service
        for _, table in (*draft.levels, *draft.patients)
        for appointment in table.appointments or ()
    }
    for path, group in draft.groups:
        if group.id in services:
            message = f"`{group.id}` is both a group and an appointment service"
            yield draft.error((*path, "id"), codes.SAME_NAME, message, "give the group another id")
