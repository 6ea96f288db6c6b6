"""The links in a session's Markdown: where each stands, and where it leads."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from attrs import frozen

from curricula.handouts import handout_text
from curricula.module import Handout, Module, Session
from curricula.paths import KeyPath

# What follows the words of [words](target "title") and ![words](target), the target bare or in <>; a bracket
# ends it, so that no text takes long. Then [name]: target on a line of its own.
_INLINE = re.compile(r"\]\([ \t]*<?([^\s<>()\[\]]+)")
_DEFINED = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*<?([^\s<>]+)", re.MULTILINE)
_ADDRESS = re.compile(r"[/\\:#]|\w\.\w")  # a sign that a target is one, and no word in brackets
_WITH_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WEB = frozenset(("http", "https", "mailto", "tel", "sms"))


@frozen
class Link:
    """One link: the path of the text it stands in, all of its words, and its target as written."""

    path: KeyPath
    words: str
    target: str

    @property
    def is_web(self) -> bool:
        """True for an address of the web, of mail or of a telephone."""
        scheme = _WITH_SCHEME.match(self.target)
        return bool(scheme and scheme[1].lower() in _WEB) or self.target.startswith("//")

    @property
    def is_on_the_page(self) -> bool:
        """True when it leads to a heading of the same page."""
        return self.target.startswith("#")

    @property
    def file(self) -> str:
        """The file it leads to, as a path; for a link that is neither web nor on the page."""
        return unquote(self.target.split("#")[0].split("?")[0])


def links(path: KeyPath, text: str) -> Iterator[Link]:
    """Every Markdown link of a text; a bare address is text that anyone can read, and no link here."""
    for match in _INLINE.finditer(text) if "](" in text else ():
        if _ADDRESS.search(match[1]):
            yield Link(path, text[_opening(text, match.start()) : match.end()], match[1])
    for match in _DEFINED.finditer(text) if "]:" in text else ():
        if _ADDRESS.search(match[1]):
            yield Link(path, match[0].strip(), match[1])


def _opening(text: str, end: int) -> int:
    """Where the words of a link begin: at the bracket before `end`, or the sign that makes it a picture."""
    start = text.rfind("[", max(0, end - 300), end)
    if start < 0:
        return end
    return start - 1 if start and text[start - 1] == "!" else start


def session_links(session: Session, folder: Path | None) -> Iterator[Link]:
    """Every link in what a session says, hands out and gives as homework."""
    for i, step in enumerate(session.agenda):
        yield from links(("agenda", i, "content"), step.content)
        for part in ("prompts", "questions"):
            for j, text in enumerate(getattr(step, part)):
                yield from links(("agenda", i, part, j), text)
    for part in ("telehealth", "short", "newcomer_recap"):
        yield from links(("variants", part), getattr(session.variants, part))
    yield from page_links(session, folder)


def page_links(session: Session, folder: Path | None) -> Iterator[Link]:
    """Every link in what people take home; those of a handout's file stand at its name."""
    for i, handout in enumerate(session.handouts):
        if handout.body.strip():
            yield from links(("handouts", i, "body"), handout.body)
        elif handout.file:
            yield from links(("handouts", i, "file"), _file(handout, folder))
    if session.homework:
        yield from links(("homework", "body"), session.homework.body)


def _file(handout: Handout, folder: Path | None) -> str:
    """The text of a handout's file; nothing where it cannot be read, which another rule finds."""
    try:
        return handout_text(handout, folder)
    except (OSError, ValueError):
        return ""


def round_links(module: Module) -> Iterator[Link]:
    """Every link in the rounds and situations of a process format."""
    for part in ("rounds", "situations"):
        for i, item in enumerate(getattr(module, part)):
            yield from links((part, i, "content"), item.content)
            for j, text in enumerate(item.prompts):
                yield from links((part, i, "prompts", j), text)
