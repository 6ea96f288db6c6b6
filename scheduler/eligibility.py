"""Who may be with whom, whatever the hour: patients in groups, therapists with groups and patients."""

from __future__ import annotations

from scheduler.clinic import Appointment, Group, Patient, Therapist


def may_attend(patient: Patient, group: Group) -> bool:
    """Track, band, language and roster; whether the service is prescribed shows in the need."""
    if group.members is not None and patient.id not in group.members:
        return False
    return (
        (group.track is None or patient.track == group.track)
        and patient.band == group.band
        and (group.language is None or patient.language in (None, group.language))
    )


def may_lead(therapist: Therapist, group: Group) -> bool:
    """Credential, track and language."""
    return (
        group.service in therapist.services
        and (group.track is None or therapist.tracks is None or group.track in therapist.tracks)
        and (group.language is None or therapist.languages is None or group.language in therapist.languages)
    )


def may_give(therapist: Therapist, need: Appointment, patient: Patient) -> bool:
    """Credential, and the patient's track and language."""
    return (
        need.service in therapist.services
        and (patient.track is None or therapist.tracks is None or patient.track in therapist.tracks)
        and (
            patient.language is None or therapist.languages is None or patient.language in therapist.languages
        )
    )
