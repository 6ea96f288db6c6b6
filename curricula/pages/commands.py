"""`openchair curricula handouts`: pages on stdout, or as files in a folder."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from curricula.diagnostics import BadInput, Diagnostic, ExitCode

if TYPE_CHECKING:
    from curricula.module import Module
    from curricula.pages.sheets import Sheet

FORMATS = ("md", "html", "pdf")
BROWSER = "or write --format html, which any browser prints"


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `handouts`."""
    parser.add_argument(
        "module", metavar="ID|PATH[/SESSION]", help="a shipped module or a file; with /SESSION only that one"
    )
    parser.add_argument("--format", choices=FORMATS, default="md", help="as what (default: md)")
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="write one file for each page into this folder, in place of those there; paths on stdout",
    )
    parser.add_argument("--only", choices=("handouts", "guides"), help="leave the others out (default: both)")
    parser.set_defaults(run=handouts)


def handouts(args: argparse.Namespace) -> ExitCode:
    """All pages as one text on stdout, or as files; a PDF goes into a folder, or a single one into a pipe."""
    from curricula.pages.sheets import KINDS, Unreadable, sheets

    module, folder, session = _found(args.module)
    kinds = tuple(kind for kind in KINDS if not args.only or args.only == f"{kind}s")
    try:
        found = sheets(module, folder, session, kinds)
    except Unreadable as error:
        return _refuse(str(error), f"openchair curricula check {args.module.removesuffix('/' + session)}")
    if not found:
        return _refuse(f"{args.module} has no {args.only or 'pages'}", "leave out --only to see what it has")
    return _write(found, args.format, args.out) if args.out else _print(found, args.format)


def _found(name: str) -> "tuple[Module, Path | None, str]":
    """A module, its folder, and the session named after its last slash, if any. Raises BadInput."""
    from curricula.library import find_module

    try:
        return *find_module(name), ""
    except BadInput as bad:
        before, slash, session = name.rpartition("/")
        if not slash or any(d.code not in ("F001", "F002") for d in bad.diagnostics):
            raise
        try:
            module, folder = find_module(before)
        except BadInput as also:
            known = any(d.code not in ("F001", "F002") for d in also.diagnostics)
            raise (also if known else bad) from None
    if module.session(session) is None:
        raise BadInput([_no_session(name, session, module)])
    return module, folder, session


def _no_session(name: str, session: str, module: "Module") -> Diagnostic:
    from curricula.diagnostics import did_you_mean

    ids = [s.id for s in module.sessions]
    hint = did_you_mean(session, ids) or f"{module.id} has: {', '.join(ids) or 'no sessions'}"
    return Diagnostic(name, 1, 1, "F001", f"there is no session `{session}`", hint)


def _print(found: "Sequence[Sheet]", form: str) -> ExitCode:
    from curricula.pages.files import render
    from curricula.pages.html import page
    from curricula.typesetting import CannotTypeset

    if form != "pdf":
        print(page(*found) if form == "html" else "\n".join(s.markdown for s in found), end="")
        return ExitCode.DONE
    if len(found) > 1 or sys.stdout.isatty():
        said = (
            f"these are {len(found)} pages, each a PDF of its own" if len(found) > 1 else "a PDF is no text"
        )
        return _refuse(said, "name a folder with --out DIR")
    try:
        sys.stdout.buffer.write(render(found, form)[0])
    except CannotTypeset as error:
        return _refuse(str(error), BROWSER)
    return ExitCode.DONE


def _write(found: "Sequence[Sheet]", form: str, folder: Path) -> ExitCode:
    """Every file or, when one of them cannot be made, none."""
    from curricula.pages.files import write
    from curricula.typesetting import CannotTypeset

    try:
        paths = write(found, form, folder)
    except CannotTypeset as error:
        return _refuse(str(error), BROWSER)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        return _refuse(f"{folder} cannot be written to: {reason}", "choose another folder")
    for path in paths:
        print(path)
    return ExitCode.DONE


def _refuse(message: str, hint: str) -> ExitCode:
    print(f"{message}\n  hint: {hint}", file=sys.stderr)
    return ExitCode.BAD_INPUT
