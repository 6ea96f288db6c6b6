"""Everything the Timetable workspace says about one week, computed once per change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, field, frozen

from facilitator.people import Census
from facilitator.timetabling.beside import Turnover, entry, gone, turnover
from facilitator.timetabling.moving import touched
from facilitator.timetabling.pinning import holds, with_pins
from facilitator.timetabling.versions import History
from facilitator.timetabling.words import Change, Names, changes, explained, names
from scheduler.clinic import Clinic, Pin
from scheduler.facts import Facts, Item
from scheduler.timetable import Timetable, Unmet
from scheduler.validate import Report, validate
from scheduler.week import Week


@frozen(eq=False)
class WeekView:
    """One week. `timetable` is what is looked at: a draft, a version, or what the solver has so far."""

    week: Week
    clinic: Clinic  # with the pins
    history: History
    timetable: Timetable | None
    previous: Timetable | None
    pins: tuple[Pin, ...]
    called: Names
    report: Report = field(factory=lambda: Report(()))
    unmet: tuple[Unmet, ...] = ()
    changes: tuple[Change, ...] = ()
    broken: frozenset[Item] = frozenset()
    pinned: frozenset[Item] = frozenset()
    fresh: frozenset[Item] = frozenset()
    gone: frozenset[Item] = frozenset()
    turnover: Mapping[Item, Turnover] = field(factory=dict)

    @property
    def unmet_minutes(self) -> int:
        return sum(one.minutes for one in self.unmet)

    @property
    def proven(self) -> bool:
        """Whether no timetable of this week leaves less unmet."""
        bound = self.timetable.score.unmet_minutes_bound if self.timetable else None
        return self.unmet_minutes in (0, bound)

    def mark(self, item: Item) -> str:
        """`!` breaks a rule, `◆` is pinned, `+` was not there last week, `−` was there last week only."""
        if item in self.gone:
            return "−"
        if item in self.broken:
            return "!"
        if item in self.pinned:
            return "◆"
        return "+" if item in self.fresh else ""


def week_view(
    week: Week,
    clinic: Clinic,
    people: Census,
    history: History,
    previous: Timetable | None,
    timetable: Timetable | None = None,
    pins: tuple[Pin, ...] | None = None,
) -> WeekView:
    """The view of `week`. `clinic` is its clinic without the draft's pins; `timetable` and `pins` default to
    what `history` has.
    """
    shown = known_people(timetable or history.timetable, clinic)
    held = history.pins if pins is None else pins
    pinned = with_pins(clinic, held)
    called = names(people, clinic)
    if shown is None:
        return WeekView(week, pinned, history, None, previous, held, called)
    report = validate(pinned, shown, previous)
    items: tuple[Item, ...] = (*shown.sessions, *shown.appointments)
    return WeekView(
        week=week,
        clinic=pinned,
        history=history,
        timetable=shown,
        previous=previous,
        pins=held,
        called=called,
        report=report,
        unmet=explained(report.unmet, shown),
        changes=changes(previous, shown, clinic),
        broken=touched(pinned, shown, report.violations),
        pinned=frozenset(item for item in items if any(holds(pin, item, week) for pin in held)),
        fresh=_fresh(items, previous),
        gone=gone(previous, shown),
        turnover=turnover(previous, shown),
    )


def known_people(timetable: Timetable | None, clinic: Clinic) -> Timetable | None:
    """`timetable` without the people who are not in the week any more."""
    if timetable is None:
        return None
    people = {patient.id for patient in clinic.patients}
    return evolve(
        timetable,
        sessions=tuple(
            evolve(s, members=tuple(m for m in s.members if m in people)) for s in timetable.sessions
        ),
        appointments=tuple(b for b in timetable.appointments if b.patient in people),
    )


def _fresh(items: Iterable[Item], previous: Timetable | None) -> frozenset[Item]:
    """What the week before did not have at this weekday and time."""
    if previous is None:
        return frozenset()
    before: tuple[Item, ...] = (*previous.sessions, *previous.appointments)
    known = set(map(entry, before))
    return frozenset(item for item in items if entry(item) not in known)


def prescribed_minutes(clinic: Clinic, week: Week) -> int:
    """Everything that the people of `week` are prescribed and due."""
    facts = Facts(clinic, Timetable(clinic.name, week))
    groups = sum(sum(facts.group_services(patient.id).values()) for patient in clinic.patients)
    booked = (a.minutes * a.times for p in clinic.patients for a in facts.appointments_due(p.id).values())
    return groups + sum(booked)
