"""The command line: one command, `openchair`, with what each floor adds to it.

Nothing heavy is imported before a command needs it: `--help` loads neither the solver nor the screen.
Data goes to stdout, everything else to stderr, and a person never sees a traceback.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from curricula.diagnostics import BadInput, ExitCode, did_you_mean

DEFECT = 70
"""Exit code of a fault in openchair itself (EX_SOFTWARE)."""

FULL = "the disk, or your share of it, is full; free some space and try again"
REMEDIES = {
    errno.EROFS: "this place can only be read; choose another folder",
    errno.EACCES: "you may not write there; choose another folder or change its permissions",
    errno.ENOSPC: FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): FULL,  # Windows knows no quotas by number
}
"""What to do when the system refuses, by the number of the error."""

ABOUT = """\
openchair runs group programs that people can join in any week.

  openchair demo            look around: a clinic with people, history and tonight's groups
  openchair new DIR         start a clinic of your own
  openchair open DIR        open it (or plain `openchair` inside its folder)
"""


class Parser(argparse.ArgumentParser):
    """argparse, but a mistyped word gets the one that was probably meant."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {_meant(message)}", file=sys.stderr)
        print(f"  try `{self.prog} --help`", file=sys.stderr)
        raise SystemExit(ExitCode.BAD_INPUT)


def _meant(message: str) -> str:
    """Shorten argparse's list of choices to a sentence with the likely one."""
    import re

    match = re.match(r"(?:argument [^:]*: )?invalid choice: '([^']*)' \(choose from (.*)\)", message)
    if not match:
        return message
    word, choices = match[1], re.findall(r"[\w-]+", match[2])
    return f"there is no `{word}` here; {did_you_mean(word, choices) or 'choose from ' + ', '.join(choices)}"


FLOORS = {
    "curricula": ("curricula.commands", "write, check and read modules"),
    "schedule": ("scheduler.cli.commands", "solve, check and compare weekly timetables"),
    "import": (
        "scheduler.imports.commands",
        "bring in patients, a timetable, availability from lists and forms",
    ),
    "rules": ("scheduler.packs.commands", "list rule packs, show their figures, check a clinic against them"),
    "rehearse": ("facilitator.rehearsal.commands", "practice a group with scripted members"),
    "topics": ("scheduler.cli.topics", "plan which topic runs when, for who is in the room"),
    "records": ("facilitator.records.commands", "set up, back up and verify the encrypted record"),
}
"""Commands that a floor brings along, with the module whose `register` adds them."""


def parser(asked: str | None = None) -> Parser:
    """The command line. Each subcommand sets `run`, a function of the parsed arguments.

    Only the floor of `asked`, the first word, is loaded with what belongs to it; without one, all are.
    """
    top = Parser(prog="openchair", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    _register_own(commands)
    for name, (module, about) in FLOORS.items():
        if asked in (None, name):
            import_module(module).register(commands)
        else:
            commands.add_parser(name, help=about)
    top.set_defaults(run=_open_here)
    return top


def _register_own(commands: argparse._SubParsersAction[Parser]) -> None:
    demo = commands.add_parser(
        "demo",
        help="look around a sample clinic",
        description="Open the app on a sample clinic in a throw-away folder. Without a terminal, or with\n"
        "--headless, do the main job in text instead: check, solve next week, pick a topic.",
        epilog="example: openchair demo --headless",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    demo.add_argument("--headless", action="store_true", help="text on stdout instead of the app")
    demo.add_argument(
        "--keep", metavar="DIR", type=Path, help="put the sample clinic into DIR and leave it there"
    )
    demo.add_argument(
        "--time-limit", metavar="SECONDS", type=_seconds, default=30.0, help="for solving (default 30)"
    )
    demo.set_defaults(run=_demo)
    new = commands.add_parser(
        "new",
        help="start a clinic folder of your own",
        description="Write a commented clinic folder that can be solved as it is.",
        epilog="example: openchair new my-clinic",
    )
    new.add_argument("folder", metavar="DIR", type=Path, help="a new folder, or one without a clinic")
    new.set_defaults(run=_new)
    opened = commands.add_parser(
        "open", help="open a clinic in the app", description="Open a clinic folder in the app.",
        epilog="example: openchair open my-clinic",
    )  # fmt: skip
    opened.add_argument("folder", metavar="DIR", type=Path, help="the clinic's folder")
    opened.set_defaults(run=lambda args: _open(args.folder))


def _seconds(text: str) -> float:
    from scheduler.cli.commands import seconds

    return seconds(text)


def _demo(args: argparse.Namespace) -> int:
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if args.headless or not terminal:
        if args.keep is not None:
            print("openchair demo: --keep goes with the app, in a terminal", file=sys.stderr)
            return ExitCode.BAD_INPUT
        from facilitator.sample.headless import run

        return run(sys.stdout, sys.stderr, time_limit=args.time_limit)
    from facilitator.sample.demo import open_demo

    return open_demo(args.keep)


def _new(args: argparse.Namespace) -> int:
    from scheduler.scaffold import new_clinic

    for path in new_clinic(args.folder):
        print(path)
    print(
        f"A clinic to edit. Next: `openchair schedule solve {args.folder} --week 2026-W48`, "
        f"or `openchair open {args.folder}` to work with people in the app.",
        file=sys.stderr,
    )
    return ExitCode.DONE


def _open_here(args: argparse.Namespace) -> int:
    if args.version:
        from importlib.metadata import version

        print(f"openchair {version('openchair')}")
        return ExitCode.DONE
    return _open(Path())


def _open(folder: Path) -> int:
    if not folder.is_dir() or not any(folder.glob("*.toml")):
        print(f"openchair: {_no_clinic(folder)}.\n{ABOUT}", file=sys.stderr, end="")
        return ExitCode.BAD_INPUT
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(
            "openchair: the app needs a terminal; `openchair --help` lists what works without.",
            file=sys.stderr,
        )
        return ExitCode.BAD_INPUT
    from facilitator.tui.start import open_app

    return open_app(folder)


def _no_clinic(folder: Path) -> str:
    """Why there is nothing to open at `folder`."""
    where = "this folder" if folder == Path() else f"`{folder}`"
    if folder.is_dir():
        return f"{where} has no clinic in it"
    return (
        f"{where} is a file; name the folder it is in" if folder.exists() else f"there is no folder {where}"
    )


def _refusal(error: OSError) -> str:
    """What the system would not do, and what a person can do about it."""
    place = f"{error.filename}: " if error.filename else ""
    reason = (error.strerror or str(error)).lower()
    hint = REMEDIES.get(error.errno or 0, "check the path, its permissions and the space on the disk")
    return f"openchair: {place}{reason}\n  hint: {hint}"


def _speak_utf8() -> None:
    """What goes into a file or a pipe is UTF-8 on every system, as every reader here expects."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _speak_utf8()
    words = sys.argv[1:] if argv is None else list(argv)
    arguments = parser(words[0] if words else "").parse_args(words)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        code = int(run(arguments))
        sys.stdout.flush()
        if code == ExitCode.INTERRUPTED and threading.active_count() > 1:
            sys.stderr.flush()
            os._exit(code)  # a search that does not stop would take the interpreter down with it
        return code
    except BadInput as bad:
        print("\n".join(d.render() for d in bad.diagnostics), file=sys.stderr)
        return ExitCode.BAD_INPUT
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on; stay quiet
        return ExitCode.DONE
    except OSError as error:
        print(_refusal(error), file=sys.stderr)
        return ExitCode.BAD_INPUT
    except Exception as error:
        import traceback

        place = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"openchair: a fault in openchair itself ({type(error).__name__} at "
            f"{Path(place.filename).name}:{place.lineno}). Your files are as they were.",
            file=sys.stderr,
        )
        return DEFECT
