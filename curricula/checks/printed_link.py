"""C407: a page that is taken home shows its addresses."""

import re
from collections.abc import Iterator

from curricula.checks.links import Link, page_links
from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """Each link in a handout or homework whose address paper would not show."""
    for link in page_links(session, subject.folder):
        if link.is_web and not _is_shown(link):
            message = f"on paper nobody can follow this link to {link.target}"
            yield Finding(link.path, message, "", link.words)


def _is_shown(link: Link) -> bool:
    """True when the words of the link are its address."""
    bare = link.target.split(":", 1)[-1].strip("/").removeprefix("www.")
    return bare in re.split(r"\][(:]", link.words)[0]


RULE = Rule(
    code="C407",
    name="printed-link",
    severity=Severity.WARNING,
    sentence="A handout or homework writes web addresses and telephone numbers out.",
    why="These pages are printed. Of a link behind words, paper keeps only the words, and people at home "
    "have no way to the help that stood behind them.",
    hint="write the address or the number as plain text, as short as it can be",
    session=find,
)
