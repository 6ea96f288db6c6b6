"""Which topics a person has had, of those their groups are there to teach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from facilitator.people import Person
from scheduler.clinic import Clinic, Group, Patient

if TYPE_CHECKING:
    from curricula.module import Module

CORE, BY_PLAN, CHOSEN = "core", "by plan", "may be chosen"


@frozen
class Topic:
    """One topic, the session that teaches it, and where it was covered: a session id, words, or empty."""

    id: str
    title: str
    where: str = ""
    why: str = CORE


def open_to(patient: Patient, config: Clinic) -> tuple[Group, ...]:
    """The groups that the patient's prescription, track, band and language lead to."""
    if patient.level not in {level.id for level in config.levels}:
        return ()
    services = config.prescription(patient).services
    return tuple(
        group
        for group in config.groups
        if group.service in services
        and group.track in (None, patient.track)
        and group.band == patient.band
        and (group.language is None or patient.language in (None, group.language))
    )


def topics(
    person: Person, patient: Patient, config: Clinic, modules: Mapping[str, Module]
) -> tuple[Topic, ...]:
    """What the person needs of the modules that their groups run, in the order of the modules."""
    found = all_topics(person, patient, config, modules)
    return tuple(topic for topic in found if topic.why != CHOSEN)


def all_topics(
    person: Person, patient: Patient, config: Clinic, modules: Mapping[str, Module]
) -> tuple[Topic, ...]:
    """Every topic of those modules, needed or not."""
    found: dict[str, Topic] = {}
    for name in dict.fromkeys(group.curriculum for group in open_to(patient, config)):
        module = modules.get(name or "")
        core = frozenset(module.core_topics) if module else frozenset()
        for session in module.sessions if module else ():
            for topic in session.teaches:
                why = CORE if topic in core else BY_PLAN if topic in person.by_plan else CHOSEN
                if topic not in found or found[topic].why == CHOSEN != why:
                    found[topic] = Topic(topic, session.title, person.covered.get(topic, ""), why)
    return tuple(found.values())
