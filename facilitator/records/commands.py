"""`openchair records ...`: data on stdout, everything else on stderr; passphrases never in arguments."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curricula.diagnostics import BadInput, ExitCode
from facilitator.access.roles import May, may
from facilitator.before import commands as before
from facilitator.notes import commands as notes
from facilitator.notes import listing
from facilitator.packet import commands as packets

if TYPE_CHECKING:
    from facilitator.records.audit import Report
    from facilitator.records.store import Record
    from scheduler.clinic import Clinic

LONGEST = 4096
"""Characters read as a passphrase at most."""


class Unusable(Exception):
    """A sentence about what was asked for; exit code 2."""


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add `records` and what belongs to it. Each command sets `run`, a function of the parsed arguments."""
    records = subparsers.add_parser(
        "records",
        help="make, copy and verify a clinic's encrypted record",
        description="The encrypted record of a clinic: people, sessions, notes and who read what.",
        epilog="example: openchair records verify my-clinic",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    records.set_defaults(run=lambda args: _help(records))
    commands = records.add_subparsers(title="commands", metavar="COMMAND")
    _add_init(commands)
    _add_backup(commands)
    _add_verify(commands)
    _add_restore(commands)
    _add_move(commands)
    packets.add(commands, _add)
    notes.add(commands, _add)
    listing.add(commands, _add)
    before.add(commands, _add)


def _add_init(commands: Any) -> None:
    parser = _add(
        commands,
        "init",
        "make the encrypted record of a clinic",
        "Takes the patients in the clinic's files in as admitted, by their codes, and prints the recovery "
        "key once, on stdout: write it on paper.",
        "init my-clinic --user t1",
        init,
    )
    parser.add_argument("--name", metavar="NAME", default="", help="your name as others see it")


def _add_backup(commands: Any) -> None:
    about = "copy the record, encrypted and checked, into a new folder"
    more = "The copy opens with the same passphrases. Safe while the app is running. Prints the new folder."
    parser = _add(commands, "backup", about, more, "backup my-clinic --to /media/stick", backup)
    parser.add_argument("--to", metavar="DIR", type=Path, required=True, help="where the new folder goes")


def _add_verify(commands: Any) -> None:
    about = "check that the record, or a backup of it, still says what was written"
    more = "Checks every page, every link of the chain, every signature, and the heads kept outside."
    parser = _add(commands, "verify", about, more, "verify my-clinic --json", verify)
    parser.add_argument(
        "--against", metavar="BACKUP", type=Path, action="append", default=[],
        help="a backup whose entries must still be there (may be given several times)",
    )  # fmt: skip


def _add_restore(commands: Any) -> None:
    about = "put a backup in the place of the record"
    more = (
        "Close the app first. The backup is checked before anything moves, and the record that was there is "
        "kept beside it. The passphrase is the one of the time of the backup."
    )
    example = "restore my-clinic --from /media/stick/openchair-20261125-180000"
    parser = _add(commands, "restore", about, more, example, restore)
    parser.add_argument(
        "--from", metavar="BACKUP", dest="backup", type=Path, required=True, help="its folder"
    )


def _add_move(commands: Any) -> None:
    about = "move the record from its file to a PostgreSQL server"
    more = (
        "Close the app first, in every room. The database has to be empty. The copy is checked on the server "
        "before the clinic's file names it, and the file it came from is kept. A password never stands in "
        "the address: libpq takes it from your password file."
    )
    parser = _add(
        commands, "move", about, more, "move my-clinic --to postgresql://openchair@server/openchair", move
    )
    parser.add_argument("--to", metavar="ADDRESS", type=_address, required=True, help="the database")


def _address(text: str) -> str:
    from scheduler.files.addresses import read_address

    try:
        return read_address(text)
    except ValueError as trouble:
        raise argparse.ArgumentTypeError("; ".join(trouble.args)) from None


def _add(
    commands: Any, name: str, about: str, more: str, example: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=about,
        description=f"{about[:1].upper()}{about[1:]}. {more}",
        epilog=f"example: openchair records {example}",
    )
    parser.add_argument("clinic", metavar="CLINIC", type=Path, help="the clinic's folder")
    parser.add_argument("--user", metavar="ID", help="who you are (default: the first one there)")
    parser.add_argument(
        "--passphrase-fd", metavar="N", type=int, help="read the passphrase from file descriptor N, one line"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.set_defaults(run=lambda args: _guarded(run, args))
    return parser


def _help(parser: argparse.ArgumentParser) -> ExitCode:
    parser.print_help(sys.stderr)
    return ExitCode.BAD_INPUT


def _guarded(run: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    from facilitator.records.errors import RecordError
    from facilitator.records.privacy import keep_private

    keep_private()
    try:
        return run(args)
    except (RecordError, Unusable) as trouble:
        say(f"openchair: {trouble}")
        return ExitCode.BAD_INPUT


# --- the commands -----------------------------------------------------------------------------------------


def init(args: argparse.Namespace) -> int:
    """Make the record of a clinic folder and take its coded patients in."""
    from facilitator.records.errors import AlreadyAStore
    from facilitator.records.places import Places

    clinic = clinic_of(args.clinic)
    if Places.of(args.clinic).exists:
        raise AlreadyAStore(args.clinic)
    user, name = _founder(args, clinic)
    passphrase = _new_passphrase(args, user)
    from facilitator.records.founding import found
    from facilitator.records.intake import take_in

    record, recovery_key = found(
        args.clinic, user, passphrase, name=name, fill=lambda record: take_in(record, clinic)
    )
    record.close()
    people = len(clinic.patients)
    if args.json:
        _print(json.dumps({"user": user, "recovery_key": recovery_key, "patients": people}))
    else:
        say(f"{user} can open {args.clinic} now; {people} people were taken in. The recovery key:")
        _print(recovery_key)
        say("It is shown this once. Write it on paper and lock it away, not beside this computer.")
    return ExitCode.DONE


def backup(args: argparse.Namespace) -> int:
    """Write a checked copy and print where it is."""
    with open_record(args) as record:
        from facilitator.records import backup as copying

        _allow(record, May.KEEP_RECORD, "back up the record")
        folder, manifest = copying.backup(record, args.to, _progress("checking the copy"))
    if args.json:
        about = {"folder": str(folder), "entries": manifest.entries, "head": manifest.head}
        _print(json.dumps(about | {"sha256": manifest.sha256}))
    else:
        _print(str(folder))
        say(f"{manifest.entries:,} entries, copied and checked. It opens with the same passphrases.")
    return ExitCode.DONE


def verify(args: argparse.Namespace) -> int:
    """Check a record or a backup. Exit code 1 when something does not hold."""
    with open_record(args, reading=True) as record:
        from facilitator.records import audit
        from facilitator.records.backup import MANIFEST, check, read_manifest

        _allow(record, May.SEE_TRAIL, "verify the record")
        copies = [(folder, read_manifest(folder)) for folder in args.against]
        if (args.clinic / MANIFEST).exists():
            copies.append((args.clinic, check(args.clinic)))
        for folder, manifest in copies:
            if manifest.store != record.store:
                raise Unusable(f"{folder} is a backup of another record.")
        known = [manifest.anchor for _, manifest in copies]
        report = audit.verify(record, _progress("checking"), known)
    _print(json.dumps(_as_json(report)) if args.json else _as_text(report))
    if not report.ok:
        say(_remedy(args.clinic, copy=(args.clinic / MANIFEST).exists()))
    return ExitCode.DONE if report.ok else ExitCode.FINDINGS


def restore(args: argparse.Namespace) -> int:
    """Make a backup the record of a clinic folder."""
    from facilitator.records.backup import check

    check(args.backup)
    user = _user(args, args.backup)
    passphrase = _passphrase(args, f"Passphrase of {user}, as it was then: ")
    from facilitator.records.restore import restore as put

    manifest, replaced = put(args.backup, args.clinic, user, passphrase, _progress("checking the backup"))
    if args.json:
        about = {"entries": manifest.entries, "made": manifest.made}
        _print(json.dumps(about | {"replaced": str(replaced) if replaced else None}))
    else:
        _print(str(args.clinic / "records"))
        say(f"Restored as of {manifest.made[:16].replace('T', ' ')} UTC: {manifest.entries:,} entries.")
        if replaced:
            say(f"What was there before is in {replaced}.")
    return ExitCode.DONE


def move(args: argparse.Namespace) -> int:
    """Make an empty database of a server the place of the record."""
    with open_record(args) as record:
        from facilitator.records import moving

        moved = moving.move(record, args.to, _progress("copying"))
    if args.json:
        _print(json.dumps(_as_json(moved.report) | {"before": str(moved.before)}))
    else:
        _print(moved.report.sentence)
        say(f"The record is on the server now, as {moved.named_in} says. The file is kept in {moved.before}.")
    return ExitCode.DONE


def _as_text(report: Report) -> str:
    return "\n".join([report.sentence, *(f"  {finding.at}: {finding.what}" for finding in report.findings)])


def _remedy(folder: Path, *, copy: bool) -> str:
    """What to do now that a record, or a copy of one, does not hold."""
    if copy:
        return "Do not restore this backup; verify an older one: openchair records verify BACKUP"
    return (
        "Leave the folder as it is and put the newest backup that holds in its place: "
        f"openchair records restore {folder} --from BACKUP"
    )


def _as_json(report: Report) -> dict[str, object]:
    return {
        "ok": report.ok,
        "entries": report.entries,
        "head": report.head,
        "signatures": report.signatures,
        "anchors": report.anchors,
        "findings": [{"entry": finding.seq, "message": finding.what} for finding in report.findings],
    }


# --- who and with what ------------------------------------------------------------------------------------


def clinic_of(folder: Path) -> Clinic:
    """The clinic's configuration; the record goes beside it. Raises BadInput with every problem."""
    from scheduler.files import load_clinic

    if folder.is_file():
        raise Unusable(f"the record needs a folder; put {folder.name} into one and name that.")
    clinic, problems = load_clinic(folder)
    if clinic is None:
        raise BadInput(problems)
    return clinic


def _founder(args: argparse.Namespace, clinic: Clinic) -> tuple[str, str]:
    """Id and name of the first user: as given, or the clinic's first therapist."""
    names = {therapist.id: therapist.name for therapist in clinic.therapists}
    user = args.user or next(iter(names), "")
    if not user or any(c.isspace() for c in user) or not user.isprintable():
        raise Unusable("say who you are with --user ID; an id is one word, such as t1.")
    if user not in names:
        say(f"openchair: note that {user} is no therapist of this clinic, so leads no groups in it.")
    return user, args.name or names.get(user, "")


def open_record(args: argparse.Namespace, *, reading: bool = False) -> Record:
    """The record, or the backup, of the folder that was named."""
    user = _user(args, args.clinic)
    passphrase = _passphrase(args, f"Passphrase of {user}: ")
    from facilitator.records.backup import MANIFEST
    from facilitator.records.errors import ReadOnly
    from facilitator.records.places import Places
    from facilitator.records.store import Record

    copy = reading and (args.clinic / MANIFEST).exists()  # a backup is never written to
    places = Places.of(args.clinic)
    readonly = copy or (reading and not (places.server or os.access(places.folder, os.W_OK)))
    try:
        record = Record.open(args.clinic, user, passphrase, readonly=readonly)
    except ReadOnly:
        raise ReadOnly(_OPEN_ELSEWHERE if readonly else "Nothing was done.") from None
    for warning in record.warnings:
        say(f"openchair: {warning}")
    return record


def _allow(record: Record, what: May, words: str) -> None:
    """Raises NotAllowed when nobody gave this right to who unlocked the record."""
    from facilitator.records.errors import NotAllowed

    if not may(record.roles, what):
        raise NotAllowed(words)


_OPEN_ELSEWHERE = (
    "It was not closed the last time, and its newest entries can only be read where a file can be added."
)


def _user(args: argparse.Namespace, folder: Path) -> str:
    """Who was named, or the first who can unlock the record in `folder`. Raises RecordError."""
    from facilitator.records.places import Places
    from facilitator.records.slots import read_keys

    keys = read_keys(Places.of(folder))
    return keys.slot(args.user or keys.users[0].user).user


def _new_passphrase(args: argparse.Namespace, user: str) -> str:
    from facilitator.records.passphrase import advice

    passphrase = _passphrase(args, "A new passphrase: ")
    found = advice(passphrase, user)
    if not found.ok:
        raise Unusable(f"that passphrase will not do: {found.words.removeprefix('■ ')}")
    if args.passphrase_fd is None and getpass.getpass("The same again: ") != passphrase:
        raise Unusable("the two passphrases differ; nothing was made.")
    return passphrase


def _passphrase(args: argparse.Namespace, prompt: str) -> str:
    """From the file descriptor that was named, or typed without echo."""
    if args.passphrase_fd is not None:
        return _from_descriptor(args.passphrase_fd)
    if not sys.stdin.isatty():
        raise Unusable("no terminal to ask for the passphrase; give it with --passphrase-fd N.")
    return getpass.getpass(prompt)


def _from_descriptor(number: int) -> str:
    try:
        with os.fdopen(number, encoding="utf-8", closefd=False) as source:
            passphrase = source.readline(LONGEST).rstrip("\r\n")
    except (OSError, ValueError, OverflowError):
        raise Unusable(f"file descriptor {number} cannot be read as a passphrase.") from None
    if not passphrase:
        raise Unusable(f"file descriptor {number} gave no passphrase.")
    return passphrase


def _progress(what: str) -> Callable[[int, int], None] | None:
    """A counting line on stderr, where somebody may be watching."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        end = "\n" if done >= total else ""
        sys.stderr.write(f"\r{what}: {done:,} of {total:,} entries{end}")
        sys.stderr.flush()

    return show


def _print(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
