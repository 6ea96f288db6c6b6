"""From a meeting on Today to the fact that opens its session."""

from __future__ import annotations

from facilitator.access.consents import consents
from facilitator.access.telehealth import standing
from facilitator.before.checks import Check, checks
from facilitator.desk import Desk
from facilitator.events import SessionOpened
from facilitator.live.opening import Plan, bare_plan, opening, process_plan, topic_plan
from facilitator.today import Meeting, title_of
from scheduler.clinic import Group
from scheduler.week import Week


def opened_now(
    desk: Desk, meeting: Meeting, topic: str | None = None, *, from_paper: bool = False
) -> SessionOpened | None:
    """The fact, with the chosen `topic` or the best suggestion; None outside the timetable."""
    if meeting.session is None or meeting.group is None:
        return None
    return opening(
        meeting.session,
        Week.of(meeting.starts.date()),
        desk.zone,
        meeting.group,
        plan_of(desk, meeting, topic),
        meeting.members,
        group_title=meeting.title,
        room=title_of(meeting.room) if meeting.room else None,
        breaks_count=not _without_breaks(desk, meeting.group),
        from_paper=from_paper,
    )


def _without_breaks(desk: Desk, group: Group) -> bool:
    figure = desk.rules.figure("attendance.without_breaks", band=group.band, service=group.service)
    return figure is not None and bool(figure.value)


def against(desk: Desk, meeting: Meeting) -> tuple[Check, ...]:
    """What speaks against starting it now."""
    remote = [who.member for who in meeting.members if who.remote]
    known = (consents(desk.about(member)) for member in remote)
    unasked = sum(standing(each, desk.today()) is None for each in known)
    return checks(meeting, desk.config, desk.rules, desk.user, unasked)


def plan_of(desk: Desk, meeting: Meeting, topic: str | None = None) -> Plan:
    """The module's session for a topic, the rounds of a process format, or a bare hour."""
    module = desk.modules.get(meeting.group.curriculum or "") if meeting.group else None
    minutes = int((meeting.ends - meeting.starts).total_seconds() // 60)
    if module is None:
        return bare_plan(meeting.title, minutes)
    if not module.sessions:
        return process_plan(module)
    wanted = topic or (meeting.topics[0].session if meeting.topics else "")
    chosen = next((s for s in module.sessions if s.id == wanted), module.sessions[0])
    return topic_plan(module, chosen)
