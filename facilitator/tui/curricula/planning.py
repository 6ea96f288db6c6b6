"""What the topic plan of a group is made of, from the desk, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen
from textual.content import Content

from facilitator.desk import Desk
from facilitator.today import recent_topics, short, title_of
from facilitator.topic_plan import request_for
from facilitator.tui.text import line, said
from scheduler.topics.plan import Outlook, Plan, Planned
from scheduler.topics.planning import plan_topics
from scheduler.topics.request import Request

BAR = 10
"""Cells of a coverage bar."""


@frozen
class Asked:
    """One group with topics: what is asked for it."""

    group: str
    title: str
    request: Request


@frozen
class Answer:
    """Its plan, and what a second small room at the same dates would come to."""

    plan: Plan
    second: float | None


def asked(desk: Desk) -> tuple[Asked, ...]:
    """Every group that runs a module with topics and has dates in this or the next week."""
    week, today = desk.week(), desk.today()
    timetables = [t for t in (desk.timetable(week), desk.timetable(week.shifted(1))) if t]
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
        )
        if request is not None:
            found.append(Asked(group.id, title_of(group.id), request))
    return tuple(found)


def answer(request: Request) -> Answer:
    """Takes some tenths of a second: for a thread."""
    plan = plan_topics(request)
    enough = len(request.members) >= 2 * request.size.min
    steered = request.module.kind in ("psychoeducation", "skills")
    if not (enough and steered) or request.fixed:
        return Answer(plan, None)
    return Answer(plan, plan_topics(evolve(request, rooms=2)).expected_coverage)


# --- rows -----------------------------------------------------------------------------------------------


def date_row(one: Planned) -> Content:
    by_hand = ("  by hand", "$accent") if one.by_hand else ("", "")
    head = said((f"{short(one.day):<11}", "$quiet"), line(one.session.title, "bold"), by_hand)
    return said(head, "\n           ", line(one.because, "$quiet"))


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


def summary(answered: Answer) -> Content:
    """Coverage beside the loop and the bound, and what a second room would do."""
    plan = answered.plan
    parts = [
        said(
            ("On leaving ", "$quiet"),
            (_share(plan.expected_coverage), "bold $success"),
            (f"   fixed loop {_share(plan.loop)}   nothing can exceed {_share(plan.bound)}", "$quiet"),
        )
    ]
    if answered.second is not None:
        words = f"a second small room {_share(answered.second)}, at twice the facilitator hours"
        parts.append(said("   ", line(words, "$quiet")))
    return Content("").join(parts)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"
