"""Markdown as blocks of plain words: what a page needs, and nothing that could run, load or lead elsewhere.

HTML in the text stays text, pictures become their description, and links keep their target only when it is
an address of the web, of mail or of a telephone. A run of underscores is a line to write on.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

if TYPE_CHECKING:
    from markdown_it.token import Token

Mark = Literal["words", "code", "break", "blank", "box"]
_BLANK = re.compile(r"_{3,}")
_WEB = re.compile(r"(?:https?|mailto|tel|sms):", re.IGNORECASE)
_LONGEST_BLANK = 20  # underscores after which a line to write on fills the rest of its row


@frozen
class Span:
    """Words within a line; `size` is the length of a blank, 0 where it fills the row."""

    mark: Mark = "words"
    text: str = ""
    strong: bool = False
    em: bool = False
    href: str = ""
    size: int = 0


Spans = tuple[Span, ...]


@frozen
class Heading:
    level: int
    spans: Spans


@frozen
class Paragraph:
    spans: Spans


@frozen
class Items:
    """A list; `start` is the first number of a numbered one, 0 for bullets."""

    start: int
    items: tuple[tuple["Block", ...], ...]


@frozen
class Quote:
    blocks: tuple["Block", ...]


@frozen
class Table:
    head: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]


@frozen
class Code:
    text: str


@frozen
class Line:
    """A line across the page; one to write on, or one between two parts."""

    to_write_on: bool = False


Block = Heading | Paragraph | Items | Quote | Table | Code | Line


def blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of a text, in order."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return tuple(_blocks(_Tokens(parser.parse(markdown))))


def stepped(found: Sequence[Block]) -> tuple[Block, ...]:
    """The same with headings that begin at level 2, below the title, and leave out no level.

    So the page can be walked from heading to heading by ear.
    """
    levels = sorted({block.level for block in found if isinstance(block, Heading)})
    ranks = {level: min(6, rank) for rank, level in enumerate(levels, start=2)}
    return tuple(Heading(ranks[b.level], b.spans) if isinstance(b, Heading) else b for b in found)


class _Tokens:
    """The tokens of a text, taken one after another."""

    def __init__(self, tokens: "Sequence[Token]") -> None:
        self._tokens = tokens
        self._next = 0

    def until(self, end: str) -> "Iterator[Token]":
        """Every token before the one of type `end`, which is passed over; all of them for an empty `end`."""
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token.type == end:
                return
            yield token


def _blocks(tokens: _Tokens, end: str = "") -> Iterator[Block]:
    for token in tokens.until(end):
        match token.type:
            case "heading_open":
                yield Heading(int(token.tag[1:]), _inline(tokens, "heading_close"))
            case "paragraph_open":
                yield Paragraph(_inline(tokens, "paragraph_close"))
            case "bullet_list_open" | "ordered_list_open":
                close = token.type.replace("open", "close")
                numbered = token.type == "ordered_list_open"
                first = int(token.attrs.get("start", 1))
                yield Items(max(1, first) if numbered else 0, tuple(_items(tokens, close)))
            case "blockquote_open":
                yield Quote(tuple(_blocks(tokens, "blockquote_close")))
            case "table_open":
                yield _table(tokens)
            case "hr":
                yield Line(to_write_on="_" in token.markup)
            case "fence" | "code_block":
                yield Code(token.content.rstrip("\n"))
            case _:
                pass  # the closing of something taken already


def _items(tokens: _Tokens, end: str) -> Iterator[tuple[Block, ...]]:
    for token in tokens.until(end):
        if token.type == "list_item_open":
            yield tuple(_blocks(tokens, "list_item_close"))


def _table(tokens: _Tokens) -> Table:
    rows: list[tuple[Spans, ...]] = []
    for token in tokens.until("table_close"):
        if token.type == "tr_open":
            cells = tokens.until("tr_close")
            rows.append(tuple(_spans(c.children or []) for c in cells if c.type == "inline"))
    return Table(rows[0] if rows else (), tuple(rows[1:]))


def _inline(tokens: _Tokens, end: str) -> Spans:
    return tuple(s for t in tokens.until(end) if t.type == "inline" for s in _spans(t.children or []))


def _spans(children: "Sequence[Token]") -> Spans:
    """The spans of one inline text, neighbours of one kind joined."""
    found: list[Span] = []
    style = Span()
    for child in children:
        match child.type:
            case "strong_open" | "strong_close":
                style = evolve(style, strong=child.type == "strong_open")
            case "em_open" | "em_close":
                style = evolve(style, em=child.type == "em_open")
            case "link_open":
                target = str(child.attrs.get("href", ""))
                style = evolve(style, href=target if _WEB.match(target) else "")
            case "link_close":
                style = evolve(style, href="")
            case "softbreak":
                found.append(evolve(style, text=" "))
            case "hardbreak":
                found.append(Span("break"))
            case "code_inline":
                found.append(evolve(style, mark="code", text=child.content))
            case _:  # text; the description of a picture; HTML, which stays as it is written
                found += _words(child.content, style)
    return _boxed(_joined(found))


def _words(text: str, style: Span) -> Iterator[Span]:
    """Words, and the lines to write on between them."""
    at = 0
    for match in _BLANK.finditer(text):
        if match.start() > at:
            yield evolve(style, text=text[at : match.start()])
        length = len(match[0])
        yield Span("blank", size=0 if length >= _LONGEST_BLANK else length)
        at = match.end()
    if at < len(text):
        yield evolve(style, text=text[at:])


def _joined(found: Sequence[Span]) -> Spans:
    """One span where several of one style follow each other."""
    runs = groupby(found, key=lambda span: evolve(span, text=""))
    return tuple(
        one
        for kind, run in runs
        for one in ([evolve(kind, text="".join(s.text for s in run))] if kind.mark == "words" else run)
    )


def _boxed(spans: Spans) -> Spans:
    """`[ ] ` at the beginning as a box to tick."""
    if spans and spans[0].mark == "words" and spans[0].text.startswith("[ ] "):
        return (Span("box"), evolve(spans[0], text=spans[0].text[4:]), *spans[1:])
    return spans
