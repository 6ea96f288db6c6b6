"""Morning cards as one web page that needs nothing else: to print, or to keep open at the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from scheduler.exports.page import frame
from scheduler.mend.cards import Card, heading
from scheduler.mend.mended import by_patient, verdict
from scheduler.mend.phoning import Call
from scheduler.week import DAY_NAMES

STYLE = """
article { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: .75rem 0;
  break-inside: avoid; }
h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
h4 { font-size: .9rem; margin: .75rem 0 .25rem; color: var(--soft); }
ul { margin: 0; padding-left: 1.25rem; }
nav a { color: inherit; margin-right: .75rem; white-space: nowrap; display: inline-block; }
td:nth-child(2) { white-space: nowrap; }
li { overflow-wrap: anywhere; }
article p { margin-top: .75rem; }
@media print {
  nav { display: none; }
  section + section { break-before: page; }
  section { break-inside: auto; }
}
"""
DISCLOSES = "Confidential: this page names groups and services, and patients by code."


def render(week: str, cards: Sequence[Card], missing: int = 0) -> str:
    """The page as text; `missing` is how many cards were not made. Every word from outside is escaped."""
    days = [(day, list(found)) for day, found in groupby(cards, key=lambda card: card.day)]
    links = "".join(f'<a href="#d{day:%Y%m%d}">{heading(day)}</a> ' for day, _ in days)
    short = f"<p>{missing} more were not made.</p>\n" if missing else ""
    body = "\n".join(_day(found) for _, found in days) or "<p>Nobody works in this week.</p>"
    nav = f'<nav aria-label="Days">{links}</nav>\n' if links else ""
    return frame(f"Week {week}: morning cards", short + nav, body, DISCLOSES, STYLE)


def _day(cards: Sequence[Card]) -> str:
    day = cards[0].day
    articles = "\n".join(_card(card, f"c{day:%Y%m%d}-{number}") for number, card in enumerate(cards))
    return f"""<section aria-labelledby="d{day:%Y%m%d}">
<h2 id="d{day:%Y%m%d}">{heading(day)}</h2>
{articles}
</section>"""


def _card(card: Card, name: str) -> str:
    mended = card.mended
    kept = [fate for fate in card.fates if fate.kind != "cancelled"]
    gone = [fate for fate in card.fates if fate.kind == "cancelled"]
    parts = [
        _list("Goes on", map(str, kept)),
        _list("Cancelled", (fate.what for fate in gone)),
        _list("Lost", by_patient(mended.lost)),
        _list("Gave way", mended.dropped),
        _calls(card, mended.calls),
        _list("Rooms", mended.rooms),
        f"<p>{escape(verdict(mended))}</p>",
    ]
    inner = "\n".join(part for part in parts if part)
    return f"""<article aria-labelledby="{name}">
<h3 id="{name}">{escape(card.therapist)} away</h3>
{inner}
</article>"""


def _list(title: str, lines: Iterable[str]) -> str:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h4>{title}</h4>\n<ul>{rows}</ul>" if rows else ""


def _calls(card: Card, calls: Sequence[Call]) -> str:
    """Whom to phone, as a table: the soonest first."""
    if not calls:
        return "<h4>Phone</h4>\n<p>Nobody.</p>"
    caption = f"Whom to phone when {card.therapist} is away"
    rows = "\n".join(map(_call, calls))
    return f"""<h4>Phone</h4>
<div class="scroll" role="region" aria-label="{escape(caption, quote=True)}" tabindex="0">
<table>
<caption>{escape(caption)}</caption>
<thead><tr><th scope="col">From</th><th scope="col">Who</th><th scope="col">What to say</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>"""


def _call(call: Call) -> str:
    moment = f"{DAY_NAMES[call.at.weekday()][:3]} {call.at:%H:%M}"
    return (
        f'<tr><th scope="row">{moment}</th><td>{escape(call.person)}</td><td>{escape(call.words)}</td></tr>'
    )
