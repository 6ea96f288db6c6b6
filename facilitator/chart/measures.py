"""PHQ-9 and GAD-7: the questions as published, scores with their cuts, the item that asks about safety.

Both were developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an
educational grant from Pfizer Inc.; no permission is required to reproduce, translate, display or distribute.
A questionnaire with a missing item is *incomplete*: it has no score, and a missing answer is never a 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo

from attrs import frozen

from facilitator.events import MeasureTaken


@frozen
class Measure:
    """`cuts`: the lowest score of each severity, in order; `safety`: the item (from 0) about dying."""

    id: str
    title: str
    stem: str
    items: tuple[str, ...]
    cuts: tuple[tuple[int, str], ...]
    safety: int | None = None

    @property
    def most(self) -> int:
        return 3 * len(self.items)


ANSWERS = ("Not at all", "Several days", "More than half the days", "Nearly every day")
DIFFICULTY = (
    "If you checked off any problems, how difficult have these problems made it for you to do your work, "
    "take care of things at home, or get along with other people?"
)
DIFFICULT = ("Not difficult at all", "Somewhat difficult", "Very difficult", "Extremely difficult")

PHQ9 = Measure(
    "phq-9",
    "PHQ-9",
    "Over the last 2 weeks, how often have you been bothered by any of the following problems?",
    (
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
        "Poor appetite or overeating",
        "Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
        "Trouble concentrating on things, such as reading the newspaper or watching television",
        "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so "
        "fidgety or restless that you have been moving around a lot more than usual",
        "Thoughts that you would be better off dead or of hurting yourself in some way",
    ),
    ((0, "minimal"), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (20, "severe")),
    safety=8,
)
GAD7 = Measure(
    "gad-7",
    "GAD-7",
    "Over the last 2 weeks, how often have you been bothered by the following problems?",
    (
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
        "Worrying too much about different things",
        "Trouble relaxing",
        "Being so restless that it is hard to sit still",
        "Becoming easily annoyed or irritable",
        "Feeling afraid as if something awful might happen",
    ),
    ((0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")),
)
MEASURES = {each.id: each for each in (PHQ9, GAD7)}


@frozen
class Score:
    """`total` is None when an item is missing; `severity` is empty then. `safety`: a review is needed."""

    total: int | None
    severity: str
    missing: int
    safety: bool

    @property
    def words(self) -> str:
        """`14, moderate`, or `incomplete, 2 items missing`."""
        if self.total is None:
            return f"incomplete, {self.missing} item{'s'[: self.missing - 1]} missing"
        return f"{self.total}, {self.severity}"


def score(measure: Measure, answers: Sequence[int | None]) -> Score:
    """The score of `answers`, one an item. An answer of more than 0 on the safety item asks for a review."""
    given = [*answers, *[None] * (len(measure.items) - len(answers))][: len(measure.items)]
    missing = sum(answer is None for answer in given)
    at = measure.safety
    safety = at is not None and bool(given[at])
    if missing:
        return Score(None, "", missing, safety)
    total = sum(answer for answer in given if answer is not None)
    severity = [words for least, words in measure.cuts if total >= least][-1]
    return Score(total, severity, 0, safety)


def scored(fact: MeasureTaken) -> Score:
    return score(MEASURES[fact.measure], fact.answers)


def safety_words(fact: MeasureTaken) -> str:
    """Why a private flag is raised."""
    measure = MEASURES[fact.measure]
    assert measure.safety is not None, "a measure with a safety item"
    answer = fact.answers[measure.safety]
    return f"{measure.title} item {measure.safety + 1}: {ANSWERS[answer or 0].lower()}"


def due(taken: Sequence[MeasureTaken], measure: str, first: date, every: int, zone: tzinfo) -> date:
    """When a measure is due: at admission (`first`), then `every` days after it was last taken since."""
    days = [each.at.astimezone(zone).date() for each in taken if each.measure == measure]
    since = [day for day in days if day >= first]
    return max(since) + timedelta(days=every) if since else first


def course(taken: Sequence[MeasureTaken], measure: str, zone: tzinfo) -> tuple[tuple[date, Score], ...]:
    """Every time it was taken, in order, with its score."""
    mine = sorted((each for each in taken if each.measure == measure), key=lambda each: each.at)
    return tuple((each.at.astimezone(zone).date(), scored(each)) for each in mine)


def plot(measure: Measure, points: Sequence[tuple[date, Score]], height: int = 7) -> list[str]:
    """A column a questionnaire, the newest on the right, severities at their cuts; `?` is incomplete."""
    if not points:
        return []
    step = measure.most / height
    lines = []
    for row in range(height, 0, -1):
        low = (row - 1) * step
        names = [f"{least} {words}" for least, words in measure.cuts if low <= least < row * step]
        cells = "".join(_cell(found, low, step) for _, found in points)
        lines.append(f"{names[-1] if names else '':>21} │{cells}")
    scores = "".join(f"{'?' if found.total is None else found.total:>3} " for _, found in points)
    lines += [f"{'':>21} └{'─' * 4 * len(points)}", f"{measure.title:>21}  {scores}"]
    lines.append(f"{'':>21}  {_ends(points)}")
    return lines


def _cell(found: Score, low: float, step: float) -> str:
    if found.total is None:
        return "  ? " if low == 0 else "    "
    if found.total >= low + step:
        return "  █ "
    share = max(0.0, found.total - low) / step
    return f"  {' ▁▂▃▄▅▆▇█'[round(share * 8)]} "


def _ends(points: Sequence[tuple[date, Score]]) -> str:
    first, last = points[0][0], points[-1][0]
    return f"{first:%d %b %Y}" if first == last else f"{first:%d %b %Y} to {last:%d %b %Y}"
