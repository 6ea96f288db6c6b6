"""From a clinic folder to the running app, and back to an exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from curricula.diagnostics import BadInput, ExitCode
from facilitator.records.errors import RecordError
from facilitator.records.privacy import keep_private
from scheduler.clinic import Clinic
from scheduler.files import load_clinic

if TYPE_CHECKING:
    from facilitator.records.store import Record
    from facilitator.tui.app import Openchair

FAULT = 70


def forget_textual_settings() -> None:
    """Call before Textual is imported: with TEXTUAL_LOG it writes every key to a file, passphrases too."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]


def configuration(folder: Path) -> Clinic:
    """The clinic of `folder`. Raises BadInput with every problem."""
    clinic, problems = load_clinic(folder)
    if clinic is None:
        raise BadInput(problems)
    return clinic


def open_app(
    folder: Path, *, record: Record | None = None, greeting: str = "", idle_minutes: float = 10
) -> int:
    """Run the app on a clinic folder; unlock first unless `record` is open already. Returns the exit code."""
    forget_textual_settings()
    keep_private()
    config = configuration(folder)
    from facilitator.tui.app import Openchair
    from facilitator.tui.entrance import Entrance
    from facilitator.tui.idle import Idle

    entrance = Entrance(folder, config)
    try:
        entrance.check()
        desk = entrance.desk(record) if record else None
        if desk is not None:
            desk.sample = bool(greeting)
    except RecordError as trouble:
        sys.stderr.write(f"openchair: {trouble}\n")
        return ExitCode.BAD_INPUT
    return run(Openchair(entrance, desk=desk, idle=Idle(idle_minutes * 60), greeting=greeting))


def run(app: Openchair) -> int:
    """Run the app in this terminal; whatever happens, the record is closed."""
    try:
        app.run()
    finally:
        said = app.close_record()
    if said:
        sys.stderr.write(f"openchair: {said}\n")
    if app.fault:
        sys.stderr.write(f"openchair stopped: {app.fault}. What was shown as saved is saved.\n")
        return FAULT
    return ExitCode.DONE
