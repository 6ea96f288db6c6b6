"""Who is in the program: the census, folded from the facts of the patient streams.

Pure. Facts go in as the record holds them; people, their stays and what they ask of a week come out. A person
keeps every stay and every profile, so any day, past or coming, can be asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, fields, frozen

from facilitator.events import (
    AbsenceFollowed,
    Admitted,
    Changed,
    Covered,
    Discharged,
    Entry,
    Paused,
    PlanReviewed,
    PlanTopics,
    Resumed,
    Undone,
)
from facilitator.levels import blended
from facilitator.pauses import Pause, back_on, with_pause
from scheduler.clinic import Clinic, Patient, due, enrolled, present_spans
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import Week

if TYPE_CHECKING:
    from curricula.module import Module

PLAN_REVIEW_DAYS = 30
"""A treatment plan is reviewed this many days after admission or the last review, or sooner."""
LATENESS = 30
"""Minutes a week that late arrivals and early leaving may add up to before hours count as short."""


@frozen
class Stay:
    """One enrollment, both days inclusive. `last` is planned until `discharged`; None is open-ended."""

    number: int
    first: date
    last: date | None = None
    discharged: bool = False
    reason: str = ""  # of the discharge

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@frozen
class Profile:
    """What holds about a person from a day on."""

    on: date
    demand: Patient
    initials: str
    name: str = ""
    goals: tuple[str, ...] = ()


@frozen
class Person:
    """Someone who was ever admitted. `stays` and `profiles` are in order of time and never empty."""

    id: str
    stays: tuple[Stay, ...]
    profiles: tuple[Profile, ...]
    reviews: tuple[date, ...] = ()
    covered: Mapping[str, str] = field(factory=dict)  # topic -> session id, or words
    by_plan: frozenset[str] = frozenset()  # topics that the treatment plan names
    followed: frozenset[str] = frozenset()  # sessions whose absence had its outreach
    pauses: tuple[Pause, ...] = ()
    also: tuple[str, ...] = ()  # ids of records that were merged into this one
    known: date = date.min  # when the record first heard of them

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id under which something of theirs may stand."""
        return (self.id, *self.also)

    @property
    def stay(self) -> Stay:
        """The latest enrollment."""
        return self.stays[-1]

    @property
    def initials(self) -> str:
        return self.profiles[-1].initials

    @property
    def name(self) -> str:
        return self.profiles[-1].name

    def stay_on(self, day: date) -> Stay | None:
        """The enrollment that covers `day`, the latest if there are several."""
        return next((stay for stay in reversed(self.stays) if stay.covers(day)), None)

    def profile(self, day: date) -> Profile:
        """What holds on `day`; before the first profile, the first."""
        known = [profile for profile in self.profiles if profile.on <= day]
        return known[-1] if known else self.profiles[0]

    def demand(self, day: date) -> Patient:
        """The prescription as of `day`, with the days of the stay on that day (or else the latest stay)."""
        stay = self.stay_on(day) or self.stay
        return evolve(self.profile(day).demand, admitted=stay.first, discharge=stay.last)

    def pause_on(self, day: date) -> Pause | None:
        """The pause that covers `day`."""
        return next((pause for pause in reversed(self.pauses) if pause.covers(day)), None)

    def comes(self, day: date) -> bool:
        """Whether `day` lies in a stay, as far as its end was written down, and in no pause."""
        left = self.stay.discharged and self.stay.last is not None and self.stay.last < day
        return self.pause_on(day) is None and not left

    def next_pause(self, day: date) -> Pause | None:
        """The pause that covers `day`, or else the first that begins later in the stay."""
        later = (pause for pause in self.pauses if pause.first > day and self.stay_on(pause.first))
        return self.pause_on(day) or next(later, None)

    def day_of_stay(self, day: date) -> int:
        """1 on the day of admission; 0 or less before it."""
        stay = self.stay_on(day) or self.stay
        return (day - stay.first).days + 1

    def review_due(self, day: date, every: int) -> date:
        """When the next plan review falls due, `every` so many days from admission or the last review of
        this stay; of reviews before the record heard of the person nothing is known, so never before that."""
        first = (self.stay_on(day) or self.stay).first
        since = max([first, *(review for review in self.reviews if review >= first)])
        return max(since + timedelta(days=every), self.known)

    def overdue(self, day: date) -> bool:
        """The planned last day has passed and no discharge was written."""
        last = self.stay.last
        return not self.stay.discharged and last is not None and last < day


Census = Mapping[str, Person]


def required(person: Person, module: Module) -> frozenset[str]:
    """The topics of `module` that the person needs: the core, and those that their plan names."""
    return frozenset(module.core_topics) | person.by_plan.intersection(module.topics)


def census(entries: Iterable[Entry]) -> Census:
    """Everyone ever admitted, by id, in order of first admission. `entries`: those of all patient streams."""
    entries = sorted(entries, key=lambda entry: entry.seq)
    undone = {entry.fact.entry for entry in entries if isinstance(entry.fact, Undone)}
    people: dict[str, Person] = {}
    for entry in entries:
        if entry.id not in undone:
            _apply(people, entry)
    return people


def _apply(people: dict[str, Person], entry: Entry) -> None:
    """Fold one entry into `people`. A fact about somebody who was never admitted tells nothing."""
    match entry.fact:
        case Admitted() as fact:
            people[fact.patient.id] = _admitted(people.get(fact.patient.id), fact, entry.at.date())
        case Changed() as fact if person := people.get(fact.patient.id):
            people[person.id] = _changed(person, fact)
        case Discharged() as fact if person := people.get(fact.member):
            stay = evolve(person.stay, last=fact.on, discharged=True, reason=fact.reason)
            people[person.id] = evolve(person, stays=(*person.stays[:-1], stay))
        case Paused() as fact if person := people.get(fact.member):
            pause = Pause(fact.first, fact.last, fact.reason)
            people[person.id] = evolve(person, pauses=with_pause(person.pauses, pause))
        case Resumed() as fact if person := people.get(fact.member):
            people[person.id] = evolve(person, pauses=back_on(person.pauses, fact.on))
        case PlanReviewed() as fact if person := people.get(fact.member):
            people[person.id] = evolve(person, reviews=tuple(sorted({*person.reviews, fact.on})))
        case Covered() as fact if person := people.get(fact.member):
            people[person.id] = evolve(person, covered=_covered(person.covered, fact))
        case PlanTopics() as fact if person := people.get(fact.member):
            people[person.id] = evolve(person, by_plan=frozenset(fact.topics))
        case AbsenceFollowed() as fact if person := people.get(fact.member):
            people[person.id] = evolve(person, followed=person.followed | {fact.session})
        case _:
            pass


def _covered(known: Mapping[str, str], fact: Covered) -> Mapping[str, str]:
    others = {topic: where for topic, where in known.items() if topic != fact.topic}
    return {**others, fact.topic: fact.where} if fact.where else others


def _admitted(person: Person | None, fact: Admitted, written: date) -> Person:
    first = fact.patient.admitted or written
    stay = Stay(fact.enrollment, first, fact.patient.discharge)
    profile = Profile(first, fact.patient, fact.initials, fact.name, fact.goals)
    if person is None:
        return Person(fact.patient.id, (stay,), (profile,), known=written)
    return evolve(person, stays=(*person.stays, stay), profiles=(*person.profiles, profile))


def _changed(person: Person, fact: Changed) -> Person:
    """The new profile holds from its day, and what is new in it in later ones too where they said the same
    as before; a new planned last day moves the end of a stay still open."""
    before = person.profile(fact.on)
    profile = Profile(fact.on, fact.patient, fact.initials, fact.name, fact.goals)
    known = [p if p.on <= fact.on else _carried(before, profile, p) for p in person.profiles]
    profiles = tuple(sorted((*known, profile), key=lambda known: known.on))
    stay = person.stay if person.stay.discharged else evolve(person.stay, last=fact.patient.discharge)
    return evolve(person, profiles=profiles, stays=(*person.stays[:-1], stay))


def _carried(before: Profile, new: Profile, later: Profile) -> Profile:
    """`later` with what changed from `before` to `new`, field by field, unless it had changed that itself."""
    demand = evolve(later.demand, **_differing(before.demand, new.demand, later.demand))
    rest = _differing(before, new, later)
    return evolve(later, **{**rest, "on": later.on, "demand": demand})


def _differing(before: Profile | Patient, new: Profile | Patient, later: Profile | Patient) -> dict[str, Any]:
    names = [each.name for each in fields(type(before))]
    return {
        name: getattr(new, name)
        for name in names
        if getattr(new, name) != getattr(before, name) == getattr(later, name)
    }


def with_topics(people: Census, run: Iterable[tuple[str, str, str]]) -> Census:
    """`people` with what groups covered: (member, topic, session); the first session of each counts."""
    covered: dict[str, dict[str, str]] = {}
    for member, topic, session in run:
        covered.setdefault(member, {}).setdefault(topic, session)
    return {
        name: evolve(person, covered={**covered[name], **person.covered}) if name in covered else person
        for name, person in people.items()
    }


def people_on(people: Census, day: date) -> tuple[Person, ...]:
    """Who is enrolled on `day`."""
    return tuple(person for person in people.values() if person.stay_on(day))


def demand(people: Census, config: Clinic, week: Week) -> Clinic:
    """The configured clinic with its people put in: what the scheduler is handed for `week`.

    Each person asks for what holds on Monday, or on the first day of a stay that begins later; a level of
    care that changes within the week counts from its day (`facilitator.levels`). Patients that the
    configuration itself names stay, unless the record knows them.
    """
    recorded = [asked for person in people.values() if (asked := _asked(person, config, week))]
    coded = [patient for patient in config.patients if patient.id not in people]
    return evolve(config, patients=(*coded, *recorded))


def demand_ever(people: Census, config: Clinic) -> Clinic:
    """The clinic with everybody who is in care or will be, whatever the week."""
    here = {patient.id: patient for patient in config.patients}
    coming = {p.id: _away(p, p.demand(p.stay.first)) for p in people.values() if not p.stay.discharged}
    return evolve(config, patients=tuple({**coming, **here}.values()))


def _asked(person: Person, config: Clinic, week: Week) -> Patient | None:
    stays = [stay for stay in person.stays if enrolled(_during(person, stay, week), week)]
    if not stays:
        return None
    asked = _leveled(person, stays[-1], config, week)
    paused = any(pause.touches(week) for pause in person.pauses)
    return None if paused and not present_spans(asked, week) else asked


def _during(person: Person, stay: Stay, week: Week) -> Patient:
    profile = person.profile(max(week.monday, stay.first))
    return _away(person, evolve(profile.demand, admitted=stay.first, discharge=stay.last))


def _leveled(person: Person, stay: Stay, config: Clinic, week: Week) -> Patient:
    """The same where one level of care holds; else what both ask for, each for its days."""
    asked, known = _during(person, stay, week), {level.id for level in config.levels}
    begins, ends = max(week.monday, stay.first), min(week.date(6), stay.last or week.date(6))
    new = next((p for p in reversed(person.profiles) if begins < p.on <= ends), None)
    if new is None or new.demand.level == asked.level or not {new.demand.level, asked.level} <= known:
        return asked
    then = evolve(asked, level=new.demand.level, own=new.demand.own)
    return blended(asked, then, config, week, new.on)


def _away(person: Person, asked: Patient) -> Patient:
    """The demand with its pauses as days away."""
    return evolve(asked, away=(*asked.away, *(pause.away for pause in person.pauses)))


# --- hours ----------------------------------------------------------------------------------------------


@frozen
class Hours:
    """Group minutes of one person in one week, and the appointments beside them."""

    attained: int = 0  # minutes present in sessions that are over
    scheduled: int = 0  # group minutes in the published timetable
    prescribed: int = 0  # group minutes a week asks for
    reachable: int = 0  # scheduled group minutes still to come
    appointments: int = 0  # scheduled appointment minutes
    appointments_prescribed: int = 0
    appointments_attained: int = 0  # minutes of appointments that were documented
    planned: bool = True  # the week has a published timetable

    @property
    def short(self) -> int:
        """Prescribed minutes out of reach with what is scheduled; 0 for lateness or an unplanned week."""
        if not self.planned:
            return 0
        missing = self.prescribed - self.attained - self.reachable
        return missing if missing >= LATENESS else 0


def hours(
    patient: Patient,
    config: Clinic,
    timetable: Timetable | None,
    attained: int,
    over: Iterable[Session] = (),
    *,
    week: Week,
) -> Hours:
    """Hours of `patient` in `week`. `attained` minutes come from attendance; `over` are sessions that met or
    were cancelled, so nothing more can come of them; nor can it of what lies in days away."""
    asked, booked = _prescribed(patient, config, week)
    mine = timetable.of_patient(patient.id) if timetable else ()
    groups = [item for item in mine if isinstance(item, Session)]
    gone = {*over, *(item for item in groups if _is_away(patient, item, week))}
    return Hours(
        attained=attained,
        scheduled=sum(item.end - item.start for item in groups),
        prescribed=asked,
        reachable=sum(item.end - item.start for item in groups if item not in gone),
        appointments=sum(item.end - item.start for item in mine if isinstance(item, Booking)),
        appointments_prescribed=booked,
        planned=timetable is not None,
    )


def _is_away(patient: Patient, item: Session, week: Week) -> bool:
    start, end = week.moment(item.start), week.moment(item.end)
    return any(away.start < end and start < away.end for away in patient.away)


def _prescribed(patient: Patient, config: Clinic, week: Week) -> tuple[int, int]:
    """Group minutes and appointment minutes that `week` asks for; nothing outside the stay."""
    if not enrolled(patient, week) or patient.level not in {level.id for level in config.levels}:
        return 0, 0
    prescription = config.prescription(patient)
    booked = (a.minutes * a.times for a in prescription.appointments if due(a, patient, week))
    return sum(prescription.services.values()), sum(booked)
