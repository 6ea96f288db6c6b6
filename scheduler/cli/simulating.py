"""`openchair topics simulate`: ways of choosing topics, in a group that people join and leave for years."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import BadInput, Diagnostic, ExitCode

if TYPE_CHECKING:
    from scheduler.topics.simulation import Figures, Scenario

QUICK = ("loop", "weighted", "planned", "in-room")
POLICIES = (*QUICK, "solved")


def register(commands: Any) -> None:
    about = "say what ways of choosing topics do to coverage in the long run"
    more = (
        "A group that people join and leave for years, with the share of required topics each has had on "
        "leaving. loop: every topic in turn. weighted: a round in which topics come as often as plans name "
        "them. planned: settled at the start of each week. in-room: when attendance is taken. Without "
        "--policy these four; with --json one, planned unless said. solved: six weeks decided anew by the "
        "solver each week; takes minutes."
    )
    parser = commands.add_parser(
        "simulate",
        help=about,
        description=textwrap.fill(f"{about[:1].upper()}{about[1:]}. {more}", 78),
        epilog="example: openchair topics simulate --rooms 2 --policy in-room --json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for option, kind, default, about in (
        ("--census", asked_whole(1, 60), 10, "people in the group at any time"),
        ("--attendance", asked_share(0.05), 0.8, "the share of sessions people come to"),
        ("--dropout", asked_share(0.0), 0.0, "the share who leave before their planned last week"),
        ("--topics", asked_whole(1, 500), 40, "topics there are"),
        ("--core", asked_whole(0, 500), 12, "topics everyone needs"),
        ("--by-plan", asked_whole(0, 500), 6, "topics each person needs beside"),
        ("--chains", asked_whole(0, 100), 0, "chains of three core topics, each building on the one before"),
        ("--weeks", asked_whole(1, 5000), 104, "weeks that are counted"),
        ("--seeds", asked_whole(1, 200), 8, "runs, each with its own chances"),
        ("--rooms", asked_whole(1, 4), 1, "parallel rooms; members are steered"),
        ("--per-week", asked_whole(1, 20), 3, "sessions a week"),
        ("--seed", asked_whole(0, 2**31), 0, "where chance starts"),
    ):
        parser.add_argument(
            option, metavar="N", type=kind, default=default, help=f"{about} (default {default})"
        )
    parser.add_argument(
        "--stay", metavar="A-B", type=asked_range, default=(8, 12), help="weeks people stay (default 8-12)"
    )
    parser.add_argument(
        "--size", metavar="A-B", type=asked_range, default=(3, 12), help="people in a room (default 3-12)"
    )
    parser.add_argument(
        "--individual",
        action="store_true",
        help="weekly individual sessions take a topic that the group will hardly reach",
    )
    parser.add_argument("--policy", choices=POLICIES, help="one of them only")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.set_defaults(run=_simulate)


def asked_whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from {least} to {most}")
        return int(text)

    return read


def asked_share(least: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not least <= value <= 1:
            raise argparse.ArgumentTypeError(f"'{text}' is not a share from {least:g} to 1, such as 0.8")
        return value

    return read


def asked_range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal()) or not 1 <= int(first) <= int(last) <= 1000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a range such as 8-12")
    return int(first), int(last)


def _simulate(args: argparse.Namespace) -> ExitCode:
    from scheduler.topics.simulation import simulate

    scenario = _scenario(args)
    policies = [args.policy] if args.policy else ["planned"] if args.json else list(QUICK)
    seeds = range(args.seed, args.seed + args.seeds)
    for number, policy in enumerate(policies):
        figures = simulate(scenario, policy, seeds)
        if args.json:
            print(json.dumps(as_json(figures), ensure_ascii=False))
        else:
            if not number:
                print(_head(scenario, args))
            print(_row(figures), flush=True)
    return ExitCode.DONE


def _scenario(args: argparse.Namespace) -> Scenario:
    from scheduler.clinic import Size
    from scheduler.files import codes
    from scheduler.topics.simulation import Scenario

    try:
        return Scenario(
            census=args.census,
            attendance=args.attendance,
            dropout=args.dropout,
            topics=args.topics,
            core=args.core,
            by_plan=args.by_plan,
            chains=args.chains,
            weeks=args.weeks,
            rooms=args.rooms,
            individual=args.individual,
            a_week=args.per_week,
            stay=args.stay,
            size=Size(*args.size),
        )
    except ValueError as error:
        message, hint = (*error.args, "")[:2]
        raise BadInput([Diagnostic("topics simulate", 1, 1, codes.NO_SIMULATION, message, hint)]) from None


def as_json(figures: Figures) -> dict[str, Any]:
    """Fractions of 1."""
    return {
        "policy": figures.policy,
        "coverage": round(figures.coverage, 5),
        "ci95": [round(figures.low, 5), round(figures.high, 5)],
        "complete": round(figures.complete, 5),
        "discharges": figures.discharges,
        "bound": round(figures.bound, 5),
    }


def _head(scenario: Scenario, args: argparse.Namespace) -> str:
    stay = "-".join(map(str, scenario.stay))
    return (
        f"{scenario.census} people, {scenario.attendance:.0%} attendance, {stay} weeks, "
        f"{scenario.a_week} sessions a week, {scenario.topics} topics ({scenario.core} core, "
        f"{scenario.by_plan} by plan), {args.seeds} x {scenario.weeks} weeks.\n"
        "Required topics had on leaving:\n\n"
        "policy     mean    95 % interval   with all   people   no choice exceeds"
    )


def _row(figures: Figures) -> str:
    interval = f"{100 * figures.low:.1f}-{100 * figures.high:.1f}"
    return (
        f"{figures.policy:<9} {100 * figures.coverage:5.1f} %   {interval:>11}   "
        f"{100 * figures.complete:6.1f} %   {figures.discharges:6}   {100 * figures.bound:5.1f} %"
    )
