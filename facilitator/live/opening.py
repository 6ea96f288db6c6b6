"""From a place in the timetable to an opened session: who is expected, and an agenda made for them.

Pure. The agenda is the module's own, with a welcome for each newcomer at the start, a goodbye for each member
whose last session it is before the close, and minutes taken from what can give way so that the total holds.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from facilitator import events
from facilitator.events import Expected, Scale, SessionOpened, Step, Variants
from facilitator.live.agenda import take
from facilitator.people import Person
from scheduler.clinic import Group
from scheduler.timetable import Session as Meeting
from scheduler.week import Week

if TYPE_CHECKING:
    from curricula.module import Module, Round, Segment, Session

WELCOME_MINUTES = 4
GROUND_RULES_MINUTES = 3
GOODBYE_MINUTES = 5
SCALES = ("mood", "craving", "hope", "safety")
CLOSING_KINDS = frozenset({"check-out", "closing"})

GROUND_RULES = (
    "You may pass, at any time and without a reason.",
    "What someone says here stays here; you take home only your own part.",
    "We speak about ourselves, and ask before we give advice.",
    "We leave out amounts and details of use or of harm.",
    "You may step out and come back.",
    "Staff keep what they hear private, unless a life is in danger or someone who cannot protect themselves "
    "is being hurt.",
)


@frozen
class Plan:
    """What a session will be about: its steps, and the words at hand."""

    steps: tuple[Step, ...]
    module: str | None = None
    topic: str | None = None
    title: str = ""
    rules: tuple[str, ...] = GROUND_RULES
    situations: tuple[events.Situation, ...] = ()
    handouts: tuple[str, ...] = ()
    homework: str = ""
    scales: tuple[str, ...] = field(default=SCALES)
    questions: tuple[Scale, ...] = ()
    variants: Variants = field(factory=Variants)


def topic_plan(module: Module, session: Session) -> Plan:
    """The plan of one session of a curriculum."""
    words = session.variants
    return Plan(
        steps=tuple(_segment(segment, module.group_size.max) for segment in session.agenda),
        module=module.id,
        topic=session.id,
        title=session.title,
        scales=_scales(module),
        questions=tuple(Scale(each.id, each.question) for each in module.check_in),
        handouts=tuple(handout.title for handout in session.handouts),
        homework=session.homework.body if session.homework else "",
        variants=Variants(words.short, words.telehealth, words.newcomer_recap),
    )


def process_plan(module: Module) -> Plan:
    """The plan of a process group: its rounds, its norms, and words for each situation."""
    return Plan(
        steps=tuple(_segment(round_, module.group_size.max) for round_ in module.rounds),
        module=module.id,
        title=module.title,
        scales=_scales(module),
        questions=tuple(Scale(each.id, each.question) for each in module.check_in),
        rules=module.norms or GROUND_RULES,
        situations=tuple(
            events.Situation(each.kind, each.title or each.kind.replace("-", " "), each.content, each.prompts)
            for each in module.situations
        ),
    )


def _scales(module: Module) -> tuple[str, ...]:
    """The module's own questions where it has any; safety is asked in private whatever it asks."""
    own = tuple(each.id for each in module.check_in if each.id != "safety")
    return (*own, "safety") if own else SCALES


def bare_plan(title: str, minutes: int) -> Plan:
    """A group that runs without a module (mutual help, or a module that could not be read)."""
    return Plan(steps=(Step(title, "open-process", minutes, if_short="shrink"),), title=title)


def _segment(segment: Segment | Round, people: int) -> Step:
    """`people`: how many the minutes are written for, the largest group that the module takes."""
    return Step(
        label=segment.label,
        kind=segment.kind,
        minutes=segment.minutes,
        content=segment.content,
        prompts=segment.prompts,
        questions=segment.questions,
        if_short=segment.if_short,
        per_person_minutes=segment.per_person_minutes or 0,
        people=people if segment.per_person_minutes else 0,
    )


# --- who is expected ----------------------------------------------------------------------------------------


def expected(person: Person, day: date, *, first: bool, last: bool) -> Expected:
    """A person as the roster of `day` shows them."""
    profile = person.profile(day)
    return Expected(person.id, profile.initials, first=first, last=last, remote=profile.demand.remote)


def roster(
    members: Iterable[str],
    people: Mapping[str, Person],
    day: date,
    *,
    been: Container[str],
    again: Container[str],
) -> tuple[Expected, ...]:
    """The roster of a session on `day`.

    `been`: who attended any session since their latest admission. `again`: who has a later session before
    their last day. It is somebody's last session when a last day is set and none follows before it.
    """
    found = []
    for member in members:
        person = people.get(member)
        if person is None:
            found.append(Expected(member, member))
            continue
        stay = person.stay_on(day) or person.stay
        leaves = stay.last is not None and member not in again
        found.append(expected(person, day, first=member not in been, last=leaves))
    return tuple(found)


# --- the agenda ---------------------------------------------------------------------------------------------


def agenda(plan: Plan, people: Iterable[Expected], minutes: int) -> tuple[Step, ...]:
    """`plan` with its welcomes and goodbyes, `minutes` long in all (shorter only if the plan itself is)."""
    people = tuple(people)
    welcomes = [_welcome(who, plan.rules if not i else ()) for i, who in enumerate(_newcomers(people))]
    goodbyes = [_goodbye(who) for who in people if who.last]
    room = minutes - sum(step.minutes for step in (*welcomes, *goodbyes))
    steps = _within(plan.steps, max(room, 0))
    close = _close(steps)
    return (*welcomes, *steps[:close], *goodbyes, *steps[close:])


def _newcomers(people: tuple[Expected, ...]) -> list[Expected]:
    return [who for who in people if who.first]


def _welcome(who: Expected, rules: tuple[str, ...]) -> Step:
    """A welcome; the first one carries the ground rules, read aloud by the group."""
    return Step(
        label="Welcome, ground rules" if rules else "Welcome",
        kind="welcome",
        minutes=WELCOME_MINUTES + (GROUND_RULES_MINUTES if rules else 0),
        content=_WELCOME_RULES if rules else _WELCOME,
        prompts=rules,
        if_short="keep",
        member=who.member,
    )


_WELCOME = (
    "Use the name the person wants to be called by. They may listen all the way through. "
    "Ask someone who remembers their own first day to say one thing that helped."
)
_WELCOME_RULES = (
    f"{_WELCOME}\n\nThen have the ground rules read aloud, one person a line, and ask which one matters "
    "most to them."
)


def _goodbye(who: Expected) -> Step:
    return Step(
        label="Goodbye",
        kind="goodbye",
        minutes=GOODBYE_MINUTES,
        content=(
            "The one who leaves goes first: what they take with them, and what they are unsure about. Then "
            "one sentence from each who wants to: something they saw with their own eyes. Mixed feelings are "
            "welcome."
        ),
        questions=("What do you take with you?", "What would you like us to remember?"),
        if_short="keep",
        member=who.member,
    )


def _within(steps: tuple[Step, ...], minutes: int) -> tuple[Step, ...]:
    """`steps` in at most `minutes`: half of what may shrink, then what may be dropped, then the rest."""
    given = [step.minutes for step in steps]
    for spare in (_shrinkable, _droppable, _all_but_one, _all):
        given = take(given, [spare(s, g) for s, g in zip(steps, given, strict=True)], sum(given) - minutes)
    return tuple(evolve(s, minutes=g) for s, g in zip(steps, given, strict=True) if g or not s.minutes)


def _shrinkable(step: Step, given: int) -> int:
    return given // 2 if step.if_short == "shrink" else 0


def _droppable(step: Step, given: int) -> int:
    return given if step.if_short == "drop" else 0


def _all_but_one(_: Step, given: int) -> int:
    return max(0, given - 1)


def _all(_: Step, given: int) -> int:
    return given


def _close(steps: tuple[Step, ...]) -> int:
    """Where the close begins: before a last step that is a check-out or a closing round, else at the end."""
    return len(steps) - 1 if steps and steps[-1].kind in CLOSING_KINDS else len(steps)


# --- the fact -----------------------------------------------------------------------------------------------


def session_id(group: str, starts: datetime, room: str | None, leaders: tuple[str, ...]) -> str:
    """The same for everybody who opens this session, so that opening it twice is one session."""
    where = room or (leaders[0] if leaders else "anywhere")
    return f"{group}.{starts:%Y-%m-%dT%H%M}.{where}"


def meeting_starts(meeting: Meeting, week: Week, zone: tzinfo) -> datetime:
    return week.moment(meeting.start).replace(tzinfo=zone)


def opening(
    meeting: Meeting,
    week: Week,
    zone: tzinfo,
    group: Group,
    plan: Plan,
    people: tuple[Expected, ...],
    *,
    group_title: str = "",
    room: str | None = None,
    breaks_count: bool = True,
    from_paper: bool = False,
) -> SessionOpened:
    """The fact that opens `meeting`. `room` is the room's name for people, when it has one."""
    starts = meeting_starts(meeting, week, zone)
    minutes = meeting.end - meeting.start
    return SessionOpened(
        session=session_id(meeting.group, starts, meeting.room, meeting.leaders),
        group=group.id,
        group_title=group_title or group.called,
        service=group.service,
        starts=starts,
        minutes=minutes,
        room=room or meeting.room,
        leaders=meeting.leaders,
        roster=people,
        agenda=agenda(plan, people, minutes),
        scales=plan.scales,
        situations=plan.situations,
        module=plan.module,
        topic=plan.topic,
        title=plan.title,
        handouts=plan.handouts,
        homework=plan.homework,
        questions=plan.questions,
        variants=plan.variants,
        breaks_count=breaks_count,
        from_paper=from_paper,
    )


def over_by(opened: SessionOpened) -> timedelta:
    """How much longer the agenda is than the session: zero unless welcomes alone fill it."""
    return timedelta(minutes=max(0, sum(step.minutes for step in opened.agenda) - opened.minutes))
