"""A sheet as a web page that needs nothing else: readable by ear, on a small screen and on paper."""

from collections.abc import Sequence
from html import escape
from math import ceil

from curricula.pages.blocks import (
    Block,
    Code,
    Heading,
    Items,
    Line,
    Paragraph,
    Quote,
    Span,
    Spans,
    Table,
    blocks,
    stepped,
)
from curricula.pages.sheets import Sheet

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #55555f; --line: #b9b9c4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf1; --paper: #17171b; --soft: #b4b4c0; --line: #55555f; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.05rem/1.55 system-ui, sans-serif; }
article { max-width: 42rem; margin: 0 auto; padding: 1.5rem; }
article.handout { font-size: 1.15rem; }
h1 { font-size: 1.8em; line-height: 1.2; margin: 0 0 .4em; }
h2, h3 { font-size: 1.25em; line-height: 1.3; margin: 1.6em 0 .4em; }
h4, h5, h6 { font-size: 1.05em; margin: 1.4em 0 .3em; }
p, ul, ol, blockquote, table { margin: 0 0 .8em; }
li { margin: .25em 0; }
blockquote { border-left: .25em solid var(--line); padding-left: 1em; margin-left: 0; font-style: italic; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2em .8em .2em 0;
  border-bottom: 1px solid var(--line); }
pre { white-space: pre-wrap; }
a { color: inherit; overflow-wrap: anywhere; }
header p, footer { color: var(--soft); }
footer { border-top: 1px solid var(--line); margin-top: 2em; padding-top: .6em; font-size: .8em; }
hr { border: 0; border-top: 1px solid var(--line); margin: 1.5em 0; }
.blank { display: inline-block; border-bottom: 1px solid currentColor; vertical-align: baseline;
  max-width: 100%; min-height: 1.5em; }
.box { display: inline-block; width: .9em; height: .9em; border: 1.5px solid currentColor;
  vertical-align: -.1em; margin-right: .5em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@page { margin: 13mm 17mm; }
@media print {
  :root { --ink: #000; --paper: #fff; --soft: #333; --line: #888; }
  body { font-size: 10.5pt; line-height: 1.4; }
  article { max-width: none; padding: 0; }
  article.handout { font-size: 12pt; }
  article.handout.longer { font-size: 11pt; line-height: 1.35; }
  article.handout.longest { font-size: 9.9pt; line-height: 1.3; }
  h1 { font-size: 1.5em; margin-bottom: .3em; }
  p, ul, ol { margin-bottom: .5em; }
  li { margin: .1em 0; }
  .blank { min-height: 1.35em; }
  footer { margin-top: .8em; padding-top: .3em; }
  article + article { break-before: page; }
  h1, h2, h3, h4, h5, h6 { break-after: avoid; }
  li, tr, blockquote, p { break-inside: avoid; orphans: 3; widows: 3; }
}
"""

LINE = 80
"""About how many letters stand in a printed line."""
ROOMY, FULL = 33, 41
"""Lines that a handout may have in large and in middle type."""


def page(*sheets: Sheet) -> str:
    """One web page of all the sheets, each on paper of its own. Every word is escaped."""
    first = sheets[0]
    title = first.title if len(sheets) == 1 else first.foot.partition(" · ")[0]
    body = "\n".join(_article(sheet, number) for number, sheet in enumerate(sheets, start=1))
    return f"""<!doctype html>
<html lang="{escape(first.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _article(sheet: Sheet, number: int) -> str:
    below = f"<p>{escape(sheet.below)}</p>\n" if sheet.below else ""
    body = stepped(blocks(sheet.body))
    kind, language = f"{sheet.kind}{_length(body)}", escape(sheet.language)
    return f"""<article class="{kind}" lang="{language}" dir="auto" aria-labelledby="t{number}">
<header>
<h1 id="t{number}">{escape(sheet.title)}</h1>
{below}</header>
{_blocks(body)}
<footer>{escape(sheet.foot)}</footer>
</article>"""


def _length(found: Sequence[Block]) -> str:
    """How a handout is to be set so that paper holds it on one page, its last line as well."""
    height = sum(_height(block) for block in found)
    return next((name for most, name in ((ROOMY, ""), (FULL, " longer")) if height <= most), " longest")


def _height(block: Block) -> float:
    """About how many lines of a page a block takes, with the space below it."""
    match block:
        case Items(_, items):
            return 0.5 + sum(0.1 + sum(_height(b) - 0.4 for b in item) for item in items)
        case Quote(inside):
            return sum(_height(b) for b in inside)
        case Table(_, rows):
            return 1.5 + 1.3 * len(rows)
        case Heading(_, spans) | Paragraph(spans):
            return 0.4 + ceil(sum(_width(span) for span in spans) / LINE)
        case _:
            return 1.4


def _width(span: Span) -> int:
    return (span.size or 27) if span.mark == "blank" else len(span.text)


def _blocks(found: Sequence[Block]) -> str:
    return "\n".join(_block(block) for block in found)


def _block(block: Block) -> str:
    match block:
        case Heading(level, spans):
            found = f"<h{level}>{_spans(spans)}</h{level}>"
        case Paragraph(spans):
            found = f"<p>{_spans(spans)}</p>"
        case Items():
            found = _list(block)
        case Quote(inside):
            found = f"<blockquote>\n{_blocks(inside)}\n</blockquote>"
        case Table():
            found = _table(block)
        case Code(text):
            found = f"<pre>{escape(text)}</pre>"
        case Line(to_write_on):
            found = f"<p>{_span(Span('blank'))}</p>" if to_write_on else "<hr>"
    return found


def _list(block: Items) -> str:
    tag = "ol" if block.start else "ul"
    first = f' start="{block.start}"' if block.start > 1 else ""
    inner = "\n".join(f"<li>{_item(item)}</li>" for item in block.items)
    return f"<{tag}{first}>\n{inner}\n</{tag}>"


def _item(inside: tuple[Block, ...]) -> str:
    """What stands in a list; its first paragraph needs no tag of its own."""
    if inside and isinstance(inside[0], Paragraph):
        return "\n".join(filter(None, [_spans(inside[0].spans), _blocks(inside[1:])]))
    return _blocks(inside)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_spans(cell)}</th>' for cell in table.head)
    rows = "\n".join("<tr>" + "".join(f"<td>{_spans(c)}</td>" for c in row) + "</tr>" for row in table.rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _spans(spans: Spans) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    match span.mark:
        case "break":
            return "<br>"
        case "box":
            return '<span class="box"><span class="unseen">to tick: </span></span>'
        case "blank":
            width = span.size * 0.6 if span.size else 16
            return f'<span class="blank" style="width:{width:g}em"><span class="unseen">blank</span></span>'
        case _:
            return _styled(span)


def _styled(span: Span) -> str:
    words = escape(span.text)
    for used, tag in ((span.mark == "code", "code"), (span.em, "em"), (span.strong, "strong")):
        words = f"<{tag}>{words}</{tag}>" if used else words
    return f'<a href="{escape(span.href)}">{words}</a>' if span.href else words
