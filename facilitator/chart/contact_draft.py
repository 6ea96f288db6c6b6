"""A contact as it is typed: fields of words in, a fact or every problem at once out."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from attrs import evolve, frozen

from facilitator.chart.contacts import COUNSELLING, MODES, OUTCOMES
from facilitator.events import ContactWritten, Relative
from scheduler.week import parse_clock

LONGEST = 24 * 60
AHEAD_MINUTES = 12 * 60
"""A contact may be prepared so long before it begins; what is later has not happened."""


@frozen
class Problem:
    """What is wrong with one field, in a sentence."""

    field: str
    message: str


@frozen
class ContactDraft:
    """Every field as words, in the order of the form."""

    service: str = "individual"
    day: str = ""
    start: str = ""
    minutes: str = ""
    mode: str = MODES[0]
    outcome: str = OUTCOMES[0]
    company: str = ""
    to: str = ""

    def typed(self, field: str, words: str) -> ContactDraft:
        return evolve(self, **{field: words})


def draft_of(fact: ContactWritten, zone: tzinfo) -> ContactDraft:
    begins = fact.starts.astimezone(zone)
    return ContactDraft(
        fact.service, f"{begins:%Y-%m-%d}", f"{begins:%H:%M}", str(fact.minutes), fact.mode, fact.outcome,
        "; ".join(f"{each.name} ({each.consent})" if each.consent else each.name for each in fact.company),
        fact.to,
    )  # fmt: skip


def read(
    draft: ContactDraft, known: ContactWritten, now: datetime, zone: tzinfo
) -> tuple[ContactWritten | None, tuple[Problem, ...]]:
    """`known` with what was typed, or everything that is wrong with it."""
    problems: list[Problem] = []
    service = "-".join(draft.service.casefold().split())
    if not service:
        problems.append(Problem("service", "What kind of contact was it?"))
    starts = _moment(draft, now, zone, problems)
    minutes = draft.minutes.strip()
    if not minutes.isdecimal() or not 0 <= int(minutes) <= LONGEST or (minutes == "0" and _kept(draft)):
        problems.append(Problem("minutes", "Whole minutes, such as 50."))
    mode = _one_of("mode", draft.mode, MODES, problems)
    outcome = _one_of("outcome", draft.outcome, OUTCOMES, problems)
    if problems or starts is None:
        return None, tuple(problems)
    return evolve(
        known, service=service, starts=starts, minutes=int(minutes), mode=mode, outcome=outcome,
        company=relatives(draft.company), to=" ".join(draft.to.split()),
        counselling=service == COUNSELLING,
    ), ()  # fmt: skip


def _kept(draft: ContactDraft) -> bool:
    return OUTCOMES[0].startswith(draft.outcome.strip().casefold() or OUTCOMES[0])


def _moment(draft: ContactDraft, now: datetime, zone: tzinfo, problems: list[Problem]) -> datetime | None:
    try:
        day = datetime.strptime(draft.day.strip(), "%Y-%m-%d")
    except ValueError:
        problems.append(Problem("day", f"A day such as {now:%Y-%m-%d}."))
        return None
    try:
        minute = parse_clock(re.sub(r"^(\d{1,2})(\d{2})$", r"\1:\2", draft.start.strip()))
    except ValueError:
        problems.append(Problem("start", "When it began, such as 10:00."))
        return None
    starts = day.replace(hour=minute // 60 % 24, minute=minute % 60, tzinfo=zone)
    if (starts - now).total_seconds() > AHEAD_MINUTES * 60:
        problems.append(Problem("day", "That is still to come; write it down when it has taken place."))
        return None
    return starts


def _one_of(field: str, words: str, choices: tuple[str, ...], problems: list[Problem]) -> str:
    """The choice that begins with what was typed."""
    wanted = words.strip().casefold()
    found = [choice for choice in choices if choice.startswith(wanted)] if wanted else []
    if not found:
        problems.append(Problem(field, f"One of: {', '.join(choices)}."))
        return ""
    return found[0]


def relatives(words: str) -> tuple[Relative, ...]:
    """`mother (consent of 2 Nov 2026); brother`: who came along, each with the consent that covers it."""
    found = []
    for part in filter(None, (each.strip() for each in words.split(";"))):
        match = re.fullmatch(r"(.*?)\s*\((.*)\)", part)
        found.append(Relative(match[1].strip(), match[2].strip()) if match else Relative(part))
    return tuple(found)
