"""Admitting and changing people: what was typed becomes a fact, or every problem at once.

Pure. A draft holds words as a form has them; `read` makes a `Patient` and a profile of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from attrs import evolve, field, frozen

from curricula.diagnostics import did_you_mean
from curricula.text import clean
from facilitator.events import ConsentGiven
from facilitator.people import Census, Person
from scheduler.clinic import Clinic, Patient
from scheduler.week import Window

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_DATES = ("%Y-%m-%d", "%d %b %Y", "%d.%m.%Y", "%m/%d/%Y")


@frozen
class Draft:
    """A form's words, field by field; the windows are painted, not typed."""

    id: str = ""
    initials: str = ""
    name: str = ""
    level: str = ""
    track: str = ""
    language: str = ""
    band: str = "adult"
    therapist: str = ""
    prescriber: str = ""
    admitted: str = ""
    discharge: str = ""
    apart: str = ""
    goals: str = ""
    available: tuple[Window, ...] = ()
    prefers: tuple[Window, ...] = ()

    def typed(self, name: str, words: str) -> Draft:
        """The draft with other words in one field."""
        changed: dict[str, Any] = {name: words}
        return evolve(self, **changed)


@frozen
class Problem:
    """What is wrong with one field, in a sentence that says what to do."""

    field: str
    message: str


@frozen
class Admission:
    """A form that was understood."""

    patient: Patient
    initials: str
    name: str
    goals: tuple[str, ...]
    consents: tuple[ConsentGiven, ...] = ()  # signed on paper when the form was filled in


@frozen
class _Reading:
    """Collects problems while fields are read, so that all of them are said at once."""

    draft: Draft
    partly: bool = False  # what is empty may stay so
    problems: list[Problem] = field(factory=list)

    def say(self, field: str, message: str) -> None:
        self.problems.append(Problem(field, message))

    def words(self, field: str) -> str:
        return " ".join(clean(getattr(self.draft, field)).split())

    def known(self, field: str, names: Collection[str], what: str, *, needed: bool = False) -> str | None:
        """One of `names`, or None when empty and not needed."""
        given = self.words(field)
        if not given:
            if needed and not self.partly:
                self.say(field, f"Choose a {what}: {', '.join(names) or 'the clinic file names none yet'}.")
            return None
        if given in names:
            return given
        hint = did_you_mean(given, names) or f"the clinic has {', '.join(names) or 'none'}."
        self.say(field, f"There is no {what} '{given}'; {hint}")
        return None

    def date(self, field: str, *, needed: bool = False) -> date | None:
        given = self.words(field)
        if not given:
            if needed and not self.partly:
                self.say(field, "Give the first day, such as 2026-11-30.")
            return None
        for form in _DATES:
            try:
                return datetime.strptime(given, form).date()
            except ValueError:
                continue
        self.say(field, f"'{given}' is not a date; write it like 2026-11-30.")
        return None


def read(
    draft: Draft,
    config: Clinic,
    people: Census,
    *,
    person: Person | None = None,
    partly: bool = False,
) -> tuple[Admission | None, tuple[Problem, ...]]:
    """The admission that `draft` asks for, or None with every problem.

    `person` is who is changed or re-admitted; their id stays, and their own keys of the prescription too.
    `partly`: of a prospect, of whom not all is known yet; only what is wrong is a problem.
    """
    reading = _Reading(draft, partly)
    name = person.id if person else _new_id(reading, people)
    initials = reading.words("initials")
    if not initials:
        reading.say("initials", "Give initials, such as A.M.; screens show them in place of a name.")
    elif len(initials) > 12:
        reading.say("initials", "Initials are short: at most 12 characters.")
    patient = _patient(reading, name, config, people, person)
    goals = tuple(" ".join(goal.split()) for goal in clean(draft.goals).split(";") if goal.strip())
    made = Admission(patient, initials, reading.words("name"), goals)
    return (None if reading.problems else made), tuple(reading.problems)


def sketch(draft: Draft, config: Clinic, people: Census, person: Person | None = None) -> Patient:
    """The demand as far as a form says it by now; what is wrong or missing is left empty."""
    name = person.id if person else draft.id
    return _patient(_Reading(draft), name, config, people, person)


def _patient(reading: _Reading, name: str, config: Clinic, people: Census, person: Person | None) -> Patient:
    """The demand; where a field is wrong, something stands in that is never used."""
    therapists = [therapist.id for therapist in config.therapists]
    tracks = sorted({group.track for group in config.groups if group.track})
    languages = sorted({group.language for group in config.groups if group.language})
    bands = sorted({"adult", "adolescent", *(group.band for group in config.groups)})
    base = person.profiles[-1].demand if person else Patient("", "", ())
    first, last = _stay(reading, person)
    return evolve(
        base,
        id=name,
        level=reading.known("level", [level.id for level in config.levels], "level", needed=True) or "",
        track=reading.known("track", tracks, "track"),
        language=reading.words("language") or None if not languages else _language(reading, languages),
        band=reading.known("band", bands, "age band", needed=True) or "adult",
        therapist=reading.known("therapist", therapists, "therapist"),
        prescriber=reading.known("prescriber", therapists, "prescriber"),
        apart=_apart(reading, people, person),
        available=_available(reading),
        prefers=reading.draft.prefers,
        admitted=first,
        discharge=last,
    )


def _language(reading: _Reading, languages: list[str]) -> str | None:
    return reading.known("language", languages, "language of a group")


def _new_id(reading: _Reading, people: Census) -> str:
    given = reading.words("id")
    if not given:
        reading.say("id", f"Give an id that is not a name, such as {next_id(people)}.")
    elif not _ID.fullmatch(given):
        reading.say("id", "An id is one word of letters, digits, - and ., such as P-101.")
    elif given in people:
        who = people[given].initials
        reading.say("id", f"{given} is {who} already; re-admit them instead, or take {next_id(people)}.")
    return given


def _available(reading: _Reading) -> tuple[Window, ...]:
    if not reading.draft.available and not reading.partly:
        reading.say("available", "Paint when the person can come: tab to the week, (shift+)arrows, space.")
    return reading.draft.available


def _stay(reading: _Reading, person: Person | None) -> tuple[date | None, date | None]:
    first, last = reading.date("admitted", needed=True), reading.date("discharge")
    if first and last and last < first:
        reading.say("discharge", f"The last day {last} lies before the first day {first}.")
    earlier = [stay for stay in (person.stays if person else ()) if stay.discharged and stay.last]
    if first and any(stay.last and first <= stay.last for stay in earlier if stay.first != first):
        reading.say("admitted", f"The earlier stay lasted until {earlier[-1].last}; begin after it.")
    return first, last


def _apart(reading: _Reading, people: Census, person: Person | None) -> frozenset[str]:
    """Ids of people who are never in one group with this person; initials are understood when unique."""
    found = set()
    for word in re.split(r"[,\s]+", reading.words("apart")):
        if not word:
            continue
        same = [other.id for other in people.values() if word in (other.id, other.initials)]
        if len(same) > 1:
            reading.say("apart", f"'{word}' could be {', '.join(same)}; give the id.")
        elif not same:
            hint = did_you_mean(word, list(people)) or "give ids or initials, separated by spaces."
            reading.say("apart", f"Nobody here is '{word}'; {hint}")
        elif person and same[0] == person.id:
            reading.say("apart", "Nobody can be kept apart from themselves.")
        else:
            found.add(same[0])
    return frozenset(found)


def next_id(people: Iterable[str]) -> str:
    """The id after the highest one of the form `P-123`, or `P-001`."""
    numbers = [int(match[2]) for name in people if (match := re.fullmatch(r"(P-)(\d+)", name))]
    return f"P-{max(numbers, default=0) + 1:03d}"


def draft_of(person: Person, day: date, *, again: bool = False) -> Draft:
    """What a form shows about `person` as of `day`; `again` leaves the days of the stay for a new one."""
    profile = person.profile(day)
    demand = person.demand(day)
    return Draft(
        id=person.id,
        initials=profile.initials,
        name=profile.name,
        level=demand.level,
        track=demand.track or "",
        language=demand.language or "",
        band=demand.band,
        therapist=demand.therapist or "",
        prescriber=demand.prescriber or "",
        admitted=str(day) if again else str(demand.admitted or ""),
        discharge="" if again else str(demand.discharge or ""),
        apart=" ".join(sorted(demand.apart)),
        goals="; ".join(profile.goals),
        available=demand.available,
        prefers=demand.prefers,
    )
