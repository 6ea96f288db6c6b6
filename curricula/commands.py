"""`openchair curricula ...`: data on stdout, everything else on stderr."""

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import FORMATS, ExitCode

if TYPE_CHECKING:
    from curricula.module import Module
    from curricula.reading import Reading


def register(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add `curricula` and what belongs to it. Each command sets `run`, a function of the parsed arguments."""
    shelf = subparsers.add_parser(
        "curricula",
        help="check, preview and start curriculum modules",
        description="Curriculum modules: TOML files that say what is taught, session by session.",
        epilog="example: openchair curricula check my-modules/",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shelf.set_defaults(run=lambda args: _help(shelf))
    commands = shelf.add_subparsers(title="commands", metavar="COMMAND")
    _add_check(commands)
    _add_rule(commands)
    _add_new(commands)
    _add_show(commands)
    _add_list(commands)
    _add_schema(commands)
    _add_diff(commands)
    _add_handouts(commands)


def _add(commands: Any, name: str, about: str, example: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=about,
        description=about[:1].upper() + about[1:] + ".",
        epilog=f"example: openchair curricula {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def _add_check(commands: Any) -> None:
    about = "say everything that is wrong with modules, at its line and column"
    parser = _add(commands, "check", about, "check my-modules/ --format github")
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", help="a module, or a folder with modules in it or below"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to say it (default: text)")
    watch = "check again after every save, until Ctrl-C, which ends it with exit code 0"
    parser.add_argument("--watch", action="store_true", help=watch)
    parser.add_argument(
        "--credentials",
        metavar="WORDS",
        type=_words,
        help="what the clinic's therapists are credentialed for, as in trauma,dbt; others are warned of",
    )
    parser.set_defaults(run=check)


def _add_rule(commands: Any) -> None:
    parser = _add(commands, "rule", "explain a code", "rule C201")
    parser.add_argument("code", metavar="CODE", help="a code from a message")
    parser.set_defaults(run=rule)


def _add_new(commands: Any) -> None:
    parser = _add(
        commands, "new", "start a module: a complete, commented file to write over", "new anger --dir mine"
    )
    parser.add_argument("id", metavar="ID", help="its id in kebab-case; the file will be ID.toml")
    parser.add_argument(
        "--dir", metavar="DIR", type=Path, default=Path(), help="where (default: the current folder)"
    )
    kinds = ("session", "process")
    parser.add_argument(
        "--kind", choices=kinds, default="session", help="with sessions (default), or a process format"
    )
    parser.set_defaults(run=new)


def _add_show(commands: Any) -> None:
    about = "print a module, or one session of it, as Markdown"
    parser = _add(commands, "show", about, "show getting-steady --session the-hard-hours")
    parser.add_argument("module", metavar="ID|PATH", help="a shipped module, or a file")
    parser.add_argument("--session", metavar="S", help="only this session")
    parser.set_defaults(run=show)


def _add_list(commands: Any) -> None:
    parser = _add(commands, "list", "list the modules that ship with openchair", "list --json")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=list_shipped)


def _add_schema(commands: Any) -> None:
    about = "print the JSON Schema of modules, for editors"
    parser = _add(commands, "schema", about, "schema > curriculum.schema.json")
    parser.set_defaults(run=schema)


def _add_diff(commands: Any) -> None:
    about = "say in sentences what differs between two versions of a module"
    parser = _add(commands, "diff", about, "diff anger.toml@2026-11-01 anger.toml")
    old = "a file, the id of a shipped module, or FILE@DAY: as it was committed to git by the end of a day"
    parser.add_argument("old", metavar="OLD", help=old)
    parser.add_argument("new", metavar="NEW", help="the same, newer")
    parser.set_defaults(run=diff)


def _add_handouts(commands: Any) -> None:
    from curricula.pages.commands import add

    about = "make the pages of a module: handouts for people, guides for whoever runs a session"
    add(_add(commands, "handouts", about, "handouts getting-steady/the-hard-hours --format pdf --out print"))


def check(args: argparse.Namespace) -> ExitCode:
    """Diagnostics on stdout; 1 with errors, 0 with warnings only, 2 when a path leads nowhere."""
    from curricula.reading import in_clinic, read_paths

    if args.watch:
        return _watch(args.paths, args.format, args.credentials)
    readings = read_paths(args.paths)
    if args.credentials is not None:
        readings = in_clinic(readings, args.credentials)
    _say(readings, args.format)
    print(_summary(readings), file=sys.stderr)
    return _outcome(readings)


def _words(text: str) -> frozenset[str]:
    return frozenset(word for part in text.split(",") if (word := part.strip()))


def _watch(paths: list[str], form: str, credentials: frozenset[str] | None) -> ExitCode:
    """The diagnostics after every save, JSON on one line each time; the state on stderr. Until Ctrl-C."""
    from datetime import datetime

    from curricula.reading import in_clinic
    from curricula.watching import rounds

    try:
        for number, found in enumerate(rounds(paths)):
            readings = found if credentials is None else in_clinic(found, credentials)
            _say(readings, form, indent=None)
            now = datetime.now().astimezone().strftime("%H:%M:%S")
            if number == 0 and _outcome(readings) is ExitCode.BAD_INPUT:
                print(_summary(readings), file=sys.stderr)
                return ExitCode.BAD_INPUT
            print(f"{now} {_summary(readings)}; watching, Ctrl-C ends", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("no longer watching", file=sys.stderr)
    return ExitCode.DONE


def _say(readings: "list[Reading]", form: str, indent: int | None = 2) -> None:
    """Every diagnostic on stdout; nothing when there is none, but for formats that programs read."""
    from curricula.diagnostics import format_all

    found = [d for r in readings for d in r.diagnostics]
    if found or form in ("json", "sarif"):
        print(format_all(found, form, indent), flush=True)


def _outcome(readings: "list[Reading]") -> ExitCode:
    """What a check of these tells the shell."""
    found = [d for r in readings for d in r.diagnostics]
    if any(d.code in ("F001", "F002") for d in found):
        return ExitCode.BAD_INPUT
    return ExitCode.FINDINGS if any(d.is_error for d in found) else ExitCode.DONE


def rule(args: argparse.Namespace) -> ExitCode:
    """The page of a code on stdout."""
    from curricula.codes import explanations

    known = explanations()
    code = args.code.upper()
    if re.fullmatch("S[0-9]{3}", code):
        print(f"{code} is a code of clinic and timetable files", file=sys.stderr)
        print(f"  hint: openchair schedule rule {code}", file=sys.stderr)
        return ExitCode.BAD_INPUT
    if code not in known:
        return _unknown("code", args.code, list(known), f"known: {', '.join(known)}")
    print(known[code].markdown(), end="")
    return ExitCode.DONE


def new(args: argparse.Namespace) -> ExitCode:
    """The path of the new file on stdout."""
    from curricula.scaffold import write_module

    path = write_module(args.id, args.dir, args.kind)
    print(path)
    print(f"now open it in your editor, and check it with: openchair curricula check {path}", file=sys.stderr)
    return ExitCode.DONE


def show(args: argparse.Namespace) -> ExitCode:
    """Markdown on stdout."""
    from curricula.library import find_module
    from curricula.preview import module_preview, session_preview

    module, folder = find_module(args.module)
    if not args.session:
        print(module_preview(module, folder))
        return ExitCode.DONE
    session = module.session(args.session)
    if session is None:
        ids = [s.id for s in module.sessions]
        return _unknown("session", args.session, ids, f"{module.id} has: {', '.join(ids) or 'no sessions'}")
    print(session_preview(session, folder, module))
    return ExitCode.DONE


def diff(args: argparse.Namespace) -> ExitCode:
    """One sentence for each difference on stdout."""
    from curricula.changes import changes
    from curricula.history import module_at

    old, new = module_at(args.old), module_at(args.new)
    found = changes(old, new)
    print("\n".join(found) if found else "nothing differs")
    if old.id != new.id:
        print(f"these are two modules, {old.id} and {new.id}, not two versions of one", file=sys.stderr)
    elif found and old.version == new.version:
        print(f"both say version {old.version}; raise it in the newer one", file=sys.stderr)
    return ExitCode.DONE


def list_shipped(args: argparse.Namespace) -> ExitCode:
    """One line a module, or JSON."""
    from curricula.library import shipped

    modules = [_row(m) for m in shipped().values()]
    if args.json:
        import json

        print(json.dumps(modules, indent=2, ensure_ascii=False))
        return ExitCode.DONE
    width = max((len(str(m["id"])) for m in modules), default=0)
    for m in modules:
        size = _count(int(m["sessions"]), "session") if m["sessions"] else f"{m['minutes']} minutes"
        print(f"{m['id']:<{width}}  {m['title']} ({m['kind']}, {size})")
    return ExitCode.DONE


def schema(_args: argparse.Namespace) -> ExitCode:
    """The JSON Schema on stdout."""
    from curricula.schema import schema_text

    print(schema_text(), end="")
    return ExitCode.DONE


def _row(module: "Module") -> dict[str, str | int]:
    minutes = module.minutes if module.is_process else sum(s.minutes for s in module.sessions)
    return {
        "id": module.id,
        "title": module.title,
        "kind": module.kind,
        "version": module.version,
        "status": module.status,
        "summary": module.summary,
        "sessions": len(module.sessions),
        "minutes": minutes,
    }


def _summary(readings: "list[Reading]") -> str:
    """`2 errors and 1 warning in 3 files`."""
    found = [d for r in readings for d in r.diagnostics]
    errors = sum(d.is_error for d in found)
    skipped = sum(r.skipped for r in readings)
    files = _count(len(readings) - skipped, "file")
    said = f"{_count(errors, 'error')} and {_count(len(found) - errors, 'warning')} in {files}"
    said = said if found else f"no problems in {files}"
    return (
        f"{said}; {_count(skipped, 'file')} left out that {'is' if skipped == 1 else 'are'} no module"
        if skipped
        else said
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _unknown(what: str, word: str, known: list[str], otherwise: str) -> ExitCode:
    from curricula.diagnostics import did_you_mean

    print(f"there is no {what} `{word}`", file=sys.stderr)
    print(f"  hint: {did_you_mean(word, known) or otherwise}", file=sys.stderr)
    return ExitCode.BAD_INPUT


def _help(parser: argparse.ArgumentParser) -> ExitCode:
    parser.print_help(sys.stderr)
    return ExitCode.BAD_INPUT
