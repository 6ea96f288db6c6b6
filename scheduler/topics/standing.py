"""Where each person stands: the chance that each topic they need is still lacking, as sessions go by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import define, field

from curricula.module import Session
from scheduler.topics.course import Course
from scheduler.topics.request import Member


@define
class Standing:
    """One person. `missing` holds 0 to 1 for each topic they need, also those needed to get at others."""

    member: Member
    missing: dict[str, float]
    share: float = field(default=0.0)  # what one required topic is of all that are required

    @classmethod
    def of(cls, member: Member, course: Course) -> Standing:
        wanted = course.closure(member.required) if course.builds_on else member.required
        missing = {t: 1.0 for t in course.topics if t in wanted and t not in member.covered}
        return cls(member, missing, 1 / len(member.required) if member.required else 0.0)

    def copy(self) -> Standing:
        return Standing(self.member, dict(self.missing), self.share)

    def has(self, topic: str) -> float:
        """The chance that they have had `topic`."""
        if topic in self.missing:
            return 1 - self.missing[topic]
        return 1.0 if topic in self.member.covered else 0.0

    @property
    def coverage(self) -> float:
        """The share of the required topics that they can be expected to have had."""
        required = self.member.required
        if not required:
            return 1.0
        lacking = sum(self.missing.get(t, 0.0) for t in required)
        elsewhere = sum(1 for t in required if t not in self.missing and t not in self.member.covered)
        return 1 - (lacking + elsewhere) * self.share

    @property
    def is_done(self) -> bool:
        return not any(self.missing.values())

    def ready(self, session: Session, course: Course, left: int) -> float:
        """The chance that the session is of use to them: what it builds on is there, and its place is right.

        `left`: sessions they can still come to after this one.
        """
        chance = 1.0
        for topic in session.requires:
            chance *= self.has(topic)
        if session.after_core and self._core_had(course) < session.after_core - 0.5:
            return 0.0
        if session.order == "last" and left and self._needs_others(session):
            return 0.0
        return chance

    def _core_had(self, course: Course) -> float:
        had = 0.0
        for session in course.core_sessions():
            chance = 1.0
            for topic in session.teaches:
                chance *= self.has(topic)
            had += chance
        return had

    def _needs_others(self, session: Session) -> bool:
        return any(chance > 0.5 and topic not in session.teaches for topic, chance in self.missing.items())

    def attend(self, session: Session, chance: float) -> None:
        """They are there with this chance, and it is of use to them."""
        if chance:
            for topic in session.teaches:
                if topic in self.missing:
                    self.missing[topic] *= 1 - chance


def mean_coverage(standings: Sequence[Standing]) -> float:
    """The mean over people; 1 where nobody is."""
    return sum(s.coverage for s in standings) / len(standings) if standings else 1.0


def worst_coverage(standings: Iterable[Standing]) -> float:
    return min((s.coverage for s in standings), default=1.0)
