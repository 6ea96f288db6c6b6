"""What to run now, for those who came: the same worth as ahead, with attendance taken."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.topics.choices import Ran, choices
from scheduler.topics.standing import Standing
from scheduler.topics.steering import Room, best_rooms
from scheduler.topics.window import Group
from scheduler.topics.worth import COMPANY, IN_ROOM, gains, met_later, popularity, pulls


def best_now(
    group: Group,
    standings: Sequence[Standing],
    here: Sequence[bool],
    left: Sequence[int],
    before: Sequence[Ran] = (),
    fixed: Sequence[str | None] = (None,),
) -> tuple[Room, ...]:
    """The sessions to run and who goes where. `left`: how many each can still come to after this one."""
    worth, against = worth_now(group, standings, here, left, rooms=len(fixed))
    open_ = choices(group.course, standings, before, (), fixed, group.no_repeat)
    chances = [float(present) for present in here]
    return best_rooms(worth, chances, len(fixed), group.size, against, open_)


def worth_now(
    group: Group, standings: Sequence[Standing], here: Sequence[bool], left: Sequence[int], rooms: int = 1
) -> tuple[list[dict[str, float]], dict[str, float]]:
    """What each session is worth to each person, and what speaks against it for those who are absent.

    The more rooms run, the sooner a topic comes up again for whoever missed it.
    """
    course = group.course
    shares = popularity(standings, course, group.newcomers)
    later = met_later(shares, standings, left, IN_ROOM)
    worth = gains(standings, pulls(standings, later, course), left, course)
    against: dict[str, float] = {}
    for mine, present, sessions in zip(worth, here, left, strict=True):
        if not present and sessions:
            for name, value in mine.items():
                against[name] = against.get(name, 0.0) + COMPANY / rooms * value
    return worth, against
