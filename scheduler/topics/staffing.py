"""Who leads, and which sessions that leaves out: too few facilitators, or none with the credential."""

from __future__ import annotations

from attrs import frozen

from curricula.module import Session
from scheduler.topics.course import Course


@frozen
class Staff:
    """Those who lead in one room. None: nothing is known, and nothing is left out for it."""

    leaders: int | None = None
    credentials: frozenset[str] | None = None  # what they have between them


def lacking(session: Session, course: Course, staff: Staff) -> str:
    """`needs two facilitators`, `needs a facilitator credentialed for trauma`; empty where it can be led."""
    if staff.leaders == 1 and session.co_facilitator == "required":
        return "needs two facilitators"
    missing = sorted(course.credentials[session.id] - (staff.credentials or frozenset()))
    if staff.credentials is None or not missing:
        return ""
    return f"needs a facilitator credentialed for {' and '.join(missing)}"


def unled(course: Course, staff: Staff) -> frozenset[str]:
    """Sessions that cannot be led, and those that begin a row in which one cannot."""
    alone = {name for name, session in course.sessions.items() if lacking(session, course, staff)}
    rows = {head for head, row in course.runs.items() if any(session.id in alone for session in row)}
    return frozenset(alone | rows)
