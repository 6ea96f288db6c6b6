"""What somebody who missed a group could still come to this week. Nobody is moved for it."""

from __future__ import annotations

from facilitator.desk import Desk
from facilitator.events import SessionOpened
from facilitator.today import title_of
from scheduler.week import DAY, DAY_NAMES, Week, clock

MOST = 3


def makeups(desk: Desk, member: str, missed: SessionOpened) -> tuple[str, ...]:
    """Up to `MOST` sessions ahead with a seat, in words, the same group and service first.

    Takes some tenths of a second: for a thread beside the typing.
    """
    from scheduler.compliance.makeups import Makeups
    from scheduler.mend.happened import begin

    week = Week.of(missed.starts.astimezone(desk.zone).date())
    timetable, clinic = desk.timetable(week), desk.clinic(week)
    if timetable is None or member not in {patient.id for patient in clinic.patients}:
        return ()
    begins = missed.starts.astimezone(desk.zone)
    gone = [
        each for each in timetable.sessions
        if each.group == missed.group and desk.moment(week, each.start) == begins
    ]  # fmt: skip
    now = max(desk.now(), desk.moment(week, 0)).replace(tzinfo=None)
    found = Makeups(begin(clinic, timetable, now)).of(member, gone)
    most = {group.id: group.size.max for group in clinic.groups}
    return tuple(
        f"{DAY_NAMES[each.start // DAY][:3]} {clock(each.start % DAY)} {title_of(each.group)} "
        f"({len(each.members)} of {most[each.group]})"
        for each in (seat.session for seat in found[:MOST])
    )
