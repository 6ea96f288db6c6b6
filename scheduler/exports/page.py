"""A sheet as one web page that needs nothing else: readable, printable, dark or light as the reader's."""

from __future__ import annotations

import json
from html import escape
from itertools import groupby

from scheduler.exports.filtering import SCRIPT, STYLE, form, names, policy
from scheduler.exports.rows import Row, Sheet
from scheduler.week import DAY_NAMES

HEADS = ("Time", "What", "Where", "With")
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #ffffff; --soft: #5a5a66; --line: #d5d5de; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf1; --paper: #17171b; --soft: #a9a9b6; --line: #3a3a44; }
}
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 1.75rem 0 .5rem; }
p, footer { color: var(--soft); margin: 0; }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .75rem; font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0;
  border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; font-size: .9rem; }
tbody th { font-weight: 600; white-space: nowrap; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media print {
  :root { --ink: #000; --paper: #fff; --soft: #333; --line: #999; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  section { break-inside: avoid; }
  thead { display: table-header-group; }
}
"""


def render(sheet: Sheet) -> str:
    """The page as text. Every word from outside is escaped."""
    title = f"Week {sheet.week}" + (f" for {sheet.owner}" if sheet.owner else "")
    days = [_day(list(rows)) for _, rows in groupby(sheet.rows, key=lambda row: row.day)]
    body = "\n".join(days) or "<p>Nothing in this week.</p>"
    clinic = f"<p>{escape(sheet.clinic)}</p>\n" if sheet.clinic else ""
    choice = form(sheet.rows)
    return frame(title, clinic + choice, body, sheet.discloses, STYLE, SCRIPT if choice else "")


def frame(title: str, below: str, body: str, discloses: str, style: str = "", script: str = "") -> str:
    """A whole page: `title` and `discloses` are plain words, `below` (the title) and `body` are HTML.

    `script` is nothing, or the one of `filtering`, which the page's policy knows.
    """
    end = f"<script>{script}</script>\n" if script else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="{policy()}">
<title>{escape(title)}</title>
<style>{_STYLE}{style}</style>
</head>
<body>
<header>
<h1>{escape(title)}</h1>
{below}</header>
<main>
{body}
</main>
<footer>{escape(discloses)}</footer>
{end}</body>
</html>
"""


def _day(rows: list[Row]) -> str:
    day = rows[0].day
    name = f"{DAY_NAMES[day.weekday()]} {day.isoformat()}"
    people = any(row.people for row in rows)
    heads = [*HEADS, *(["People"] if people else [])]
    head = "".join(f'<th role="columnheader" scope="col">{word}</th>' for word in heads)
    body = "\n".join(_row(row, people) for row in rows)
    return f"""<section aria-labelledby="d{day:%Y%m%d}">
<h2 id="d{day:%Y%m%d}">{name}</h2>
<div class="scroll" role="region" aria-label="{name}" tabindex="0">
<table role="table">
<caption>{name}</caption>
<thead role="rowgroup"><tr role="row">{head}</tr></thead>
<tbody role="rowgroup">
{body}
</tbody>
</table>
</div>
</section>"""


def _row(row: Row, people: bool) -> str:
    cells = [row.title, row.room, row.staff or "—", *([row.people] if people else [])]
    heads = [*HEADS[1:], "People"]
    inner = "".join(
        f'<td role="cell" data-head="{head}">{escape(cell)}</td>'
        for head, cell in zip(heads, cells, strict=False)
    )
    who = escape(json.dumps(names(row), ensure_ascii=False), quote=True)
    head = f'<th role="rowheader" scope="row">{row.start}–{row.end}</th>'
    return f'<tr role="row" data-who="{who}">{head}{inner}</tr>'
