"""Taking a clinic's coded people into a new record, which is the truth about them from then on."""

from __future__ import annotations

from datetime import UTC, datetime

from facilitator.events import Admitted, patient_stream
from facilitator.records.store import Record
from scheduler.clinic import Clinic


def take_in(record: Record, clinic: Clinic) -> None:
    """Admit every patient that the clinic's files name, by code. One transaction, all or none."""
    now = datetime.now(UTC)
    facts = [Admitted(patient, initials=patient.id) for patient in clinic.patients]
    record.append_many((patient_stream(fact.patient.id), fact, now, record.who) for fact in facts)
