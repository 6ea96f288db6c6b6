"""Topics for one opened session, from the desk: who came, what each still needs, when each leaves."""

from __future__ import annotations

from attrs import evolve, frozen

from curricula.module import Module
from facilitator.desk import Desk
from facilitator.leading import staff_of
from facilitator.live.attendance import attended
from facilitator.live.opening import Plan, meeting_starts, session_id, topic_plan
from facilitator.live.state import SessionState
from facilitator.today import needs_of, recent_topics
from facilitator.topic_plan import still_mandated
from scheduler.clinic import Mandate
from scheduler.timetable import Session, Timetable
from scheduler.topics.suggestions import Suggestion, suggest
from scheduler.week import Week


@frozen
class TopicsOf:
    """Ranks the topics of a session's module for those who are in it."""

    desk: Desk
    module: Module
    meeting: Session
    timetable: Timetable

    def ranked(self, state: SessionState) -> tuple[Suggestion, ...]:
        """Every topic for those who came, the best first; walk-ins who are patients count too."""
        here = {member.id: attended(member) for member in state.members.values()}
        meeting = evolve(self.meeting, members=tuple(here))
        needs = needs_of(meeting, self.timetable, self.desk.people, self.module, self.desk.attendance)
        taken = tuple(evolve(need, here=here[need.member.id]) for need in needs)
        leaders = state.opened.leaders if state.opened else ()
        staff = staff_of(leaders, self.desk.config.therapists)
        day = self.timetable.week.moment(self.meeting.start).date()
        return suggest(self.module, taken, self._recent(state), staff=staff, due=self._due(), day=day)

    def _due(self) -> tuple[Mandate, ...]:
        groups = (group for group in self.desk.config.groups if group.id == self.meeting.group)
        return tuple(m for group in groups for m in still_mandated(group, self.module, self.desk.opened))

    def _recent(self, state: SessionState) -> tuple[str, ...]:
        mine = state.opened.session if state.opened else ""
        held = [session for session in self.desk.opened if session.session != mine]
        return tuple(recent_topics(held).get(self.meeting.group, ()))

    def plan(self, topic: str) -> Plan:
        found = self.module.session(topic)
        assert found is not None
        return topic_plan(self.module, found)


def topics_of(desk: Desk, session: str) -> TopicsOf | None:
    """None where the session is not of the timetable, or its group has no topics."""
    opened = desk.session(session).opened
    module = desk.modules.get(opened.module or "") if opened else None
    if opened is None or module is None or not module.sessions:
        return None
    week = Week.of(opened.starts.astimezone(desk.zone).date())
    timetable = desk.timetable(week)
    for meeting in timetable.sessions if timetable else ():
        starts = meeting_starts(meeting, week, desk.zone)
        if timetable and session_id(meeting.group, starts, meeting.room, meeting.leaders) == session:
            return TopicsOf(desk, module, meeting, timetable)
    return None
