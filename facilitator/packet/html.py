"""A packet as one web page: no scripts, nothing from elsewhere; it prints as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from facilitator.packet.shape import Page, Section, Table

STYLE = """
body { font: 11pt/1.45 Georgia, serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #111; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; border-bottom: 1px solid #999; }
dl { display: grid; grid-template-columns: 7rem 1fr; gap: .2rem 1rem; } dt { color: #555; } dd { margin: 0; }
.notice { border: 2px solid #111; padding: .6rem 1rem; margin: 1rem 0; }
p { white-space: pre-wrap; margin: .4rem 0; }
table { border-collapse: collapse; font-size: .85rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2rem .5rem; border-bottom: 1px solid #ccc; }
h3 { font-size: .95rem; margin: 1rem 0 .2rem; } svg { max-width: 100%; height: auto; break-inside: avoid; }
@media print { body { margin: 0; max-width: none; } h2, tr { break-inside: avoid; } }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(page: Page) -> str:
    front = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in page.front)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(page.title)}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{escape(page.title)}</h1>\n<dl>{front}</dl>\n"
        f'<div class="notice">{_paragraphs(page.notice)}</div>\n'
        f"{''.join(map(_section, page.sections))}</body></html>\n"
    )


def _section(section: Section) -> str:
    table = _table(section.table) if section.table else ""
    plots = "".join(f"<h3>{escape(plot.title)}</h3>\n{plot.svg}\n" for plot in section.plots)
    return f"<h2>{escape(section.title)}</h2>\n{_paragraphs(section.words)}{table}{plots}\n"


def _paragraphs(words: Iterable[str]) -> str:
    return "".join(f"<p>{escape(each)}</p>\n" for each in words)


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.head)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>"
