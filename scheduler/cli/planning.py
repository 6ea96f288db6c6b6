"""`openchair topics plan`: the plan on stdout."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from curricula.diagnostics import BadInput, ExitCode
from scheduler.files.request_file import load_request
from scheduler.topics.plan import Handed, Outlook, Plan, Planned
from scheduler.topics.planning import plan_topics
from scheduler.topics.proof import Proven, prove
from scheduler.topics.request import Request
from scheduler.topics.sentences import short
from scheduler.topics.simulation.ways import SEEDS, Way, could_split, second_group, ways
from scheduler.topics.solving import EFFORT
from scheduler.week import DAY_NAMES


def run(args: argparse.Namespace) -> ExitCode:
    request = read_request(args.request)
    plan, proven, found = plan_topics(request, EFFORT), prove(request), ways(request)
    if args.json:
        print(json.dumps(as_json(plan, proven, found), ensure_ascii=False))
    else:
        print("\n".join(_words(request, plan, proven, found)))
    return ExitCode.DONE


def read_request(path: Path) -> Request:
    """The request, its warnings told. Raises BadInput."""
    request, problems = load_request(path)
    if request is None:
        raise BadInput(problems)
    for problem in problems:
        print(problem.render(), file=sys.stderr)
    return request


def as_json(plan: Plan, proven: Proven, found: Sequence[Way]) -> dict[str, Any]:
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
        "bound": round(proven.at_the_door, 4),
        "planned_bound": round(proven.ahead, 4),
        "loop": round(plan.loop, 4),
        "could_fill": [_handed(one) for one in plan.offers],
        "left_out": [{"session": one.id, "because": one.because} for one in plan.left_out],
        "ways": [_way(one) for one in found],
    }
    if plan.individual:
        data["individual"] = [_handed(one) for one in plan.individual]
    return data


def _way(one: Way) -> dict[str, Any]:
    figures = one.figures
    return {
        "way": one.title,
        "hours": one.hours,
        "coverage": round(figures.coverage, 4),
        "ci95": [round(figures.low, 4), round(figures.high, 4)],
        "individual_per_stay": round(figures.individual_per_stay, 2),
    }


def _handed(one: Handed) -> dict[str, str]:
    return {
        "week": one.week.isoformat(),
        "member": one.member,
        "topic": ", ".join(one.session.teaches),
        "session": one.session.id,
        "because": one.because,
    }


def _words(request: Request, plan: Plan, proven: Proven, found: Sequence[Way]) -> Iterator[str]:
    yield f"{request.module.title}, {_people(len(request.members))}, {_span(plan)}"
    yield ""
    for one in plan.sessions:
        yield from _session(request, one)
    for left in plan.left_out:
        yield f"Not planned: {left.title} {left.because}."
    if plan.later:
        yield ""
        yield f"After that, as it looks today: {_later(plan)}"
    yield ""
    yield "On the last day (or at the end of what is looked at):"
    width = max(len(one.member.called) for one in plan.members)
    for outlook in sorted(plan.members, key=lambda one: one.expected):
        yield _outlook(outlook, width, request)
    handed = plan.individual or plan.offers
    if handed:
        yield ""
        yield (
            "Topics for individual sessions, counted above:"
            if plan.individual
            else "What individual sessions could take, if the therapist wants it:"
        )
    for each in handed:
        yield f"  week of {short(each.week)}  {each.member:<{width}}  {each.session.title}; {each.because}"
    yield ""
    yield f"Expected coverage {_share(plan.expected_coverage)}; fixed loop {_share(plan.loop)}."
    yield (
        f"No plan settled now can exceed {_share(proven.ahead)}, no choice at the door "
        f"{_share(proven.at_the_door)}."
    )
    if found:
        yield ""
        yield from _ways(request, found)


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


def _ways(request: Request, found: Sequence[Way]) -> Iterator[str]:
    """What other ways of running the group would do for those who are in it."""
    yield "Chosen again each time attendance is taken, this is what those here leave with"
    yield f"({SEEDS} simulated courses; in brackets the 95 % interval):"
    width = max(len(way.title) for way in found)
    for number, way in enumerate(found):
        interval = f"{100 * way.figures.low:.0f}-{100 * way.figures.high:.0f}"
        cost = _cost(way) if number else ""
        yield f"  {way.title:<{width}}  {_share(way.figures.coverage):>5}  ({interval}){cost}"
    if could_split(request):
        yield from textwrap.wrap(second_group(found), 100)


def _cost(way: Way) -> str:
    if way.figures.individual_per_stay:
        return f"  {way.figures.individual_per_stay:.1f} individual sessions each; the therapist's choice"
    return "  twice the facilitator hours" if way.hours > 1 else "  the same hours"
