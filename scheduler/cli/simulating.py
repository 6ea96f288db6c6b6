"""`openchair topics simulate`: ways of choosing topics, in a group that people join and leave for years."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import evolve

from curricula.diagnostics import BadInput, Diagnostic, ExitCode

if TYPE_CHECKING:
    from scheduler.topics.simulation import Figures, Scenario
    from scheduler.topics.simulation.ways import Way

QUICK = ("loop", "weighted", "planned", "in-room")
POLICIES = (*QUICK, "solved")
MADE = ("topics", "core", "by_plan", "chains")
"""What describes made topics, and has no meaning for a module."""


def register(commands: Any) -> None:
    about = "say what ways of choosing topics do to coverage in the long run"
    more = (
        "A group that people join and leave for years, with the share of required topics each has had on "
        "leaving. loop: every topic in turn. weighted: a round in which topics come as often as plans name "
        "them. planned: settled at the start of each week. in-room: when attendance is taken. Without "
        "--policy these four, and what a second small group would do; with --json one, planned unless said. "
        "solved: six weeks decided anew by the solver each week; takes minutes."
    )
    parser = commands.add_parser(
        "simulate",
        help=about,
        description=textwrap.fill(f"{about[:1].upper()}{about[1:]}. {more}", 78),
        epilog="example: openchair topics simulate --rooms 2 --policy in-room --json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "subject",
        metavar="MODULE|REQUEST",
        nargs="?",
        help="a module, or the group of a topic request, in place of made topics; what is not said is taken "
        "from it",
    )
    for option, kind, default, about in (
        ("--census", asked_whole(1, 60), 10, "people in the group at any time"),
        ("--attendance", asked_share(0.05), 0.8, "the share of sessions people come to"),
        ("--dropout", asked_share(0.0), 0.0, "the share who leave before their planned last week"),
        ("--topics", asked_whole(1, 500), 40, "topics there are"),
        ("--core", asked_whole(0, 500), 12, "topics everyone needs"),
        ("--by-plan", asked_whole(0, 500), 6, "topics each person needs beside"),
        ("--chains", asked_whole(0, 100), 0, "chains of three core topics, each building on the one before"),
        ("--rooms", asked_whole(1, 4), 1, "parallel rooms; members are steered"),
        ("--per-week", asked_whole(1, 20), 3, "sessions a week"),
    ):
        parser.add_argument(option, metavar="N", type=kind, help=f"{about} (default {default})")
    for option, kind, default, about in (
        ("--weeks", asked_whole(1, 5000), 104, "weeks that are counted"),
        ("--seeds", asked_whole(1, 200), 8, "runs, each with its own chances"),
        ("--seed", asked_whole(0, 2**31), 0, "where chance starts"),
    ):
        parser.add_argument(
            option, metavar="N", type=kind, default=default, help=f"{about} (default {default})"
        )
    parser.add_argument("--stay", metavar="A-B", type=asked_range, help="weeks people stay (default 8-12)")
    parser.add_argument("--size", metavar="A-B", type=asked_range, help="people in a room (default 3-12)")
    parser.add_argument(
        "--individual",
        action="store_true",
        default=None,
        help="weekly individual sessions take a topic that the group will hardly reach",
    )
    parser.add_argument(
        "--alternate",
        action="store_true",
        help="the rooms run on every other date only: two alternating rooms take the hours of one",
    )
    parser.add_argument(
        "--proven",
        action="store_true",
        help="also prove what no choice exceeds that knows everything ahead; ten seconds a run",
    )
    parser.add_argument("--policy", choices=POLICIES, help="one of them only")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.set_defaults(run=_simulate)


def asked_whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 12 and least <= int(text) <= most):
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
    numbers = [int(n) if n.isascii() and n.isdecimal() and len(n) < 12 else 0 for n in (first, last)]
    if not 1 <= numbers[0] <= numbers[1] <= 1000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a range such as 8-12")
    return numbers[0], numbers[1]


def _simulate(args: argparse.Namespace) -> ExitCode:
    from scheduler.topics.simulation import simulate

    try:
        scenario = _scenario(args)
        policies = [args.policy] if args.policy else ["planned"] if args.json else list(QUICK)
        seeds = range(args.seed, args.seed + args.seeds)
        proven = _proven(args, scenario, seeds) if args.proven else None
        found = (simulate(scenario, policy, seeds) for policy in policies)
        if args.json:
            for figures in found:
                print(json.dumps(as_json(figures, proven), ensure_ascii=False))
            return ExitCode.DONE
        print(_head(scenario, args))
        for figures in found:
            print(_row(figures), flush=True)
        print("\n".join(_bounds(proven)))
        if not args.policy:
            print("\n".join(_second_room(scenario, seeds)))
    except ValueError as error:
        message, hint = (*error.args, "")[:2]
        raise _wrong(message, hint) from None
    return ExitCode.DONE


def _wrong(message: str, hint: str) -> BadInput:
    from scheduler.files import codes

    return BadInput([Diagnostic("topics simulate", 1, 1, codes.NO_SIMULATION, message, hint)])


def _scenario(args: argparse.Namespace) -> Scenario:
    """The group as asked. Raises ValueError with a sentence and a hint, and BadInput."""
    from scheduler.cli.entering import subject
    from scheduler.clinic import Size
    from scheduler.topics.simulation import Scenario

    base = Scenario()
    given = {
        key: getattr(args, key)
        for key in ("census", "attendance", "dropout", *MADE, "rooms", "individual", "stay")
        if getattr(args, key) is not None
    }
    if args.subject:
        _, base = subject(args.subject)
        made = [key for key in MADE if key in given]
        if made:
            option = made[0].replace("_", "-")
            raise ValueError(f"--{option} is about made topics, and a module brings its own", "leave it out")
        if base.here and "census" in given:
            raise ValueError("--census is about a made group, and the request has its own", "leave it out")
    if args.per_week is not None:
        given["a_week"] = args.per_week
    if args.size is not None:
        given["size"] = Size(*args.size)
    return evolve(base, weeks=args.weeks, every=2 if args.alternate else 1, **given)


def _proven(args: argparse.Namespace, scenario: Scenario, seeds: Sequence[int]) -> float:
    from scheduler.topics.simulation.known import most_known

    print(f"proving, about {10 * len(seeds)} seconds ...", file=sys.stderr)
    return most_known(scenario, seeds)


def as_json(figures: Figures, proven: float | None = None) -> dict[str, Any]:
    """Fractions of 1. `bound` is the plain count; `proven_bound` is there where it was asked for."""
    data = {
        "policy": figures.policy,
        "coverage": round(figures.coverage, 5),
        "ci95": [round(figures.low, 5), round(figures.high, 5)],
        "complete": round(figures.complete, 5),
        "discharges": figures.discharges,
        "bound": round(figures.bound, 5),
    }
    return data if proven is None else {**data, "proven_bound": round(proven, 5)}


def _head(scenario: Scenario, args: argparse.Namespace) -> str:
    stay = "-".join(map(str, scenario.stay))
    rooms = "" if scenario.rooms == 1 else f"{scenario.rooms} rooms, "
    dates = f"{scenario.a_week} {'dates' if scenario.every == 1 else 'dates, every other of them'} a week"
    return (
        f"{scenario.census} people, {scenario.attendance:.0%} attendance, {stay} weeks, {rooms}{dates}, "
        f"{scenario.topics} topics ({scenario.core} core, {scenario.by_plan} by plan), "
        f"{args.seeds} x {scenario.weeks} weeks.\n"
        "Required topics had on leaving:\n\n"
        "policy     mean    95 % interval   with all   people   plain count"
    )


def _row(figures: Figures) -> str:
    interval = f"{100 * figures.low:.1f}-{100 * figures.high:.1f}"
    return (
        f"{figures.policy:<9} {100 * figures.coverage:5.1f} %   {interval:>11}   "
        f"{100 * figures.complete:6.1f} %   {figures.discharges:6}   {100 * figures.bound:5.1f} %"
    )


def _bounds(proven: float | None) -> Iterator[str]:
    yield ""
    yield "Plain count: nobody has more topics than sessions they come to. It does not see that people need"
    yield "different things, so nothing says that it can be reached."
    if proven is None:
        yield "--proven adds what no choice exceeds, even one that knows all comings and absences ahead."
    else:
        yield (
            f"Proven: no choice exceeds {100 * proven:.1f} %, even one that knows all comings and absences "
            "ahead."
        )


def _second_room(scenario: Scenario, seeds: Sequence[int]) -> Iterator[str]:
    """One room beside two, for the same and for twice the facilitator hours."""
    from scheduler.topics.simulation.ways import beside, second_group, splits

    if not splits(scenario):
        return
    found = beside(scenario, seeds)
    yield ""
    yield "One group or two small ones, topics chosen in the room:"
    width = max(len(way.title) for way in found)
    for way in found:
        yield f"  {way.title:<{width}}  {_share(way)}  {_hours(way)}".rstrip()
    yield "Two rooms half as long take the same hours as one and reach what two rooms reach, for topics that"
    yield "have a short form."
    yield from textwrap.wrap(second_group(found), 100)


def _share(way: Way) -> str:
    figures = way.figures
    return f"{100 * figures.coverage:5.1f} %  ({100 * figures.low:.1f}-{100 * figures.high:.1f})"


def _hours(way: Way) -> str:
    return "" if way.title == "one room" else "twice the hours" if way.hours > 1 else "the same hours"
