"""The way in: a clinic folder with its configuration, the door that is shown, the desk behind it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen
from textual.screen import Screen

from facilitator.desk import Desk
from facilitator.events import Admitted, patient_stream
from facilitator.tui.access import opening
from facilitator.tui.access.setup import SetUpScreen
from facilitator.tui.access.unlock import UnlockScreen
from scheduler.clinic import Clinic

if TYPE_CHECKING:
    from curricula.module import Module
    from facilitator.records.store import Record


@frozen
class Entrance:
    folder: Path
    config: Clinic
    modules: Mapping[str, Module] = field(factory=dict)

    def door(self) -> Screen[Record]:
        """Unlock, or set up where there is no record yet. Raises RecordError when there is a damaged one."""
        if opening.has_record(self.folder):
            return UnlockScreen(self.folder, self.config.name)
        staff = [(therapist.id, therapist.name) for therapist in self.config.therapists]
        return SetUpScreen(self.folder, self.config.name, staff, self._admit_coded)

    def desk(self, record: Record) -> Desk:
        return Desk(self.folder, self.config, record, modules=self.modules)

    def _admit_coded(self, record: Record) -> None:
        """Take in the people whom the clinic file names by code; from now on the record speaks for them."""
        for patient in self.config.patients:
            record.append(patient_stream(patient.id), Admitted(patient, initials=patient.id))
