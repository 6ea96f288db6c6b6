"""`schedule repair`, `what-if` and `cards`: read what changed, mend the week beside the keyboard, say it.

Ctrl-C asks the search to stop and keeps what it has. Nothing is written that breaks a rule when counted
without the solver.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from curricula.diagnostics import BadInput, Diagnostic, ExitCode
from scheduler.cli.commands import read_clinic, read_timetable
from scheduler.cli.interruptible import Ended, interruptible
from scheduler.cli.options import EXAMPLES, Refused, misplaced, read_moment, read_options
from scheduler.cli.solving import Printer, refuse
from scheduler.cli.solving import as_json as solved
from scheduler.clinic import Clinic
from scheduler.diff import differences, summary
from scheduler.exports import cards_page
from scheduler.files import codes, write_timetable
from scheduler.files.change_file import load_changes
from scheduler.files.saving import save
from scheduler.mend.cards import Card, absences, card, cards_json, heading, text
from scheduler.mend.changes import Absence, Away, Change, name_of
from scheduler.mend.in_short import FEW, in_short, missing
from scheduler.mend.mended import Mended, as_json, unmet_lines, words
from scheduler.mend.mending import Fault, admitted, mend, replan, waiting
from scheduler.progress import Event, Improved, Listener
from scheduler.timetable import Timetable
from scheduler.week import WEEK, Period, Week

OPTIONS = tuple(EXAMPLES)
MOST = 10  # people named in a note


@frozen
class Situation:
    """A clinic, the timetable in force, what changes, and when (None: before the week)."""

    clinic: Clinic
    timetable: Timetable
    changes: tuple[Change, ...]
    now: datetime | None


def repair(args: argparse.Namespace) -> ExitCode:
    """`schedule repair`: what is lost and whom to phone on stdout; the mended timetable to --out."""
    clinic = read_clinic(args.clinic)
    timetable = read_timetable(args.timetable, clinic)
    if args.out is not None:
        refuse(args.out)
    situation, refused = _asked(args, clinic, timetable)
    if refused:
        print("\n".join(map(str, refused)), file=sys.stderr)
        return ExitCode.BAD_INPUT
    _notes(situation)
    started = time.monotonic()
    ended = _found(situation, args)
    if ended.value is None:
        return _nothing(ended.interrupted)
    mended = ended.value
    if args.out is not None:
        write_timetable(args.out, mended.new)
    if args.json:
        answer = {**solved(mended.new, time.monotonic() - started), **as_json(mended)}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(words(mended)))
    wrote = "nothing is written; --out keeps it" if args.out is None else f"{args.out}: written"
    print(f"{timetable.week} mended; {wrote}", file=sys.stderr)
    return ExitCode.INTERRUPTED if ended.interrupted else ExitCode.DONE


def _asked(args: argparse.Namespace, clinic: Clinic, timetable: Timetable) -> tuple[Situation, list[Refused]]:
    """What the options ask for, and every option that cannot be followed."""
    now, refused = _now(args.now, timetable.week)
    given = [(option, text) for option in OPTIONS for text in getattr(args, option.strip("-"))]
    asked, unread = read_options(given, timetable.week, (now or timetable.week.moment(0)).date())
    refused += [*unread, *misplaced(clinic, timetable, asked)]
    if not given:
        hint = f"say it with {', '.join(OPTIONS)}"
        refused.append(Refused("schedule repair", "", "nothing changes", hint))
    return Situation(clinic, timetable, tuple(one.change for one in asked), now), refused


def _now(text: str | None, week: Week) -> tuple[datetime | None, list[Refused]]:
    """The moment of --now; a day alone is its beginning."""
    if text is None:
        return None, []
    hint = f"write --now {week.date(2)}T08:00"
    try:
        read = read_moment(text, week)
    except ValueError as error:
        return None, [Refused("--now", text, str(error), hint)]
    now = read if isinstance(read, datetime) else Period.day(read).start
    if week.minute(now) >= WEEK:
        return now, [Refused("--now", text, f"week {week} of this timetable is over by then", hint)]
    return now, []


def _notes(situation: Situation) -> None:
    """Said before the search: changes that lie behind, and people who are left out."""
    for change in situation.changes:
        if situation.now is not None and isinstance(change, Absence) and change.end <= situation.now:
            name = name_of(change)[1]
            print(f"{name}: what is over by {situation.now:%Y-%m-%d %H:%M} stays as it was", file=sys.stderr)
    taken = admitted(situation.timetable, situation.changes)
    left = [name for name in waiting(situation.clinic, situation.timetable) if name not in taken]
    if left:
        names = ", ".join(left[:MOST]) + (f" and {len(left) - MOST} more" if len(left) > MOST else "")
        print(f"not in this timetable, and left out: {names}; an admission takes them in", file=sys.stderr)


def _search(
    situation: Situation, args: argparse.Namespace, listener: Listener | None
) -> Ended[Mended | None]:
    """Mend or plan anew beside the keyboard; an answer that breaks rules is told as the fault it is."""
    common: dict[str, Any] = {
        "time_limit": args.time_limit,
        "workers": args.workers or min(os.cpu_count() or 1, 8),
        "seed": args.seed,
        "listener": listener,
    }
    clinic, timetable, changes, now = (
        situation.clinic, situation.timetable, situation.changes, situation.now
    )  # fmt: skip

    def work(stop: threading.Event) -> Mended | None:
        if now is None:
            return replan(clinic, timetable, changes, stop=stop, **common)
        return mend(clinic, timetable, changes, now=now, stop=stop, **common)

    try:
        return interruptible(work)
    except Fault as fault:
        print("this answer breaks rules and is not used; that is a fault in openchair:", file=sys.stderr)
        print("\n".join(f"  {line}" for line in fault.args), file=sys.stderr)
        return Ended(None, False)


def _found(situation: Situation, args: argparse.Namespace) -> Ended[Mended | None]:
    """The same with its progress on stderr, what is no better than the line before left out."""
    printer = Printer()

    def hears(event: Event) -> None:
        if not (isinstance(event, Improved) and event.score == printer.score):
            printer(event)

    try:
        return _search(situation, args, hears)
    finally:
        printer.close()


def _nothing(interrupted: bool) -> ExitCode:
    words = "stopped before anything was found" if interrupted else "nothing was found in the time given"
    print(f"{words}; give it longer with --time-limit", file=sys.stderr)
    return ExitCode.INTERRUPTED if interrupted else ExitCode.NOTHING_FOUND


# --- what-if ------------------------------------------------------------------------------------------------


def what_if(args: argparse.Namespace) -> ExitCode:
    """`schedule what-if`: what would be met, lost and different on stdout; nothing is written."""
    clinic = read_clinic(args.clinic)
    timetable = read_timetable(args.timetable, clinic)
    now, refused = _now(args.now, timetable.week)
    if refused:
        print("\n".join(map(str, refused)), file=sys.stderr)
    changes, problems = load_changes(args.change, clinic, timetable.week, timetable)
    if changes is None or refused:
        raise BadInput(problems)
    for problem in problems:
        print(problem.render(), file=sys.stderr)
    situation = Situation(clinic, timetable, changes, now)
    _notes(situation)
    ended = _found(situation, args)
    if ended.value is None:
        return _nothing(ended.interrupted)
    mended = ended.value
    found = differences(mended.old, mended.new)
    if args.json:
        counts = {"unmet_before": missing(mended.old), "unmet_after": missing(mended.new)}
        rows = [asdict(difference) for difference in found]
        print(json.dumps({**as_json(mended), **counts, "differences": rows}, ensure_ascii=False))
    else:
        short = in_short(mended, found)
        details = [*(line for line in unmet_lines(mended) if line not in short), *map(str, found)]
        told = args.all or len(details) <= FEW
        print("\n".join([*short, *(["", *details] if told and details else [])]))
        if not told:
            print(f"--all names every one of them, in {len(details)} lines", file=sys.stderr)
    proof = "" if mended.proven else "; not proven to be the best: --time-limit gives it longer"
    print(f"{timetable.week} → {args.change}: {summary(found)}{proof}; nothing is written", file=sys.stderr)
    return ExitCode.INTERRUPTED if ended.interrupted else ExitCode.DONE


# --- cards --------------------------------------------------------------------------------------------------


def cards(args: argparse.Namespace) -> ExitCode:
    """`schedule cards`: one repair for each therapist and each day; pages to --out, or text on stdout."""
    clinic = read_clinic(args.clinic)
    timetable = read_timetable(args.timetable, clinic)
    pages = {} if args.out is None else _pages(args.out)
    _notes(Situation(clinic, timetable, (), None))
    week, asked = str(timetable.week), absences(timetable)
    made: list[Card] = []
    try:
        interrupted = _make(args, clinic, timetable, asked, made)
    finally:
        for path, form in pages.items():
            save(path, form(week, made, len(asked) - len(made)))
            print(f"{path}: {len(made)} of {len(asked)} cards", file=sys.stderr)
    if args.json:
        print(json.dumps(cards_json(week, made, len(asked) - len(made)), ensure_ascii=False))
    elif not pages:
        print(text(week, made, len(asked) - len(made)), end="")
    return ExitCode.INTERRUPTED if interrupted else ExitCode.DONE


def _make(
    args: argparse.Namespace, clinic: Clinic, timetable: Timetable, asked: Sequence[Away], made: list[Card]
) -> bool:
    """Add a card to `made` for each absence until Ctrl-C; whether that came."""
    live = sys.stderr.isatty()
    for number, away in enumerate(asked, start=1):
        line = f"{number} of {len(asked)}: {heading(away.start.date())}, {away.therapist} away"
        print(f"\r{line:<79}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)
        ended = _search(Situation(clinic, timetable, (away,), away.start), args, None)
        if ended.interrupted:
            break
        if ended.value is not None:
            made.append(card(away, ended.value))
    print("" if live else f"{len(made)} cards made", file=sys.stderr)
    return len(made) < len(asked) and ended.interrupted


Form = Callable[[str, Sequence[Card], int], str]


def _pages(out: Path) -> dict[Path, Form]:
    """The files to be written, each with what makes it. Raises BadInput when one could not be."""
    page = out.suffix.lower() in (".html", ".htm")
    problem = ""
    if page and out.is_dir():
        problem = "this is a folder; name a file, or a folder without .html"
    elif not page and out.exists() and not out.is_dir():
        problem = "this is a file, and not a page"
    elif not out.parent.is_dir():
        problem = f"the folder {out.parent} does not exist"
    if problem:
        hint = "--out takes a folder, or a file that ends in .html"
        raise BadInput([Diagnostic(str(out), 1, 1, codes.NOT_WRITTEN, problem, hint)])
    if page:
        return {out: cards_page.render}
    out.mkdir(exist_ok=True)
    return {out / "cards.html": cards_page.render, out / "cards.txt": text}
