"""Measures in a packet and an export: scores, what a missing answer and a safety item mean, and a plot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta, tzinfo
from html import escape
from itertools import pairwise

from facilitator.access.consents import Part, spoken
from facilitator.chart.measures import ANSWERS, MEASURES, Measure, Score, course, plot, scored
from facilitator.events import Entry, FlagAnswered, FlagRaised, MeasureTaken
from facilitator.packet.shape import Disagreement, Plot, Section, Table
from facilitator.people import Person
from scheduler.packs.rules import Rules

TITLE = "Measures"
GRACE = timedelta(days=7)
"""The packs' rhythm is a reminder; a questionnaire of the next week still follows it."""


def in_period(
    taken: Iterable[MeasureTaken], first: date, last: date, zone: tzinfo
) -> tuple[MeasureTaken, ...]:
    found = (each for each in taken if first <= each.at.astimezone(zone).date() <= last)
    return tuple(sorted(found, key=lambda each: each.at))


# --- what does not agree ------------------------------------------------------------------------------------


def unanswered(
    taken: Iterable[MeasureTaken], entries: Iterable[Entry], zone: tzinfo
) -> Iterator[Disagreement]:
    """Answers that ask for a safety review, held against the reviews of the person's stream."""
    facts = [entry.fact for entry in entries]
    raised = [fact for fact in facts if isinstance(fact, FlagRaised)]
    told = [fact for fact in facts if isinstance(fact, FlagAnswered)]
    for each in taken:
        if not scored(each).safety:
            continue
        day, measure = each.at.astimezone(zone).date(), MEASURES[each.measure]
        item = f"item {(measure.safety or 0) + 1} was answered above 0"
        if not any(fact.at >= each.at for fact in raised):
            yield Disagreement(day, measure.title, f"{item}, and no safety review was begun.", Part.MEASURES)
        elif not any(fact.at >= each.at for fact in told):
            what = f"{item}, and nobody wrote down who was told and what was decided."
            yield Disagreement(day, measure.title, what, Part.MEASURES)


def overdue(
    taken: Iterable[MeasureTaken], person: Person, rules: Rules, first: date, last: date, zone: tzinfo
) -> Iterator[Disagreement]:
    """Measures that fell due in the period by the packs' rhythm, and were not taken within a week of it."""
    known = sorted((each.measure, each.at.astimezone(zone).date()) for each in taken)
    for stay in person.stays:
        demand = person.profile(stay.first).demand
        every = rules.figure("measure.days", level=demand.level, band=demand.band)
        until = min(last, stay.last or last)
        for measure in MEASURES.values() if every else ():
            due = stay.first
            days = [day for name, day in known if name == measure.id and stay.first <= day <= until]
            for day in (*days, None):
                if (day or until) - due > GRACE and first <= due <= last:
                    what = (
                        f"it was due, and taken on {spoken(day)}." if day else "it was due and is not taken."
                    )
                    yield Disagreement(due, measure.title, what, Part.MEASURES)
                due = (day or due) + timedelta(days=int(every.number)) if every else due


# --- on the page --------------------------------------------------------------------------------------------


def section(taken: Sequence[MeasureTaken], zone: tzinfo) -> Section:
    if not taken:
        return Section(TITLE, ("None was taken in this period.",))
    head = ("Day", "Measure", "Score", "Not answered", "Safety item")
    rows = tuple(_row(each, zone) for each in taken)
    return Section(TITLE, (ABOUT,), Table(head, rows), tuple(plots(taken, zone)))


ABOUT = "With an answer missing a questionnaire is incomplete: it has no score, and nothing counts as 0."


def _row(each: MeasureTaken, zone: tzinfo) -> tuple[str, ...]:
    found, measure = scored(each), MEASURES[each.measure]
    missing = [str(n) for n, answer in enumerate(each.answers, 1) if answer is None]
    missing += [str(n) for n in range(len(each.answers) + 1, len(measure.items) + 1)]
    day = each.at.astimezone(zone).date()
    return f"{day:%a} {spoken(day)}", measure.title, found.words, ", ".join(missing), safety(each)


def safety(each: MeasureTaken) -> str:
    """What the item about dying was answered; empty for a measure that has none."""
    at = MEASURES[each.measure].safety
    if at is None:
        return ""
    answer = each.answers[at] if at < len(each.answers) else None
    if answer is None:
        return f"item {at + 1}: not answered"
    review = "; a safety review is needed" if answer else ""
    return f"item {at + 1}: {answer}, {ANSWERS[answer].lower()}{review}"


def plots(taken: Sequence[MeasureTaken], zone: tzinfo) -> Iterator[Plot]:
    """One a measure that was taken."""
    for measure in MEASURES.values():
        points = course(taken, measure.id, zone)
        if points:
            yield Plot(measure.title, svg(measure, points), tuple(map(str.rstrip, plot(measure, points))))


# --- the picture --------------------------------------------------------------------------------------------

WIDE, HIGH, LEFT, TOP, BELOW = 640, 180, 150, 16, 30
"""Of the picture and of its margins, in points."""


def svg(measure: Measure, points: Sequence[tuple[date, Score]]) -> str:
    """Scores over their days, with the cuts as lines; an incomplete one is a `?` on the bottom line."""
    days = [day for day, _ in points]
    span = max(1, (days[-1] - days[0]).days)
    base = HIGH - BELOW
    at = [(LEFT + 20 + (WIDE - LEFT - 40) * (day - days[0]).days / span, found) for day, found in points]

    def height(score: int) -> float:
        return base - (base - TOP) * score / measure.most

    parts = [_cut(least, words, height(least)) for least, words in measure.cuts]
    scores = [(x, found.total) for x, found in at if found.total is not None]
    parts += [
        f'<line x1="{a:.1f}" y1="{height(one):.1f}" x2="{b:.1f}" y2="{height(two):.1f}" stroke="#333"/>'
        for (a, one), (b, two) in pairwise(scores)
    ]
    for x, found in at:
        parts += _point(x, found, base if found.total is None else height(found.total))
    parts.append(_words(at[0][0], HIGH - 8, spoken(days[0]), "start"))
    if days[-1] != days[0]:
        parts.append(_words(at[-1][0], HIGH - 8, spoken(days[-1]), "end"))
    label = escape(f"{measure.title}: {', '.join(f'{spoken(day)} {each.words}' for day, each in points)}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}" '
        f'role="img" aria-label="{label}" font-family="sans-serif" font-size="11">{"".join(parts)}</svg>'
    )


def _cut(least: int, words: str, y: float) -> str:
    rule = f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDE}" y2="{y:.1f}" stroke="#bbb" stroke-width="0.7"/>'
    return rule + _words(LEFT - 8, y + 4, f"{least} {words}", "end")


def _point(x: float, found: Score, y: float) -> Iterator[str]:
    if found.total is None:
        yield _words(x, y - 4, "?", "middle")
        return
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#333"/>'
    yield _words(x, y - 7, str(found.total), "middle")


def _words(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
