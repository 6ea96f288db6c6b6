"""`openchair topics ...`: which topic at which date, and what ways of choosing do in the long run."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path
from typing import Any

from curricula.diagnostics import ExitCode


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add `topics` and its commands. Each sets `run`, a function of the parsed arguments."""
    from scheduler.cli import entering, simulating

    topics = subparsers.add_parser(
        "topics",
        help="plan which topic runs when, for who is in the room",
        description="Topics: which session of a curriculum at which date, from who still needs what.",
        epilog="example: openchair topics plan request.toml",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    topics.set_defaults(run=lambda args: _help(topics))
    commands = topics.add_subparsers(title="commands", metavar="COMMAND")
    _add_plan(commands)
    entering.register(commands)
    simulating.register(commands)


def _help(parser: argparse.ArgumentParser) -> ExitCode:
    parser.print_help(sys.stderr)
    return ExitCode.BAD_INPUT


def _add_plan(commands: Any) -> None:
    about = "say which topic runs at which date, and what each member can expect"
    more = (
        "The topic at each date of the request, for whom and why; what each member will probably have had on "
        "their last day and what not; beside it the fixed loop, and the most that any choice allows."
    )
    parser = commands.add_parser(
        "plan",
        help=about,
        description=textwrap.fill(f"{about[:1].upper()}{about[1:]}. {more}", 78),
        epilog="example: openchair topics plan request.toml --json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("request", metavar="REQUEST", type=Path, help="a topic request, as TOML")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.set_defaults(run=_plan)


def _plan(args: argparse.Namespace) -> ExitCode:
    from scheduler.cli.planning import run

    return run(args)
