"""Pins of a week: making them from what stands in the timetable, and saying which of them cannot hold."""

from __future__ import annotations

from attrs import evolve, frozen

from scheduler.clinic import Clinic, Pin
from scheduler.facts import Item
from scheduler.files.pinned import timetable as only_pinned
from scheduler.timetable import Session
from scheduler.validate import validate
from scheduler.week import Week


@frozen
class Impossible:
    """A pin that breaks a rule whatever else the week holds, with the sentences of those rules."""

    pin: Pin
    because: tuple[str, ...]


def pin_of(item: Item, week: Week) -> Pin:
    """`item` stays at its time, in its room and with its staff; a session's members may change."""
    if isinstance(item, Session):
        return Pin(group=item.group, start=week.moment(item.start), room=item.room, leaders=item.leaders)
    return Pin(
        service=item.service,
        patient=item.patient,
        start=week.moment(item.start),
        therapist=item.therapist,
        room=item.room,
    )


def holds(pin: Pin, item: Item, week: Week) -> bool:
    """Whether `item` is what `pin` is about and as it says."""
    if isinstance(item, Session):
        same = pin.group == item.group and set(pin.leaders) <= set(item.leaders)
        same = same and set(pin.members) <= set(item.members)
    else:
        same = (pin.service, pin.patient) == (item.service, item.patient)
        same = same and pin.therapist in (None, item.therapist)
    at = pin.start is None or week.minute(pin.start) == item.start
    return same and at and pin.room in (None, item.room)


def pinned_too(pins: tuple[Pin, ...], item: Item, week: Week) -> tuple[Pin, ...]:
    """`pins` and one more that holds `item`."""
    return (*unpinned(pins, item, week), pin_of(item, week))


def unpinned(pins: tuple[Pin, ...], item: Item, week: Week) -> tuple[Pin, ...]:
    """`pins` without those that hold `item`."""
    return tuple(pin for pin in pins if not holds(pin, item, week))


def with_pins(clinic: Clinic, pins: tuple[Pin, ...]) -> Clinic:
    """The clinic with the draft's pins beside its own; those of people or groups that left say nothing."""
    return evolve(clinic, pins=(*clinic.pins, *(pin for pin in pins if applies(pin, clinic))))


def applies(pin: Pin, clinic: Clinic) -> bool:
    """Whether everything that `pin` names is still there."""
    people = {patient.id for patient in clinic.patients}
    staff = {therapist.id for therapist in clinic.therapists}
    named = [pin.patient] if pin.patient else []
    places = {room.id for room in clinic.rooms}
    known = {*named, *pin.members} <= people and {*pin.leaders, *filter(None, [pin.therapist])} <= staff
    if pin.room is not None and pin.room not in places:
        return False
    if pin.group is not None:
        return known and pin.group in {group.id for group in clinic.groups}
    return known and pin.service in _prescribed(clinic, pin.patient)


def _prescribed(clinic: Clinic, patient: str | None) -> set[str]:
    return {
        appointment.service
        for one in clinic.patients
        if one.id == patient
        for appointment in clinic.prescription(one).appointments
    }


def impossible(clinic: Clinic, week: Week, pins: tuple[Pin, ...]) -> tuple[Impossible, ...]:
    """The pins that cannot hold, alone or with those before them, with the reasons."""
    found: list[Impossible] = []
    sound: list[Pin] = []
    for pin in pins:
        if pin.start is None or not applies(pin, clinic):
            continue
        report = validate(evolve(clinic, pins=()), only_pinned(clinic, week, [*sound, pin]))
        reasons = tuple(broken.message for broken in report.violations if not broken.mendable)
        if reasons:
            found.append(Impossible(pin, reasons))
        else:
            sound.append(pin)
    return tuple(found)
