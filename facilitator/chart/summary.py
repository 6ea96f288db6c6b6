"""What a stay came to, in sentences: what a discharge note begins with."""

from __future__ import annotations

from datetime import date

from facilitator.chart.measures import MEASURES, course
from facilitator.coverage import topics
from facilitator.desk import Desk
from facilitator.live import attendance
from facilitator.people import Person, Stay
from facilitator.today import count, in_hours


def summary(desk: Desk, person: Person) -> str:
    """Days, hours, topics covered, goals and measures of the latest stay, a sentence to a line."""
    day = desk.today()
    stay = person.stay_on(day) or person.stay
    last = min(stay.last or day, day)
    lines = [f"Stay {stay.number}: {stay.first} to {last}, {count((last - stay.first).days + 1, 'day')}."]
    lines += [_hours(desk, person, stay, last), _topics(desk, person, day), *_goals(desk, person)]
    lines += _measures(desk, person, stay)
    return "\n".join(line for line in lines if line)


def _hours(desk: Desk, person: Person, stay: Stay, last: date) -> str:
    held = desk.held(stay.first, last, lambda held: held.ended and person.id in held.roster)
    members = [(state.members[person.id], state) for state in held]
    came = [(member, state) for member, state in members if attendance.attended(member)]
    minutes = sum(attendance.minutes(member, state, state.ended or desk.now()) for member, state in came)
    kept = [
        each.fact.minutes
        for each in desk.chart(person.id).contacts.values()
        if each.counts and stay.first <= each.fact.starts.astimezone(desk.zone).date() <= last
    ]
    beside = f", {count(len(kept), 'contact')} beside them, {in_hours(sum(kept))} h" if kept else ""
    return f"Came to {len(came)} of {count(len(held), 'group')}, {in_hours(minutes)} h{beside}."


def _topics(desk: Desk, person: Person, day: date) -> str:
    wanted = topics(person, person.demand(day), desk.config, desk.modules)
    if not wanted:
        return ""
    had = [topic.title for topic in wanted if topic.where]
    lacking = [topic.title for topic in wanted if not topic.where]
    missing = f" Not covered: {', '.join(lacking)}." if lacking else ""
    return f"Covered {len(had)} of {count(len(wanted), 'topic')}: {', '.join(had) or 'none'}.{missing}"


def _goals(desk: Desk, person: Person) -> list[str]:
    goals = desk.chart(person.id).goals.values()
    by_state = {
        "achieved": [goal.words for goal in goals if goal.how == "achieved"],
        "open": [goal.words for goal in goals if goal.open],
        "dropped": [goal.words for goal in goals if goal.how == "dropped"],
    }
    return [f"Goals {state}: {'; '.join(words)}." for state, words in by_state.items() if words]


def _measures(desk: Desk, person: Person, stay: Stay) -> list[str]:
    taken = desk.chart(person.id).measures
    found = []
    for each in MEASURES.values():
        points = [score for day, score in course(taken, each.id, desk.zone) if day >= stay.first]
        if points:
            last = f", last {points[-1].words}" if len(points) > 1 else ""
            found.append(f"{each.title}: first {points[0].words}{last}.")
    return found
