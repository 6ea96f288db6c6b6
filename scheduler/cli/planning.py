"""`openchair topics plan`: the plan on stdout."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import evolve

from curricula.diagnostics import BadInput, ExitCode
from scheduler.files.request_file import load_request
from scheduler.topics.plan import Outlook, Plan, Planned
from scheduler.topics.planning import plan_topics
from scheduler.topics.request import Request
from scheduler.topics.sentences import short
from scheduler.week import DAY_NAMES


def run(args: argparse.Namespace) -> ExitCode:
    request = read_request(args.request)
    plan = plan_topics(request)
    if args.json:
        print(json.dumps(as_json(plan), ensure_ascii=False))
    else:
        print("\n".join(_words(request, plan)))
    return ExitCode.DONE


def read_request(path: Path) -> Request:
    """The request, its warnings told. Raises BadInput."""
    request, problems = load_request(path)
    if request is None:
        raise BadInput(problems)
    for problem in problems:
        print(problem.render(), file=sys.stderr)
    return request


def as_json(plan: Plan) -> dict[str, Any]:
    """`individual` stands in it only where topics were handed to individual sessions."""
    data: dict[str, Any] = {
        "sessions": [
            {
                "date": one.day.isoformat(),
                "room": one.room,
                "topic": one.topic,
                "session": one.session.id,
                "members": list(one.members),
                "because": one.because,
            }
            for one in plan.sessions
        ],
        "members": [
            {
                "id": one.member.id,
                "expected_coverage": round(one.expected, 4),
                "uncovered": list(one.uncovered),
            }
            for one in plan.members
        ],
        "expected_coverage": round(plan.expected_coverage, 4),
        "bound": round(plan.bound, 4),
        "loop": round(plan.loop, 4),
    }
    if plan.individual:
        data["individual"] = [
            {
                "week": one.week.isoformat(),
                "member": one.member,
                "topic": ", ".join(one.session.teaches),
                "session": one.session.id,
                "because": one.because,
            }
            for one in plan.individual
        ]
    return data


def _words(request: Request, plan: Plan) -> Iterator[str]:
    yield f"{request.module.title}, {_people(len(request.members))}, {_span(plan)}"
    yield ""
    for one in plan.sessions:
        yield from _session(request, one)
    if plan.later:
        yield ""
        yield f"After that, as it looks today: {_later(plan)}"
    yield ""
    yield "On the last day (or at the end of what is looked at):"
    width = max(len(one.member.called) for one in plan.members)
    for outlook in sorted(plan.members, key=lambda one: one.expected):
        yield _outlook(outlook, width, request)
    for handed in plan.individual:
        day = f"week of {short(handed.week)}"
        yield f"  individual, {day}: {handed.member}  {handed.session.title}; {handed.because}"
    yield ""
    yield f"Expected coverage {_share(plan.expected_coverage)}; fixed loop {_share(plan.loop)}; " + (
        f"no choice of topics can exceed {_share(plan.bound)}."
    )
    yield from _second_room(request, plan)


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"


def _span(plan: Plan) -> str:
    first, last = plan.sessions[0].day, plan.sessions[-1].day
    return short(first) if first == last else f"{short(first)} to {short(last)}"


def _session(request: Request, one: Planned) -> Iterator[str]:
    where = f"  room {one.room}" if request.rooms > 1 else ""
    by_hand = " (set by hand)" if one.by_hand else ""
    yield f"{DAY_NAMES[one.day.weekday()][:3]} {one.day}{where}  {one.session.title}{by_hand}"
    yield f"    {one.topic or 'no topic'}: {one.because}"
    yield f"    for {', '.join(one.members) or 'nobody'}"


def _later(plan: Plan) -> str:
    coming = [f"{short(one.day)} {one.session.title}" for one in plan.later[:6]]
    return "; ".join(coming) + (" ..." if len(plan.later) > 6 else "")


def _outlook(outlook: Outlook, width: int, request: Request) -> str:
    leaves = f"leaves {short(outlook.member.leaves)}" if outlook.member.leaves else "no last day yet"
    lacks = f"; will lack {', '.join(outlook.uncovered)}" if outlook.uncovered else ""
    return f"  {outlook.member.called:<{width}}  {_share(outlook.expected):>4}  {leaves}{lacks}"


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _second_room(request: Request, plan: Plan) -> Iterator[str]:
    """What a second small group at the same dates would do, where there are people for two."""
    least = request.size.min
    if request.rooms != 1 or len(request.members) < 2 * least or request.fixed:
        return
    from scheduler.files.request_sense import STEERED_KINDS

    if request.module.kind not in STEERED_KINDS:
        return
    second = plan_topics(evolve(request, rooms=2))
    gain = 100 * (second.expected_coverage - plan.expected_coverage)
    sentence = f"A second small group at the same dates, members steered: {_share(second.expected_coverage)}"
    yield f"{sentence} ({gain:+.0f}), for twice the facilitator hours."
    if not request.individual:
        alone = plan_topics(evolve(request, individual=True))
        count = len(alone.individual)
        yield (
            f"One needed topic in weekly individual sessions instead: {_share(alone.expected_coverage)} "
            f"({count} proposed by {short(request.dates[-1])}; the therapist's choice)."
        )
