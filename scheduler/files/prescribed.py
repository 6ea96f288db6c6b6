"""A pinned appointment is one that its patient is prescribed."""

from __future__ import annotations

from collections.abc import Iterator

from curricula.diagnostics import Diagnostic, did_you_mean
from scheduler.files import codes
from scheduler.files.draft import Draft


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Pins of appointments that nobody prescribed."""
    levels = {level.id: level for _, level in draft.levels}
    patients = {patient.id: patient for _, patient in draft.patients}
    for path, pin in draft.pins:
        patient = patients.get(pin.patient or "")
        if pin.service is None or patient is None or patient.level not in levels:
            continue
        own = patient.appointments
        given = levels[patient.level].appointments if own is None else own
        services = [appointment.service for appointment in given or ()]
        if pin.service not in services:
            message = f"{patient.id} is not prescribed `{pin.service}`"
            hint = did_you_mean(pin.service, services) or "prescribe it, or take out the pin"
            yield draft.error((*path, "service"), codes.PIN_NOT_PRESCRIBED, message, hint)
