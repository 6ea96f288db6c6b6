"""The options of the commands that change a week: `repair`, `what-if` and `cards`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from curricula.diagnostics import ExitCode
from scheduler.cli.commands import add, add_clinic, add_search

WHEN = "WHEN is 2026-11-25, wed, or either with a time; a day, a time on which it begins, or FIRST..LAST"


def register(commands: Any) -> None:
    """Add the three commands to `schedule`."""
    _add_repair(commands)
    _add_what_if(commands)
    _add_cards(commands)


def _add_repair(commands: Any) -> None:
    parser = add(
        commands,
        "repair",
        "mend a week that is running, disturbing as few people as possible",
        "What began before --now stays as it was. Says what is lost and whom to phone, in order of time. "
        "Each kind of change may be given several times. " + WHEN + ".",
        "repair my-clinic week-48.toml --now 2026-11-25T08:00 --away t1@2026-11-25 --out week-48b.toml\n"
        "example: openchair schedule repair my-clinic week-48.toml --now 'wed 08:00' --admit P-101\n"
        "example: openchair schedule repair my-clinic week-48.toml --now 'wed 9:00' --away 't1@wed 14:00'",
    )
    add_clinic(parser)
    parser.add_argument("timetable", metavar="T", type=Path, help="the timetable of this week")
    parser.add_argument("--now", metavar="MOMENT", required=True, help="what begins before this has happened")
    for option, form, about in (
        ("--away", "THERAPIST@WHEN", "a therapist is not there"),
        ("--absent", "PATIENT@WHEN", "a patient does not come"),
        ("--admit", "PATIENT", "a patient of the clinic, not in T yet, starts"),
        ("--discharge", "PATIENT[@DAY]", "a patient's last day (default: today)"),
        ("--close", "ROOM@WHEN", "a room cannot be used"),
        ("--cancel", "GROUP@START", "a session does not take place"),
    ):
        parser.add_argument(option, metavar=form, action="append", default=[], help=about)
    parser.add_argument("--out", metavar="T2", type=Path, help="the file for the mended timetable")
    add_search(parser, 10.0, "how long to search")
    parser.set_defaults(run=_repair)


def _add_what_if(commands: Any) -> None:
    parser = add(
        commands,
        "what-if",
        "say what a week would be like if something changed, and touch nothing",
        "The file holds what would happen ([[away]], [[absent]], [[admit]], [[discharge]], [[close]], "
        "[[cancel]], closed) and what of the clinic would be different ([[rooms]], [[therapists]], "
        "[[groups]], [[levels]], [[patients]], [[pins]]): of a known id the given keys are replaced, an "
        "unknown id is new. "
        "Without --now the whole week is planned again, with as few changes as possible.",
        "what-if my-clinic week-48.toml --change second-room.toml",
    )
    add_clinic(parser)
    parser.add_argument("timetable", metavar="T", type=Path, help="the timetable to compare with")
    parser.add_argument("--change", metavar="FILE", type=Path, required=True, help="a file of changes")
    parser.add_argument("--all", action="store_true", help="name everybody with every change")
    parser.add_argument("--now", metavar="MOMENT", help="what begins before this has happened")
    add_search(parser, 20.0, "how long to search")
    parser.set_defaults(run=_what_if)


def _add_cards(commands: Any) -> None:
    parser = add(
        commands,
        "cards",
        "keep an answer ready for the morning that a therapist calls in sick",
        "One card for each therapist and each day that they work: who covers, what is cancelled, whom to "
        "phone. A folder gets cards.html and cards.txt, a name that ends in .html the page alone; without "
        "--out the text goes to stdout. Ctrl-C keeps the cards made so far.",
        "cards my-clinic week-48.toml --out cards-48.html",
    )
    add_clinic(parser)
    parser.add_argument("timetable", metavar="T", type=Path, help="the timetable of the week")
    parser.add_argument("--out", metavar="DIR|FILE.html", type=Path, help="where to keep them")
    add_search(parser, 5.0, "how long to search for each card")
    parser.set_defaults(run=_cards)


def _repair(args: argparse.Namespace) -> ExitCode:
    from scheduler.cli.repairing import repair

    return repair(args)


def _what_if(args: argparse.Namespace) -> ExitCode:
    from scheduler.cli.repairing import what_if

    return what_if(args)


def _cards(args: argparse.Namespace) -> ExitCode:
    from scheduler.cli.repairing import cards

    return cards(args)
