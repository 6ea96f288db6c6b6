"""What a person's page says, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from facilitator.coverage import BY_PLAN, topics
from facilitator.desk import Desk
from facilitator.events import session_stream
from facilitator.live import attendance
from facilitator.live.session import replay
from facilitator.live.state import PRIVATE_SCALES, SessionState
from facilitator.people import Person
from facilitator.today import count, in_hours, short, title_of
from facilitator.tui.patients.topics import where
from facilitator.tui.text import line, said
from facilitator.tui.widgets.plots import hours_bar, hours_words, sparkline, week_bar
from scheduler.clinic import due
from scheduler.timetable import Session
from scheduler.week import DAY, DAY_NAMES, clock

WEEKS = 8
"""Weeks that the page looks back on."""
CHECKINS = 24
"""Check-ins that one line shows."""
NONE = "none"

Lines = list[Content]


def told(lines: Lines) -> Content:
    return Content("\n").join(lines)


def who(person: Person, day: date) -> Content:
    profile, demand = person.profile(day), person.demand(day)
    stay = person.stay_on(day) or person.stay
    last = f"{short(stay.last)}{'' if stay.discharged else ' (planned)'}" if stay.last else "open end"
    number = person.day_of_stay(day)
    when = (
        f"left {short(stay.last)}" if stay.discharged and stay.last and stay.last < day else f"day {number}"
    )
    facts = [demand.track or "no track", demand.level, when, f"{short(stay.first)} - {last}"]
    facts += [f"therapist {demand.therapist}"] if demand.therapist else []
    name = line(f" {profile.name}") if profile.name else ""
    return said(
        line(profile.initials, "bold $primary"), name, ("  ", ""), line(person.id, "$quiet"), "   ",
        line(" · ".join(facts)),
    )  # fmt: skip


def this_week(desk: Desk, person: Person) -> Content:
    """The bar of hours, then what is in the timetable."""
    week, hours = desk.week(), desk.hours(person, desk.week())
    lines = [said(hours_bar(hours, 20), "  ", hours_words(hours), (" h", "$quiet"))]
    lines.append(said(("had / scheduled / prescribed in groups", "$quiet")))
    if hours.short:
        lines.append(said(("! ", "bold $warning"), f"{in_hours(hours.short)} h cannot be reached any more"))
    timetable = desk.timetable(week)
    items = timetable.of_patient(person.id) if timetable else ()
    titles = {group.id: group.called for group in desk.config.groups}
    for item in items:
        what = titles.get(item.group, item.group) if isinstance(item, Session) else title_of(item.service)
        where = f"{DAY_NAMES[item.start // DAY][:3]} {clock(item.start % DAY)}-{clock(item.end % DAY)}"
        gone = desk.moment(week, item.end) <= desk.now()
        room = title_of(item.room) if item.room else ""
        lines.append(
            said((f"{where}  ", "$quiet"), line(what, "$quiet" if gone else ""), "  ", line(room, "$quiet"))
        )
    if not items:
        lines.append(said(("nothing in this week's timetable", "$quiet")))
    return told(lines)


def prescribed(desk: Desk, person: Person) -> Content:
    day = desk.today()
    demand = person.demand(day)
    if demand.level not in {level.id for level in desk.config.levels}:
        return line(f"The clinic file names no level '{demand.level}'.", "$warning")
    asked = desk.config.prescription(demand)
    lines = [
        _pair(title_of(service), f"{in_hours(minutes)} h a week")
        for service, minutes in asked.services.items()
    ]
    for booked in asked.appointments:
        rhythm = "" if due(booked, demand, desk.week()) else ", not this week"
        every = "a week" if booked.every_weeks == 1 else f"every {booked.every_weeks} weeks"
        times = f"{booked.times} x " if booked.times > 1 else ""
        lines.append(_pair(title_of(booked.service), f"{times}{booked.minutes} min {every}{rhythm}"))
    if asked.days:
        lines.append(_pair("Days", f"at most {asked.days}"))
    review = desk.review_due(person, day)
    lines.append(_pair("Plan review", f"{'overdue since' if review < day else 'due'} {short(review)}"))
    apart = ", ".join(desk.people[p].initials if p in desk.people else p for p in sorted(demand.apart))
    lines.append(_pair("Keep apart", apart or NONE))
    if demand.own:
        lines.append(_pair("Own", ", ".join(sorted(demand.own))))
    return told(lines)


def _pair(name: str, words: str) -> Content:
    return said(line(name, "$quiet", width=18).pad_right(max(0, 18 - len(name[:18]))), line(words))


def past(desk: Desk, person: Person) -> tuple[SessionState, ...]:
    """Sessions of the last weeks that expected the person, oldest first, with their ratings."""
    week = desk.week()
    held = desk.held(week.shifted(1 - WEEKS).monday, week.date(6))
    mine = (state for state in held if person.id in state.members and state.opened)
    return tuple(
        replay(desk.record.read(session_stream(state.opened.session))) for state in mine if state.opened
    )


def weeks(desk: Desk, person: Person) -> Content:
    """One bar a week, with a mark at the prescribed hours."""
    found = [desk.week().shifted(back) for back in range(1 - WEEKS, 1)]
    figures = [(week, desk.hours(person, week)) for week in found]
    inside = [(week, hours) for week, hours in figures if hours.prescribed or hours.attained]
    most = max((max(h.attained, h.prescribed) for _, h in inside), default=0)
    lines = [
        said(
            (f"{str(week)[5:]} ", "$quiet"), week_bar(hours.attained, hours.prescribed, most, 22),
            f" {in_hours(hours.attained):>4}", (f" of {in_hours(hours.prescribed)} h", "$quiet"),
        )
        for week, hours in inside
    ]  # fmt: skip
    return told(lines or [said(("no weeks yet", "$quiet"))])


def checkins(desk: Desk, person: Person, states: Sequence[SessionState]) -> Content:
    """A line for each scale that may be seen in a room, a sign a session, the latest on the right."""
    here = [state.members[person.id] for state in states if person.id in state.members]
    scales = dict.fromkeys(scale for member in here for moment, scale in member.ratings if moment == "in")
    lines = []
    for scale in scales:
        if scale in PRIVATE_SCALES:
            continue
        values = [member.ratings.get(("in", scale)) for member in here if member.stamps][-CHECKINS:]
        known = [value for value in values if value is not None]
        if known:
            lines.append(
                said(line(scale, "$quiet", width=9).pad_right(max(0, 10 - len(scale[:9]))),
                     (sparkline(values), "$primary"), f"  {known[-1]:>2}",
                     (f"  was {known[0]}" if len(known) > 1 else "", "$quiet"))
            )  # fmt: skip
    return Content("\n\n").join(lines or [said(("no check-ins yet", "$quiet"))])


def topics_had(desk: Desk, person: Person) -> Content:
    """The topics that are needed, had or open, then what was covered besides."""
    wanted = topics(person, person.demand(desk.today()), desk.config, desk.modules)
    lines = [
        said(("✓ ", "$success") if topic.where else ("○ ", "$quiet"), line(topic.title),
             ("  by plan" if topic.why == BY_PLAN else "", "$accent"),
             ("  ", ""), line(where(desk, topic.where), "$quiet"))
        for topic in wanted
    ]  # fmt: skip
    besides = [topic for topic in person.covered if topic not in {wanted.id for wanted in wanted}]
    if besides:
        lines.append(said(("also ", "$quiet"), line(", ".join(besides))))
    return told(lines or [said(("no curriculum runs in this person's groups", "$quiet"))])


def groups(desk: Desk, person: Person, states: Sequence[SessionState]) -> Content:
    """Per group: sessions attended of those expected, hours, the last time."""
    found: dict[str, list[SessionState]] = {}
    for state in states:
        if state.opened and state.ended:
            found.setdefault(state.opened.group_title, []).append(state)
    lines = []
    for title, held in sorted(found.items()):
        came = [state for state in held if attendance.attended(state.members[person.id])]
        minutes = sum(attendance.minutes(s.members[person.id], s, desk.now()) for s in held)
        last = came[-1].opened if came else None
        when = short(last.starts.astimezone(desk.zone).date()) if last else "never came"
        lines.append(said(line(title, width=18).pad_right(max(0, 19 - len(title[:18]))),
                          f"{len(came)} of {count(len(held), 'session')}, {in_hours(minutes)} h  ",
                          (when, "$quiet")))  # fmt: skip
    return told(lines or [said((f"no group in the last {WEEKS} weeks", "$quiet"))])


def stays(person: Person) -> Content:
    lines = []
    for stay in reversed(person.stays):
        last = short(stay.last) if stay.last else "open"
        end = "" if stay.discharged or not stay.last else " (planned)"
        lines.append(said(f"{stay.number}  {short(stay.first)} - {last}{end}  ", line(stay.reason, "$quiet")))
    for pause in reversed(person.pauses):
        last = short(pause.last) if pause.last else "open"
        lines.append(
            said(("paused  ", "$quiet"), f"{short(pause.first)} - {last}  ", line(pause.reason, "$quiet"))
        )
    return told(lines)


def goals(person: Person, day: date) -> Content:
    found = person.profile(day).goals
    return told([said(("· ", "$quiet"), line(goal)) for goal in found] or [said(("none written", "$quiet"))])
