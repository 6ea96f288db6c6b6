"""What the topic plan of a group is made of, from the desk, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from attrs import evolve, frozen
from textual.content import Content

from facilitator.desk import Desk
from facilitator.gap_filling import Hour, next_hour
from facilitator.today import recent_topics, short
from facilitator.topic_plan import request_for, still_mandated
from facilitator.tui.text import line, said
from scheduler.topics.plan import Handed, LeftOut, Outlook, Plan, Planned
from scheduler.topics.planning import plan_topics
from scheduler.topics.proof import Proven, prove
from scheduler.topics.request import Request
from scheduler.topics.simulation.ways import Way, could_split, second_group, ways
from scheduler.topics.solving import EFFORT

BAR = 10
"""Cells of a coverage bar."""
INDENT = " " * 11
WHO = 40
"""Cells for those who go to a room, before the next line."""


@frozen
class Asked:
    """One group with topics: what is asked for it. `rooms`: what the timetable has, `hours` by member."""

    group: str
    title: str
    request: Request
    rooms: int = 1

    @property
    def could_split(self) -> bool:
        return could_split(evolve(self.request, rooms=1)) and self.rooms == 1

    def in_rooms(self, rooms: int) -> Asked:
        """The same group as if it met in that many rooms."""
        return evolve(self, request=evolve(self.request, rooms=rooms))


@frozen
class Answer:
    """Its plan; then, when they are known, what is proven and what other ways would come to."""

    plan: Plan
    proven: Proven | None = None
    ways: tuple[Way, ...] = ()


def asked(desk: Desk) -> tuple[Asked, ...]:
    """Every group that runs a module with topics and has dates in this or the next week."""
    today = desk.today()
    timetables = [t for t in (desk.timetable(desk.week()), desk.timetable(desk.week().shifted(1))) if t]
    recent = recent_topics(desk.opened)
    found = []
    for group in desk.config.groups:
        module = desk.modules.get(group.curriculum or "")
        if module is None or not module.sessions:
            continue
        request = request_for(
            group,
            module,
            timetables,
            desk.people,
            today,
            attendance=desk.attendance,
            recent=recent.get(group.id, ()),
            fixed=desk.topics_by_hand,
            therapists=desk.config.therapists,
            mandated=still_mandated(group, module, desk.opened),
        )
        if request is not None:
            found.append(Asked(group.id, group.called, request, request.rooms))
    return tuple(found)


def answer(request: Request) -> Answer:
    return Answer(plan_topics(request))


def weighed(request: Request, found: Answer) -> Answer:
    """`found`, bettered by the solver and with what takes longer: about a second, and once half of one more
    to load the solver."""
    plan = plan_topics(request, EFFORT)
    return evolve(found, plan=plan, proven=prove(request), ways=ways(request))


def hour_for(desk: Desk, handed: Handed) -> Hour | None:
    """The individual session that could take a topic, where it is in a timetable."""
    timetables = [t for t in (desk.timetable(desk.week()), desk.timetable(desk.week().shifted(1))) if t]
    return next_hour(timetables, handed.member, handed.week)


# --- rows -----------------------------------------------------------------------------------------------


def date_row(one: Planned, request: Request) -> Content:
    """The date, the topic and why; with rooms side by side also who goes there."""
    by_hand = ("  by hand", "$accent") if one.by_hand else ("", "")
    day = short(one.day) if one.room == 1 else ""
    head = said((f"{day:<11}", "$quiet"), line(one.session.title, "bold"), by_hand)
    rows = [head, said(INDENT, line(one.because, "$quiet"))]
    if request.rooms > 1:
        called = {member.id: member.called for member in request.members}
        who = ", ".join(called[name] for name in one.members) or "nobody"
        first, *more = wrap(f"room {one.room}: {who}", WHO)
        rows += [said(INDENT, line(first)), *(said(INDENT, "        ", line(rest)) for rest in more)]
    return Content("\n").join(rows)


def later_row(one: Planned) -> Content:
    return said((f"{short(one.day):<11}", "$quiet"), line(one.session.title, "$quiet"))


def people_page(members: Sequence[Outlook], needed_by: Iterable[str]) -> Content:
    """Everyone with the coverage they can expect and what they will lack, the worst off first."""
    wanted = set(needed_by)
    rows: list[Content] = []
    for one in sorted(members, key=lambda outlook: outlook.expected):
        member = one.member
        mark = ("◆ ", "$accent") if member.id in wanted else ("  ", "")
        full = round(one.expected * BAR)
        leaves = f"leaves {short(member.leaves)}" if member.leaves else "no last day"
        rows.append(
            said(
                mark,
                line(f"{member.called:<6}"),
                (f"{100 * one.expected:4.0f} % ", "bold"),
                ("█" * full, "$primary"),
                ("░" * (BAR - full), "$quiet"),
                (f"  {leaves}", "$quiet"),
            )
        )
        if one.uncovered:
            rows.append(said("    ", line(f"will lack {', '.join(one.uncovered)}", "$warning")))
    return Content("\n").join(rows) if rows else line("Nobody is in this group.", "$quiet")


def handed_row(handed: Handed, called: str, hour: Hour | None, *, given: bool) -> Content:
    when = f"week of {short(handed.week)}"
    if hour is not None:
        when = f"{short(hour.day)}{f' with {hour.therapist}' if hour.therapist else ''}"
    return said(
        ("✓ " if given else "○ ", "$success" if given else "$quiet"),
        line(f"{called:<6}", "bold"),
        line(handed.session.title),
        "  ",
        line(when, "$quiet"),
        "\n    ",
        line(handed.because, "$quiet"),
    )


def left_out_row(one: LeftOut) -> Content:
    head = said((f"{'left out':<11}", "$warning"), line(one.title))
    return Content("\n").join([head, *(said(INDENT, line(row, "$quiet")) for row in wrap(one.because, WHO))])


def summary(answered: Answer) -> Content:
    """Coverage beside the loop and the bounds, and what other ways of running the group would do."""
    plan, proven = answered.plan, answered.proven
    bounds = (
        f"   no plan can exceed {_share(proven.ahead)}, no choice at the door {_share(proven.at_the_door)}"
        if proven
        else ""
    )
    rows = [
        said(
            ("On leaving ", "$quiet"),
            (_share(plan.expected_coverage), "bold $success"),
            (f"   fixed loop {_share(plan.loop)}{bounds}", "$quiet"),
        )
    ]
    if answered.ways:
        each = "; ".join(f"{way.title} {_share(way.figures.coverage)}" for way in answered.ways)
        rows.append(line(f"Chosen again as people come: {each}.", "$quiet"))
    if len(answered.ways) > 2:
        rows.append(line(second_group(answered.ways), "$quiet"))
    return Content("\n").join(rows)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"
