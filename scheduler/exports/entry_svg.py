"""The curves of a proof of entry as one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from scheduler.topics.simulation.entry import Entry
from scheduler.topics.simulation.telling import NAMES

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 56, 64
COLORS = ("#1f6f78", "#b5541c", "#5b4b8a")
DASHES = ("none", "7 4", "2 3")


def draw(title: str, found: Sequence[Entry]) -> str:
    """A thin line for each join week, a thick one for the worst of them; one color and dash for each way."""
    weeks = found[0].weeks
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}: essentials had by week, for every week in which to join</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="15" fill="#222222">{escape(title)}</text>',
        f'<text x="{LEFT}" y="40" fill="#555555">Share of {found[0].essentials} essentials that a newcomer '
        "has had; a thin line for each join week, thick: the worst</text>",
        *_axes(weeks),
    ]
    for number, each in enumerate(found):
        parts += _curves(each, COLORS[number % 3], DASHES[number % 3])
        parts += _key(number, NAMES[each.policy])
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(week: float, weeks: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * week / weeks


def _y(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def _axes(weeks: int) -> Iterator[str]:
    for per_cent in (0, 25, 50, 75, 100):
        y = _y(per_cent / 100)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#555555">{per_cent} %</text>'
    step = -(-weeks // 12)
    for week in range(0, weeks + 1, step):
        x = f"{_x(week, weeks):.1f}"
        yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#555555">{week}</text>'
    middle, below = (LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 36
    words = "weeks since joining"
    yield f'<text x="{middle}" y="{below}" text-anchor="middle" fill="#555555">{words}</text>'


def _curves(each: Entry, color: str, dash: str) -> Iterator[str]:
    worst, _ = each.by(max(1, each.weeks // 2))
    for row in each.rows:
        points = " ".join(
            f"{_x(week, each.weeks):.1f},{_y(share):.1f}" for week, share in enumerate((0.0, *row.reached))
        )
        width, opacity = (3, 1) if row is worst else (1, 0.45)
        about = f"<title>joins in week {row.week}</title>"
        yield (
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{width}" '
            f'stroke-dasharray="{dash}" opacity="{opacity}">{about}</polyline>'
        )


def _key(number: int, name: str) -> Iterator[str]:
    x, y = LEFT + 170 * number, HEIGHT - 12
    yield (
        f'<line x1="{x}" y1="{y - 4}" x2="{x + 30}" y2="{y - 4}" stroke="{COLORS[number % 3]}" '
        f'stroke-width="3" stroke-dasharray="{DASHES[number % 3]}"/>'
    )
    yield f'<text x="{x + 38}" y="{y}" fill="#222222">{escape(name)}</text>'
