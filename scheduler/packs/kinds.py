"""Every figure that a pack may hold: its name, unit, which way is stricter, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

Stricter = Literal["larger", "smaller", "true", "all"]
"""Which of two values binds more: of lists, all that any pack asks for."""
SCOPES = ("level", "band", "service")
"""What a figure may be limited to."""

SIGN_IN = (
    "date", "start", "end", "topic", "room", "count",
    "staff-printed", "staff-signature",
    "member-initials", "member-printed", "member-signature", "time-in", "time-out",
)  # fmt: skip
"""What a sign-in sheet may hold, in the order of the sheet."""
NOTE = (
    "date", "start", "end", "service", "topic", "goal", "intervention", "response", "progress", "needs",
    "risk", "leader", "signature", "count",
)  # fmt: skip
"""What a group note may have to hold, in the order of the note."""


@frozen
class Kind:
    """A figure by its name. `words` are the only values of a list; `most` bounds a number (at least 0)."""

    name: str
    unit: str
    stricter: Stricter
    about: str
    words: tuple[str, ...] = ()
    most: float = 10_000
    whole: bool = True


_ALL = (
    Kind("hours.min", "hours a week", "larger", "The floor of a week.", most=168, whole=False),
    Kind("hours.max", "hours a week", "smaller", "The ceiling of a week.", most=168, whole=False),
    Kind("days.min", "days a week", "larger", "Days with services, at least.", most=7),
    Kind("days.gap", "days", "smaller", "Most days without services between two days with.", most=31),
    Kind("day_hours.min", "hours a day", "larger", "A day with services has so much.", most=24, whole=False),
    Kind("day_hours.max", "hours a day", "smaller", "A day has no more.", most=24, whole=False),
    Kind("group.min", "members", "larger", "Members present in a group, at least."),
    Kind("group.max", "members", "smaller", "Members in a group, at most."),
    Kind("group.second_leader_above", "members", "smaller", "Above so many a second facilitator is there."),
    Kind("caseload.max", "patients", "smaller", "Patients of one primary therapist, at most."),
    Kind("note.business_days", "business days", "smaller", "From a service to its signed note."),
    Kind("note.calendar_days", "days", "smaller", "The same in calendar days."),
    Kind("note.crisis_hours", "hours", "smaller", "From a crisis service to its signed note."),
    Kind("note.contents", "", "all", "What a group note holds.", NOTE),
    Kind("plan.initial_days", "days", "smaller", "From admission to the first signed plan."),
    Kind("plan.review_days", "days", "smaller", "From a plan, or its review, to the next review."),
    Kind("certification.days", "days", "smaller", "From a certification to the next."),
    Kind("measure.days", "days", "smaller", "From a measure to the reminder of the next."),
    Kind("followup.days", "days", "smaller", "From discharge, or an absence, to the first contact."),
    Kind("retention.years", "years", "larger", "Records are kept so long after the last service.", most=200),
    Kind("retention.minor_age", "years of age", "larger", "A minor's records are kept until then.", most=200),
    Kind("signin.contents", "", "all", "What a sign-in sheet holds.", SIGN_IN),
    Kind("attendance.without_breaks", "", "true", "Minutes of a break are not attendance."),
    Kind("near_copy.threshold", "of 1", "smaller", "Notes as alike are pointed at.", most=1, whole=False),
    Kind("redisclosure.notice", "", "true", "A notice against redisclosure goes with every disclosure."),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
