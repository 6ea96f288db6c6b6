"""The way in: a clinic folder with its configuration, the door that is shown, the desk behind it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen
from textual.screen import Screen

from facilitator.tui.access import opening
from facilitator.tui.access.setup import SetUpScreen
from facilitator.tui.access.unlock import UnlockScreen
from scheduler.clinic import Clinic

if TYPE_CHECKING:
    from facilitator.desk import Desk
    from facilitator.records.store import Record


@frozen
class Entrance:
    """`folder` holds the clinic's files, and the record below them."""

    folder: Path
    config: Clinic

    def check(self) -> None:
        """Raises RecordError when there is a record that nobody could unlock."""
        if opening.has_record(self.folder):
            opening.users(self.folder)

    def door(self) -> Screen[Record]:
        """Unlock, or set up where there is no record yet. Raises RecordError when there is a damaged one."""
        if opening.has_record(self.folder):
            return UnlockScreen(self.folder, self.config.name)
        staff = [(therapist.id, therapist.name) for therapist in self.config.therapists]
        return SetUpScreen(self.folder, self.config.name, staff, self._admit_coded)

    def desk(self, record: Record) -> Desk:
        """What stands behind the door, with the clinic's own modules and those that ship."""
        from facilitator.desk import Desk
        from facilitator.shelf import shelf

        return Desk(self.folder, self.config, record, modules=shelf(self.folder).modules)

    def load_ahead(self) -> None:
        """Import what opening and the desk need; called while somebody is still typing."""
        opening.warm_up()
        for module in ("facilitator.desk", "facilitator.shelf"):
            import_module(module)

    def _admit_coded(self, record: Record) -> None:
        """Take in the people whom the clinic file names by code; from now on the record speaks for them."""
        from facilitator.events import Admitted, patient_stream

        for patient in self.config.patients:
            record.append(patient_stream(patient.id), Admitted(patient, initials=patient.id))
