"""One member's note: facts that are computed, and four fields that are written.

The fields are response, progress, goal and plan; DAP, SOAP, BIRP and GIRP are views of the same words.
A member's note names nobody else: others appear as a count only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from facilitator.events import NoteDrafted, NoteSigned
from facilitator.live.attendance import (
    Mark,
    attended,
    begun,
    count_attended,
    first_arrival,
    intervals,
    is_late,
    left_at,
    mark,
    minutes,
)
from facilitator.live.session import Member, SessionState

FORMATS = ("DAP", "SOAP", "BIRP", "GIRP")


@frozen
class Note:
    """The words of one member's note beside its facts; `shared` is the part that every note carries."""

    member: str
    facts: str
    shared: str = ""
    response: str = ""
    progress: str = ""
    goal: str = ""
    plan: str = ""

    @property
    def own_words(self) -> str:
        return " ".join(part for part in (self.response, self.progress) if part.strip())


def note(state: SessionState, member: str, names: Mapping[str, str] | None = None) -> Note:
    """The note of `member` as it stands: facts from the stamps, words from the latest draft, or as signed."""
    signed = state.signed.get(member)
    if signed:
        first = signed[0]
        return Note(member, first.facts, first.shared, first.response, first.progress, first.goal, first.plan)
    draft = state.drafts.get(member) or NoteDrafted("", member, "", "")
    return Note(
        member=member,
        facts=facts(state, member, names),
        shared=state.note.strip(),
        response=draft.response,
        progress=draft.progress,
        goal=draft.goal,
        plan=draft.plan,
    )


def unsigned(
    state: SessionState, member: str, signer: str, at: datetime, names: Mapping[str, str] | None = None
) -> NoteSigned:
    """The fact to be signed: everything that the signature will cover, the signature still empty."""
    assert state.opened is not None, "a note belongs to an opened session"
    words = note(state, member, names)
    return NoteSigned(
        note=f"{state.opened.session}.{member}",
        session=state.opened.session,
        member=member,
        facts=words.facts,
        shared=words.shared,
        response=words.response.strip(),
        progress=words.progress.strip(),
        goal=words.goal,
        plan=words.plan.strip(),
        signer=signer,
        meaning="author",
        at=at,
        signature="",
    )


# --- facts --------------------------------------------------------------------------------------------------


def facts(state: SessionState, member: str, names: Mapping[str, str] | None = None) -> str:
    """What the record knows of one member's session, a sentence to a line. `names`: of leaders, by id."""
    person = state.members[member]
    parts = [_when(state), _what(state), *_presence(state, person), _company(state), _led(state, names or {})]
    if attended(person):
        parts += [_check_in(person, "in"), _check_in(person, "out"), _seen(person)]
    return "\n".join(part for part in parts if part)


def _when(state: SessionState) -> str:
    assert state.opened is not None, "facts belong to an opened session"
    starts = state.opened.starts
    ended = state.ended
    began = (begun(state) or starts).astimezone(starts.tzinfo)
    opening = f"{day_in_words(starts)}, {began:%H:%M}"
    return f"{opening} to {ended.astimezone(starts.tzinfo):%H:%M}." if ended else f"{opening}."


def _what(state: SessionState) -> str:
    assert state.opened is not None
    service = state.opened.service.replace("-", " ")
    title = f": {state.opened.title}" if state.opened.title else ""
    return f"{state.opened.group_title} ({service}){title}."


def _presence(state: SessionState, person: Member) -> list[str]:
    if not attended(person):
        return [_absence(state, person)]
    counted = minutes(person, state, state.ended or person.stamps[-1].at)
    late = ", late" if is_late(person, state) else ""
    more = [f"Present {in_words(counted)}{_from_to(state, person)}{late}."]
    if person.corrected is not None:
        more.append(f"Minutes corrected: {person.corrected.reason.rstrip('.')}.")
    if mark(person, state) is Mark.LEFT:
        reason = person.stamps[-1].reason
        more.append(f"Left early{': ' + reason.rstrip('.') if reason else ''}.")
    return more


def _absence(state: SessionState, person: Member) -> str:
    found = mark(person, state)
    if found is Mark.EXCUSED:
        return f"Excused{': ' + person.reason.rstrip('.') if person.reason else ''}; 0 minutes."
    if found is Mark.NO_SHOW:
        return f"Did not attend{': ' + person.reason.rstrip('.') if person.reason else ''}; 0 minutes."
    return "Attendance was not marked; 0 minutes."


def _from_to(state: SessionState, person: Member) -> str:
    """` (18:02 to 18:40, 18:52 to 19:30)`, in the time zone of the session."""
    assert state.opened is not None
    zone = state.opened.starts.tzinfo
    until = left_at(person, state) or person.stamps[-1].at
    stretches = [
        f"{start.astimezone(zone):%H:%M} to {end.astimezone(zone):%H:%M}"
        for start, end in intervals(person, until)
    ]
    if not stretches and (first := first_arrival(person)):
        stretches = [f"{first.astimezone(zone):%H:%M}"]
    return f" ({', '.join(stretches)})"


def _company(state: SessionState) -> str:
    count = count_attended(state)
    return f"{count} member{'' if count == 1 else 's'} attended the group."


def _led(state: SessionState, names: Mapping[str, str]) -> str:
    assert state.opened is not None
    leaders = [names.get(leader, leader) for leader in state.opened.leaders]
    if not leaders:
        return ""
    first, *rest = leaders
    return f"Led by {first}{' with ' + ', '.join(rest) if rest else ''}."


def _check_in(person: Member, moment: str) -> str:
    found = [f"{scale} {value}" for (when, scale), value in person.ratings.items() if when == moment]
    if not found:
        return ""
    return f"Check-{moment}, 0 to 10 (not a validated measure): {', '.join(found)}."


def _seen(person: Member) -> str:
    return f"Seen in the group: {', '.join(person.tags)}." if person.tags else ""


def in_words(whole_minutes: int) -> str:
    """`1 minute`, `45 minutes`, `1 hour 26 minutes`."""
    hours, rest = divmod(whole_minutes, 60)
    parts = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in ((hours, "hour"), (rest, "minute")) if n]
    return " ".join(parts) or "0 minutes"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_in_words(moment: datetime) -> str:
    """`Wed 25 Nov 2026`, in English whatever the locale."""
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


# --- views --------------------------------------------------------------------------------------------------


def view(words: Note, style: str) -> tuple[tuple[str, str], ...]:
    """The same words under the headings of `style`: (heading, text), nothing left out, nothing twice."""
    goal = f"Goal: {words.goal}" if words.goal else ""
    group = _lines(words.facts, words.shared)
    sections = {
        "DAP": (
            ("Data", _lines(group, words.response)),
            ("Assessment", _lines(goal, words.progress)),
            ("Plan", words.plan),
        ),
        "SOAP": (
            ("Subjective", words.response),
            ("Objective", group),
            ("Assessment", _lines(goal, words.progress)),
            ("Plan", words.plan),
        ),
        "BIRP": (
            ("Behavior", words.facts),
            ("Intervention", words.shared),
            ("Response", _lines(words.response, words.progress)),
            ("Plan", _lines(goal, words.plan)),
        ),
        "GIRP": (
            ("Goal", words.goal),
            ("Intervention", group),
            ("Response", _lines(words.response, words.progress)),
            ("Plan", words.plan),
        ),
    }
    return sections[style]


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part.strip())
