"""A group keyed in from its paper run-sheet, in the order of the sheet. Pure.

One line a member: a mark, then a number a scale, and on to the next member. Whatever is known only at the end
becomes facts in one piece: service times from the paper, the writing time from the record's own entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, field, frozen

from facilitator.events import (
    Arrived,
    Excused,
    Expected,
    Fact,
    GuestCame,
    JoinedRemotely,
    Left,
    Located,
    NoShow,
    Rated,
    SessionEnded,
    SessionOpened,
    SharedNote,
    Tagged,
    WalkedIn,
)

TAGS = {"s": "shared", "q": "quiet", "u": "supportive", "d": "distressed", "c": "challenged"}
REASONS = {"w": "work", "f": "family", "r": "ride", "i": "ill", "d": "distressed", "b": "break"}
DAY = timedelta(days=1)


@frozen
class Line:
    """What the paper says about one member; `mark` is "", present, excused or no-show."""

    mark: str = ""
    came: datetime | None = None
    left: datetime | None = None
    reason: str = ""
    answers: Mapping[str, int] = field(factory=dict)
    tags: tuple[str, ...] = ()
    remote: bool | None = None  # joined from elsewhere, where that is not as it was planned
    place: tuple[str, str] | None = None  # where they were then, and whom to call there


@frozen
class Paper:
    """The sheet as far as it was keyed in. `awaits` says what the next keys mean."""

    opened: SessionOpened
    began: datetime
    ended: datetime
    lines: Mapping[str, Line] = field(factory=dict)
    at: int = 0  # the member the keys are about
    awaits: str = ""  # "" | in | out | began | ended: four digits; why: a reason; else a scale
    typed: str = ""
    walked: tuple[Expected, ...] = ()  # who came and was not on the roster
    guests: tuple[tuple[str, str | None], ...] = ()  # role, and whose guest

    @property
    def roster(self) -> tuple[Expected, ...]:
        return (*self.opened.roster, *self.walked)

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(who.member for who in self.roster)

    @property
    def member(self) -> str:
        return self.members[self.at]

    @property
    def scales(self) -> tuple[str, ...]:
        return tuple(scale for scale in self.opened.scales if scale != "safety")

    def remote(self, member: str) -> bool:
        planned = next(who.remote for who in self.roster if who.member == member)
        said = self.line(member).remote
        return planned if said is None else said

    @property
    def placed(self) -> str:
        """Whose place the keys ask for: the member the keys are about, if they came from elsewhere."""
        came = self.line(self.member).mark == "present"
        return self.member if came and self.remote(self.member) else ""

    @property
    def unmarked(self) -> int:
        return sum(self.line(member).mark == "" for member in self.members)

    def line(self, member: str) -> Line:
        return self.lines.get(member, Line())


def blank(opened: SessionOpened) -> Paper:
    return Paper(opened, opened.starts, opened.starts + timedelta(minutes=opened.minutes))


def joined(paper: Paper, who: Expected) -> Paper:
    """Somebody who was not on the roster came; the keys are about them now."""
    if who.member in paper.members:
        return evolve(paper, at=paper.members.index(who.member))
    return evolve(paper, walked=(*paper.walked, who), at=len(paper.members), awaits="", typed="")


def was_at(paper: Paper, member: str, where: str, call: str) -> Paper:
    """Where somebody who came from elsewhere was, as the sheet says."""
    return evolve(paper, lines={**paper.lines, member: evolve(paper.line(member), place=(where, call))})


def sat_in(paper: Paper, role: str, of: str | None) -> Paper:
    """A guest: counted apart, without a note."""
    return evolve(paper, guests=(*paper.guests, (role, of)))


def press(paper: Paper, key: str) -> Paper | None:
    """The sheet after one key; None for a key that means nothing here."""
    if paper.awaits in ("in", "out", "began", "ended"):
        return _time(paper, key)
    if paper.awaits == "why":
        return (
            _set(evolve(paper, awaits=""), reason=REASONS.get(key, ""))
            if key in (*REASONS, "enter")
            else None
        )
    if paper.awaits and (key in (*"0123456789t-", "backspace")):
        return _answer(paper, key)
    return _mark(paper, key) or _move(paper, key)


def _mark(paper: Paper, key: str) -> Paper | None:
    line = paper.line(paper.member)
    if key in ("p", "l"):
        first = paper.scales[0] if paper.scales else ""
        marked = _set(paper, mark="present", came=line.came or paper.began)
        return evolve(marked, awaits="in" if key == "l" else first, typed="")
    if key in ("e", "n"):
        gone = Line(mark="excused" if key == "e" else "no-show")
        return _next(evolve(paper, lines={**paper.lines, paper.member: gone}))
    if key == "o" and line.mark == "present":
        return evolve(paper, awaits="out", typed="")
    if key == "v" and line.mark == "present":
        return _set(paper, remote=not paper.remote(paper.member))
    if key in TAGS and line.mark == "present":
        tag = TAGS[key]
        others = tuple(each for each in line.tags if each != tag)
        return _set(paper, tags=others if tag in line.tags else (*others, tag))
    return None


def _move(paper: Paper, key: str) -> Paper | None:
    if key in ("down", "enter", "up", "j", "k"):
        by = -1 if key in ("up", "k") else 1
        return evolve(paper, at=max(0, min(paper.at + by, len(paper.members) - 1)), awaits="", typed="")
    if key in ("b", "f"):
        return evolve(paper, awaits="began" if key == "b" else "ended", typed="")
    return None


def _set(paper: Paper, **changes: Any) -> Paper:
    line = evolve(paper.line(paper.member), **changes)
    return evolve(paper, lines={**paper.lines, paper.member: line})


def _next(paper: Paper) -> Paper:
    return evolve(paper, at=min(paper.at + 1, len(paper.members) - 1), awaits="", typed="")


def _answer(paper: Paper, key: str) -> Paper:
    """A number for the awaited scale, `t` for ten, `-` to pass; after the last one the next member."""
    scales = paper.scales
    place = scales.index(paper.awaits)
    if key == "backspace":
        return evolve(paper, awaits=scales[max(0, place - 1)])
    if key != "-":
        answers = {**paper.line(paper.member).answers, paper.awaits: 10 if key == "t" else int(key)}
        paper = _set(paper, answers=answers)
    return evolve(paper, awaits=scales[place + 1]) if place + 1 < len(scales) else _next(paper)


def _time(paper: Paper, key: str) -> Paper | None:
    """Four digits make a time near the start; what is none is forgotten. Enter keeps what stands."""
    if key in ("enter", "escape"):
        return _after_time(paper)
    if key == "backspace":
        return evolve(paper, typed=paper.typed[:-1])
    if key not in tuple("0123456789"):
        return None
    typed = paper.typed + key
    if len(typed) < 4:
        return evolve(paper, typed=typed)
    return _typed(evolve(paper, typed=""), typed)


def _typed(paper: Paper, typed: str) -> Paper:
    """The sheet with the time of four digits where it was awaited."""
    if typed > "2359" or typed[2:] > "59":
        return paper
    moment = paper.opened.starts.replace(hour=int(typed[:2]), minute=int(typed[2:]), second=0, microsecond=0)
    if moment < paper.opened.starts - DAY / 2:
        moment += DAY
    if paper.awaits == "began":
        return evolve(paper, began=moment, awaits="")
    if paper.awaits == "ended":
        return evolve(paper, ended=moment, awaits="")
    return _after_time(_set(paper, **{"came" if paper.awaits == "in" else "left": moment}))


def _after_time(paper: Paper) -> Paper:
    after = {"in": paper.scales[0] if paper.scales else "", "out": "why"}
    return evolve(paper, typed="", awaits=after.get(paper.awaits, ""))


def problems(paper: Paper, now: datetime) -> tuple[str, ...]:
    """What has to be mended before it can be stored, in sentences."""
    found = []
    if paper.ended <= paper.began:
        found.append("it ended before it began (b, f)")
    if paper.ended > now:
        found.append("it has not ended yet")
    names = {who.member: who.initials for who in paper.roster}
    for member, line in paper.lines.items():
        if line.came and not paper.began - DAY / 24 <= line.came < paper.ended:
            found.append(f"{names[member]} came in {line.came:%H:%M}, outside the group's time")
        if line.came and line.left and not line.came < line.left <= paper.ended:
            found.append(f"{names[member]} went out {line.left:%H:%M}, outside their time in the group")
    return tuple(found)


def facts(paper: Paper, note: str = "") -> tuple[Fact, ...]:
    """The whole group: opening, marks, answers, tags, the note, the end. Who has no mark did not come."""
    found: list[Fact] = [evolve(paper.opened, from_paper=True)]
    found += [WalkedIn(who) for who in paper.walked]
    found += [
        GuestCame(f"guest-{number}", role, paper.began, of)
        for number, (role, of) in enumerate(paper.guests, 1)
    ]
    for member in paper.members:
        found += _member(member, paper.line(member))
    found += [SharedNote(note)] if note.strip() else []
    return (*found, SessionEnded(paper.ended))


def _member(member: str, line: Line) -> list[Fact]:
    if line.mark == "excused":
        return [Excused(member)]
    if line.mark != "present" or line.came is None:
        return [NoShow(member)]
    found: list[Fact] = [JoinedRemotely(member, line.remote)] if line.remote is not None else []
    found.append(Arrived(member, line.came))
    found += [Located(member, *line.place, line.came)] if line.place else []
    found += [Rated(member, scale, value) for scale, value in line.answers.items()]
    found += [Tagged(member, tag) for tag in line.tags]
    return [*found, Left(member, line.left, line.reason)] if line.left else found
