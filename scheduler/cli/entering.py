"""`openchair topics entry`: what joining in one week or another comes to."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import BadInput, Diagnostic, ExitCode
from scheduler.cli.simulating import asked_range, asked_share, asked_whole

if TYPE_CHECKING:
    from scheduler.topics.simulation.entry import Entry
    from scheduler.topics.simulation.scenario import Scenario

POLICIES = ("planned", "in-room", "loop")
MOST_COLUMNS = 12


def register(commands: Any) -> None:
    about = "say what a newcomer has had of the essentials, for every week in which to join"
    more = (
        "A group runs the module, and one person more joins: in each week in turn, for the shortest stay. "
        "Shown is the share of the essentials (the core topics) that they have had by the end of each of "
        "their weeks, as topics are chosen by the planner and with the fixed loop. Given a request, the "
        "group is the one in it, as it is today. What is not said is taken from the module's `stay`."
    )
    parser = commands.add_parser(
        "entry",
        help=about,
        description=textwrap.fill(f"{about[:1].upper()}{about[1:]}. {more}", 78),
        epilog="example: openchair topics entry getting-steady --attendance 0.65 --by 4 --svg entry.svg",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "subject", metavar="MODULE|REQUEST", help="a shipped module's id, a module file, or a topic request"
    )
    for option, kind, about in (
        (
            "--by",
            asked_whole(1, 520),
            "the week of the newcomer that the sentence is about (default the last)",
        ),
        ("--joins", asked_whole(1, 26), "join weeks that are shown (default one round of the loop)"),
        ("--attendance", asked_share(0.05), "the share of sessions newcomers come to"),
        ("--per-week", asked_whole(1, 20), "sessions a week"),
        ("--census", asked_whole(1, 60), "people in the group beside the newcomer"),
    ):
        parser.add_argument(option, metavar="N", type=kind, help=about)
    parser.add_argument("--stay", metavar="A-B", type=asked_range, help="weeks people stay")
    parser.add_argument(
        "--seeds", metavar="N", type=asked_whole(1, 200), default=20, help="runs, each with its own chances"
    )
    parser.add_argument("--policy", choices=POLICIES, help="one way only, without the loop beside it")
    parser.add_argument("--svg", metavar="FILE", type=Path, help="draw the curves into a file as well")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> ExitCode:
    from scheduler.topics.simulation.entry import entry

    title, scenario = _subject(args)
    by = min(args.by or scenario.stay[0], scenario.stay[0])
    policies = [args.policy] if args.policy else ["planned", "loop"]
    found = [entry(scenario, policy, range(args.seeds), args.joins) for policy in policies]
    if args.svg:
        _draw(args.svg, title, found)
    if args.json:
        print(json.dumps(as_json(title, scenario, found), ensure_ascii=False))
    else:
        print("\n".join(words(title, scenario, found, by)))
    return ExitCode.DONE


def _subject(args: argparse.Namespace) -> tuple[str, Scenario]:
    """What is asked about, and the group. Raises BadInput."""
    from attrs import evolve

    from scheduler.files import codes

    try:
        title, scenario = subject(args.subject)
        given = {
            "census": args.census,
            "attendance": args.attendance,
            "a_week": args.per_week,
            "stay": args.stay,
        }
        if scenario.here:
            given.pop("census")
        return title, evolve(scenario, **{k: v for k, v in given.items() if v is not None})
    except ValueError as error:
        message, hint = (*error.args, "")[:2]
        raise BadInput([Diagnostic("topics entry", 1, 1, codes.NO_SIMULATION, message, hint)]) from None


def subject(name: str) -> tuple[str, Scenario]:
    """The title and the group of a module, or of a topic request. Raises ValueError and BadInput."""
    from curricula.library import find_module
    from scheduler.cli.planning import read_request
    from scheduler.topics.simulation.scenario import Scenario

    if _is_request(name):
        request = read_request(Path(name))
        return request.module.title, Scenario.of_request(request)
    module, _ = find_module(name)
    return module.title, Scenario.of_module(module)


def _is_request(subject: str) -> bool:
    """Whether a file of that name says which curriculum it is about, as requests do and modules do not."""
    from curricula.source import Source

    try:
        return Path(subject).is_file() and "curriculum" in Source.load(subject).data
    except (BadInput, OSError, ValueError):
        return False


def as_json(title: str, scenario: Scenario, found: Sequence[Entry]) -> dict[str, Any]:
    """Shares are fractions of 1; `give` is half of the 95 % interval of the last."""
    return {
        "module": title,
        "essentials": found[0].essentials,
        "attendance": scenario.attendance,
        "sessions_a_week": scenario.a_week,
        "census": scenario.census,
        "stay": list(scenario.stay),
        "seeds": found[0].seeds,
        "policies": {
            each.policy: [
                {
                    "join_week": row.week,
                    "reached": [round(share, 4) for share in row.reached],
                    "give": round(row.give, 4),
                }
                for row in each.rows
            ]
            for each in found
        },
    }


def words(title: str, scenario: Scenario, found: Sequence[Entry], by: int) -> Iterator[str]:
    from scheduler.topics.simulation.telling import NAMES, grid, sentence

    first = found[0]
    essentials = f"{first.essentials} essential{'s' if first.essentials != 1 else ''}"
    times = f"{scenario.a_week} session{'s' if scenario.a_week > 1 else ''} a week"
    yield f"{title}: {essentials}, {scenario.census} people, {times},"
    yield (
        f"{100 * scenario.attendance:.0f} % attendance, stays of {scenario.stay[0]} to {scenario.stay[1]} "
        f"weeks; {first.seeds} runs."
    )
    for each in found:
        yield ""
        yield f"{NAMES[each.policy]}: per cent of the essentials had, by the end of the newcomer's week"
        for head, cells in grid(each, MOST_COLUMNS):
            yield f"{head:<9}{' '.join(cells)}"
    yield ""
    yield from (sentence(each, by) for each in found)


def _draw(path: Path, title: str, found: Sequence[Entry]) -> None:
    """Raises BadInput where the file cannot be written."""
    from scheduler.exports.entry_svg import draw
    from scheduler.files.saving import save

    save(path, draw(title, found))
    print(f"wrote {path}", file=sys.stderr)
