"""What a person's page says of the chart: the plan and its clocks, measures, contacts, tasks."""

from __future__ import annotations

from textual.content import Content

from facilitator.chart.clocks import certification_due, kept, measures_due
from facilitator.chart.measures import MEASURES, course, plot
from facilitator.desk import Desk
from facilitator.owed import review_due
from facilitator.people import Person
from facilitator.today import short
from facilitator.tui.chart.charting import goal_row
from facilitator.tui.chart.contacts import contact_row
from facilitator.tui.patients.telling import told
from facilitator.tui.text import line, said

CONTACTS = 8
POINTS = 5
HEIGHT = 5


def plan(desk: Desk, person: Person) -> Content:
    """The goals, then when the plan, a certification and the end of retention are due."""
    chart, day = desk.chart(person.id), desk.today()
    open_first = sorted(chart.goals.values(), key=lambda goal: not goal.open)
    lines = [goal_row(goal) for goal in open_first] or [said(("no goal yet: g", "$quiet"))]
    if not person.stay.discharged:
        due = review_due(desk.rules, person, day)
        lines.append(said(("! " if due < day else "· ", "$quiet"), f"plan review {short(due)}"))
        certify = certification_due(desk.rules, person, chart, day)
        if certify is not None:
            lines.append(said(("! " if certify < day else "· ", "$quiet"), f"certification {short(certify)}"))
    found = kept(desk.rules, person, chart)
    if found.held:
        lines.append(said(("■ ", "bold $warning"), "legal hold: ", line(found.held)))
    elif found.until:
        lines.append(said(("· ", "$quiet"), f"kept until {found.until}"))
    return told(lines)


def measures(desk: Desk, person: Person) -> Content:
    """A plot of each measure that was taken, and when the next is due."""
    chart, day = desk.chart(person.id), desk.today()
    lines = []
    if chart.unsafe:
        lines.append(said(("! ", "bold $warning"), "a private note waits for its answer: F9"))
    for each in MEASURES.values():
        points = course(chart.measures, each.id, desk.zone)
        if points:
            lines += [said(row) for row in plot(each, points[-POINTS:], HEIGHT)]
            lines.append(said((f"{each.title} ", "bold"), f"{points[-1][1].words}"))
    for clock in measures_due(desk.rules, person, chart, day, desk.zone):
        late = clock.on <= day and not person.stay.discharged
        if not person.stay.discharged:
            lines.append(said(("! " if late else "· ", "$quiet"), f"{clock.what} due {short(clock.on)}"))
    return told(lines or [said(("none taken yet: m", "$quiet"))])


def contacts(desk: Desk, person: Person) -> Content:
    found = sorted(desk.chart(person.id).contacts.values(), key=lambda each: each.fact.starts, reverse=True)
    lines = [contact_row(each, desk.zone) for each in found[:CONTACTS]]
    if len(found) > CONTACTS:
        lines.append(said((f"and {len(found) - CONTACTS} more: o", "$quiet")))
    return told(lines or [said(("nothing written down yet: n", "$quiet"))])


def tasks(desk: Desk, person: Person) -> Content:
    day = desk.today()
    lines = [
        said(("! " if task.fact.due < day else "○ ", "bold $warning"), line(task.fact.what),
             (f"  {short(task.fact.due)}", "$quiet"))
        for task in desk.chart(person.id).open_tasks
    ]  # fmt: skip
    return told(lines or [said(("nothing: t adds", "$quiet"))])
