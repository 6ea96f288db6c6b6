"""Eight weeks of the sample clinic, as the facts its staff would have written, up to this minute.

Admissions and discharges, a re-admission, published weeks, every group with its arrivals (some late, some
absent, one person leaving early), check-ins, a cancelled session, signed notes and a few that are still owed.
Pure but for the signatures, which a caller makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from curricula.module import Module
from facilitator.events import (
    AbsenceFollowed,
    Admitted,
    Arrived,
    Discharged,
    Entry,
    Excused,
    Expected,
    Fact,
    Left,
    NoShow,
    NoteDrafted,
    NoteSigned,
    PlanReviewed,
    Rated,
    SessionCancelled,
    SessionEnded,
    SessionFinished,
    SessionOpened,
    SharedNote,
    StepStarted,
    WeekPublished,
    patient_stream,
    session_stream,
    week_stream,
)
from facilitator.live import opening
from facilitator.live.session import fold, replay
from facilitator.notes.later import cosignature
from facilitator.notes.note import unsigned
from facilitator.sample import words
from facilitator.sample.cast import OWNER, SEED
from facilitator.sample.charts import appointments, measures
from facilitator.sample.seats import HISTORY_WEEKS, Occupant, fill
from facilitator.sample.setting import Setting, in_week, moved
from scheduler.clinic import Clinic, Group, Patient, due
from scheduler.files import dump_timetable
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, Week

Written = tuple[str, Fact, datetime, str]
Sign = Callable[[NoteSigned], NoteSigned]

COORDINATOR = "t4"
OWED_NOTES = 3
"""So many notes of each of the owner's groups of the last working day are not signed yet."""
CANCELLED_WEEKS_AGO = 3


@frozen
class Story:
    """What `tell` needs: the template week, the premises in their setting, modules, and how to sign."""

    template: Timetable
    premises: Clinic
    seats: Clinic
    setting: Setting
    modules: Mapping[str, Module]
    sign: Sign
    random: Random = field(factory=lambda: Random(SEED))

    def tonight(self) -> Session:
        """The owner's evening group of today."""
        here = in_week(self.template, self.setting, self.setting.week)
        day = self.setting.today.weekday()
        return next(s for s in here.sessions if s.group == "evening-education" and s.start // DAY == day)


def tell(story: Story) -> list[Written]:
    """Every fact of the history, in the order in which it was written."""
    people = fill(_moved_seats(story), story.tonight(), story.setting)
    written = [*_enrollments(people, story), *_reviews(people, story), *measures(people, story.setting)]
    for ago in range(HISTORY_WEEKS, -1, -1):
        week = story.setting.week.shifted(-ago)
        timetable = peopled(story, people, week)
        written.append(_published(timetable, story))
        written += appointments(timetable, story.setting, story.sign)
        called_off = _called_off(timetable) if ago == CANCELLED_WEEKS_AGO else None
        for session in timetable.sessions:
            starts = story.setting.moment(week.date(session.start // DAY), session.start % DAY)
            if session == called_off:
                written.append(_cancelled(session, starts, people, story))
            elif starts < story.setting.now:
                written += _held(session, starts, people, story)
    past = (each for each in written if each[2] <= story.setting.now)
    return sorted(past, key=lambda each: each[2])


def _moved_seats(story: Story) -> tuple[Patient, ...]:
    return tuple(moved(patient, story.setting.shift) for patient in story.seats.patients)


# --- weeks ----------------------------------------------------------------------------------------------


def peopled(story: Story, people: tuple[Occupant, ...], week: Week) -> Timetable:
    """The template in `week`, with whoever had each seat on each day; too small sessions do not run."""
    here = in_week(story.template, story.setting, week)
    groups = {group.id: group for group in story.premises.groups}
    sessions = [_filled(s, _sitting(s, people, week, story), groups[s.group]) for s in here.sessions]
    bookings = []
    for booking in here.appointments:
        day = week.date(booking.start // DAY)
        for one in people:
            if one.seat == booking.patient and one.here(day) and _is_due(one, booking.service, week, story):
                bookings.append(evolve(booking, patient=one.patient.id))
    kept = tuple(s for s in sessions if len(s.members) >= groups[s.group].size.min)
    return evolve(here, clinic=story.premises.name, sessions=kept, appointments=tuple(bookings), unmet=())


def _filled(session: Session, members: tuple[str, ...], group: Group) -> Session:
    """`session` with these members, led by as many as it then needs; the owner keeps her groups."""
    needed = group.leaders_for(len(members))
    kept = sorted(session.leaders, key=lambda leader: leader != OWNER)[:needed]
    return evolve(session, members=members, leaders=tuple(n for n in session.leaders if n in kept))


def _sitting(session: Session, people: tuple[Occupant, ...], week: Week, story: Story) -> tuple[str, ...]:
    day = week.date(session.start // DAY)
    seated = (one for one in people if one.seat in session.members and one.here(day))
    return tuple(sorted({one.patient.id for one in seated if not _gone_home(one, session, day, story)}))


def _gone_home(one: Occupant, session: Session, day: date, story: Story) -> bool:
    """Whoever leaves today says goodbye in the owner's group and goes home from there."""
    return day == story.setting.today == one.patient.discharge and session.start > story.tonight().start


def _is_due(one: Occupant, service: str, week: Week, story: Story) -> bool:
    prescribed = story.premises.prescription(one.patient).appointments
    return any(a.service == service and due(a, one.patient, week) for a in prescribed)


def _published(timetable: Timetable, story: Story) -> Written:
    """Published on the Friday before, or the working day that stands for it."""
    friday = timetable.week.shifted(-1).date(4)
    at = min(story.setting.moment(friday, 15 * 60), story.setting.now - timedelta(hours=1))
    fact = WeekPublished(str(timetable.week), dump_timetable(timetable))
    return week_stream(str(timetable.week)), fact, at, COORDINATOR


# --- people ---------------------------------------------------------------------------------------------


def _enrollments(people: tuple[Occupant, ...], story: Story) -> Iterator[Written]:
    for one in people:
        stream, patient = patient_stream(one.patient.id), one.patient
        assert patient.admitted is not None
        assert patient.discharge is not None
        came = min(story.setting.moment(patient.admitted, 8 * 60), story.setting.now - timedelta(hours=2))
        goals = words.goals(patient.id)
        yield (
            stream,
            Admitted(patient, one.initials, enrollment=one.enrollment, goals=goals),
            came,
            COORDINATOR,
        )
        if one.left:
            reason = (
                "stepped up to residential care"
                if one.enrollment == 1 and _returns(one, people)
                else "completed"
            )
            left = story.setting.moment(patient.discharge, 20 * 60)
            yield stream, Discharged(patient.id, patient.discharge, reason), left, COORDINATOR


def _returns(one: Occupant, people: tuple[Occupant, ...]) -> bool:
    return any(other.patient.id == one.patient.id and other.enrollment > one.enrollment for other in people)


def _reviews(people: tuple[Occupant, ...], story: Story) -> Iterator[Written]:
    """A plan review every 28 days of each stay; those of the last two days are still to be done."""
    until = story.setting.today - timedelta(days=2)
    for one in people:
        assert one.patient.admitted is not None
        day = one.patient.admitted + timedelta(days=28)
        while day <= until and one.here(day):
            at = story.setting.moment(day, 12 * 60)
            yield patient_stream(one.patient.id), PlanReviewed(one.patient.id, day), at, COORDINATOR
            day += timedelta(days=28)


# --- sessions -------------------------------------------------------------------------------------------


def _called_off(timetable: Timetable) -> Session:
    """The session of a week that did not take place: the first with a plain agenda in the morning."""
    return min(session for session in timetable.sessions if session.group == "day-skills")


def _cancelled(session: Session, starts: datetime, people: tuple[Occupant, ...], story: Story) -> Written:
    """Called off three hours before."""
    name = opening.session_id(session.group, starts, session.room, session.leaders)
    roster = _roster(session, starts.date(), people)
    why = "heating failure in the building"
    fact = SessionCancelled(name, session.group, starts, session.end - session.start, roster, why)
    return session_stream(name), fact, starts - timedelta(hours=3), COORDINATOR


def _held(session: Session, starts: datetime, people: tuple[Occupant, ...], story: Story) -> list[Written]:
    """One past session from opening to the last note."""
    group = next(group for group in story.premises.groups if group.id == session.group)
    roster = _roster(session, starts.date(), people)
    stream = session_stream(opening.session_id(group.id, starts, session.room, session.leaders))
    plan = _plan(group, starts.date(), story)
    zone = ZoneInfo(story.setting.timezone)
    opened = opening.opening(session, Week.of(starts.date()), zone, group, plan, roster)
    leader = session.leaders[0]
    live = [(stream, fact, at, leader) for fact, at in _live(opened, story.random)]
    follow = [*_notes(stream, opened, live, leader, story), *_outreach(opened, live, leader, story)]
    return [*live, *follow]


def _roster(session: Session, day: date, people: tuple[Occupant, ...]) -> tuple[Expected, ...]:
    here = {one.patient.id: one for one in people if one.here(day)}
    return tuple(
        Expected(code, here[code].initials, first=here[code].patient.admitted == day)
        for code in session.members
    )


def _plan(group: Group, day: date, story: Story) -> opening.Plan:
    """The module's sessions in turn, one a program day; a process format; or a plain agenda."""
    module = story.modules.get(group.curriculum or "")
    if module is None:
        return opening.bare_plan(group.called, group.minutes)
    if not module.sessions:
        return opening.process_plan(module)
    turn = (day.toordinal() // 7) * 5 + day.weekday()
    return opening.topic_plan(module, module.sessions[turn % len(module.sessions)])


def _live(opened: SessionOpened, random: Random) -> Iterator[tuple[Fact, datetime]]:
    """Arrivals, check-ins, steps and the end, each with the moment it was keyed."""
    begin = opened.starts - timedelta(minutes=random.randint(1, 4))
    end = opened.starts + timedelta(minutes=opened.minutes - random.randint(0, 2))
    yield opened, begin
    for who in opened.roster:
        yield from _member(who, opened.starts, end, random)
    at = opened.starts
    for index, step in enumerate(opened.agenda):
        yield StepStarted(index, at), at
        at = min(end, at + timedelta(minutes=max(1, step.minutes + random.randint(-2, 3))))
    yield SharedNote(random.choice(words.SHARED)), end
    yield SessionEnded(end), end


def _member(
    who: Expected, starts: datetime, end: datetime, random: Random
) -> Iterator[tuple[Fact, datetime]]:
    luck = random.random()
    if luck < 0.06 and not who.first:
        yield Excused(who.member, random.choice(words.ABSENCES)), starts
        return
    if luck < 0.13 and not who.first:
        yield NoShow(who.member), starts + timedelta(minutes=15)
        return
    late = random.randint(7, 20) if luck > 0.92 else random.randint(-2, 3)
    at = starts + timedelta(minutes=late)
    yield Arrived(who.member, at), at
    for scale, middle in (("mood", 6), ("craving", 3)):
        yield (
            Rated(who.member, scale, min(10, max(0, round(random.gauss(middle, 2))))),
            at + timedelta(minutes=9),
        )
    if luck > 0.985:
        left = end - timedelta(minutes=15)
        yield Left(who.member, left, "last bus"), left


def _notes(
    stream: str, opened: SessionOpened, live: list[Written], leader: str, story: Story
) -> Iterator[Written]:
    """A signed note for everybody who was there, an hour after the end; the owner still owes the last few."""
    ended = live[-1][2]
    waits = leader == OWNER and opened.starts.date() == _last_owned(story)
    numbered = enumerate(live, start=1)
    state = replay(Entry(seq, str(seq), at, who, stream, fact) for seq, (_, fact, at, who) in numbered)
    present = [fact.member for _, fact, _, _ in live if isinstance(fact, Arrived)]
    texts = words.note_words(story.random, len(present))
    for number, member in enumerate(present[: -OWED_NOTES if waits else None]):
        response, progress, plan = texts[number]
        draft = NoteDrafted(opened.session, member, response, progress, words.goals(member)[0], plan)
        at = ended + timedelta(minutes=20 + 3 * number)
        drafted = fold(state, Entry(state.seq + 1, "draft", at, leader, stream, draft))
        note = story.sign(unsigned(drafted, member, leader, at))
        yield stream, note, at, leader
        for other in opened.leaders[1:]:
            later = ended + timedelta(hours=1, minutes=number)
            if other != OWNER or opened.starts.date() < _last_owned(story):
                yield stream, story.sign(cosignature(note, other, later)), later, other
    at = ended + timedelta(minutes=25 + 3 * len(present))
    yield stream, SessionFinished(opened.session, at), at, leader


def _last_owned(story: Story) -> date:
    """The last working day before today; on the first one of the week, that of the week before."""
    first = story.setting.week.date(story.setting.shift)
    back = 1 if story.setting.today > first else 3
    return story.setting.today - timedelta(days=back)


def _outreach(opened: SessionOpened, live: list[Written], leader: str, story: Story) -> Iterator[Written]:
    """A call after each no-show, except for the two latest."""
    recent = (story.setting.today - opened.starts.date()).days < 3
    for _, fact, at, _ in live:
        if isinstance(fact, NoShow) and not recent:
            said = AbsenceFollowed(fact.member, opened.session, "called, will come next time")
            yield patient_stream(fact.member), said, at + timedelta(hours=18), leader
