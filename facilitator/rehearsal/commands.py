"""`openchair rehearse`: choose a scenario, run it in a throw-away record, look at the debrief."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from curricula.diagnostics import ExitCode, did_you_mean

PACE = 6.0


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add `rehearse`."""
    command = subparsers.add_parser(
        "rehearse",
        help="practice a group with scripted members",
        description="Run a group with scripted members on the real screen: a silence, one voice,\n"
        "a disclosure, a late arrival, someone's last day. What the room says stands on the\n"
        "screen, and a debrief at the end says what was used. Nothing is kept.",
        epilog="example: openchair rehearse disclosure --pace 3",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "scenario", nargs="?", metavar="NAME|FILE", help="a scenario's name, or a TOML file of one"
    )
    command.add_argument(
        "--pace",
        metavar="N",
        type=_pace,
        default=PACE,
        help="times as fast as a real group (default 6)",
    )
    command.add_argument("--list", action="store_true", help="list the scenarios and stop")
    command.add_argument("--json", action="store_true", help="with --list: JSON on stdout")
    command.set_defaults(run=run)


def _pace(words: str) -> float:
    pace = float(words)
    if not 0.1 <= pace <= 120:
        raise argparse.ArgumentTypeError("a pace is a number from 0.1 to 120")
    return pace


def run(args: argparse.Namespace) -> int:
    from facilitator.rehearsal.scenario import load, shipped

    known = shipped()
    if args.list:
        return _list(args.json)
    if args.scenario is None:
        chosen = tuple(known.values())
    elif args.scenario.endswith(".toml"):
        chosen = (load(Path(args.scenario)),)
    elif args.scenario in known:
        chosen = (known[args.scenario],)
    else:
        hint = did_you_mean(args.scenario, known) or f"known: {', '.join(known)}"
        print(f"there is no scenario `{args.scenario}`\n  hint: {hint}", file=sys.stderr)
        return ExitCode.BAD_INPUT
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print("openchair rehearse: it needs a terminal; `--list` works without.", file=sys.stderr)
        return ExitCode.BAD_INPUT
    return _run(chosen, args.pace)


def _list(as_json: bool) -> int:
    from facilitator.rehearsal.scenario import shipped

    found = shipped().values()
    if as_json:
        rows = [
            {"id": s.id, "title": s.title, "about": s.about, "minutes": int(s.over.total_seconds() // 60)}
            for s in found
        ]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for scenario in found:
            print(f"{scenario.id:<14} {scenario.title}\n{'':14} {scenario.about}")
    return ExitCode.DONE


def _run(chosen: tuple[Any, ...], pace: float) -> int:
    from facilitator.sample.passing import throw_away
    from facilitator.tui.start import FAULT, forget_textual_settings

    forget_textual_settings()
    from facilitator.records.privacy import keep_private
    from facilitator.records.store import Record
    from facilitator.rehearsal.staging import YOU
    from facilitator.sample.demo import COST, PASSPHRASE
    from facilitator.tui.rehearsal.app import Rehearsal

    keep_private()
    with throw_away("openchair-rehearsal-") as folder:
        record, _ = Record.create(folder / "rehearsal", YOU, PASSPHRASE, name="You", cost=COST)
        app = Rehearsal(record, chosen, pace=pace)
        try:
            app.run()
        finally:
            record.close()
    if app.fault:
        sys.stderr.write(f"openchair stopped: {app.fault}.\n")
        return FAULT
    return ExitCode.DONE
