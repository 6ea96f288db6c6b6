"""`openchair demo`: the sample clinic in a folder of its own, opened in the app, gone when it is left."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic
from curricula.library import shipped
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.sample.cast import OWNER, clinic
from facilitator.sample.history import Story, Written, tell
from facilitator.sample.passing import throw_away
from facilitator.sample.setting import Setting, premises
from facilitator.sample.template import template
from scheduler.files import dump_clinic

PASSPHRASE = "open chair"
"""Of everyone in the sample clinic; it protects nothing that is real."""
COST = Cost(time=1, memory=1024, lanes=1)
GREETING = (
    "A sample clinic, made for right now. Nobody in it exists, and it goes away when you leave. "
    f'Passphrase for signing and unlocking: "{PASSPHRASE}". A clinic of your own: openchair new DIR'
)


def open_demo(keep: Path | None = None) -> int:
    """Make the sample clinic in `keep` or in a throw-away folder, and run the app on it."""
    from facilitator.tui.start import forget_textual_settings, open_app

    forget_textual_settings()
    sys.stderr.write("Making a sample clinic for right now ...\n")
    if keep is not None:
        return open_app(keep, record=make(keep), greeting=_greeting_of(keep))
    try:
        with throw_away("openchair-demo-") as folder:
            return open_app(folder, record=make(folder), greeting=GREETING)
    finally:
        sys.stderr.write("The sample clinic is gone. A clinic of your own: openchair new DIR\n")


def _greeting_of(folder: Path) -> str:
    return f'The sample clinic stays in {folder}. Passphrase of everyone in it: "{PASSPHRASE}".'


def make(folder: Path, now: datetime | None = None) -> Record:
    """Write the sample clinic into `folder` (new or empty) and return its open record.

    Raises BadInput when something is in the folder already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what, hint = "something is here already; nothing was written", "name a folder that does not exist yet"
        raise BadInput([Diagnostic(str(folder), 1, 1, "F030", what, hint)])
    folder.mkdir(parents=True, exist_ok=True)
    cast, setting = clinic(), Setting.at(now or datetime.now(UTC))
    config = premises(cast, setting)
    (folder / "clinic.toml").write_text(dump_clinic(config), encoding="utf-8")
    names = {therapist.id: therapist.name for therapist in config.therapists}
    record, _ = Record.create(folder, OWNER, PASSPHRASE, name=names.pop(OWNER), cost=COST)
    for user, name in names.items():
        record.add_user(user, PASSPHRASE, name=name, cost=COST)
    signers = {user: record.signer(PASSPHRASE, user) for user in (OWNER, *names)}
    story = Story(
        template=template(),
        premises=config,
        seats=cast,
        setting=setting,
        modules=shipped(),
        sign=lambda note: signers[note.signer].signed(note),
    )
    written: list[Written] = tell(story)
    record.append_many(written)
    return record
