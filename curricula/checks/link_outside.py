"""C405: a link leads to the web or stays in the module's folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from curricula.checks.links import Link, round_links, session_links
from curricula.checks.rule import Finding, Rule, Subject
from curricula.handouts import Outside, locate
from curricula.module import Session


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """Each link of a session to a file elsewhere."""
    return _outside(session_links(session, subject.folder), subject)


def find_rounds(subject: Subject) -> Iterator[Finding]:
    """Each link of a process format to a file elsewhere."""
    return _outside(round_links(subject.module), subject)


def _outside(found: Iterable[Link], subject: Subject) -> Iterator[Finding]:
    for link in found:
        if link.is_web or link.is_on_the_page:
            continue
        try:
            locate(subject.folder or Path(), link.file)
        except Outside as error:
            message = f"the link leads out of the module's folder: {link.target}"
            yield Finding(link.path, message, f"{error}, or link to the web", link.words)


RULE = Rule(
    code="C405",
    name="link-outside",
    sentence="A link or picture leads to the web, or to a file inside the folder of its module.",
    why="A file elsewhere on your computer is missing on every other one, and a module from elsewhere must "
    "not show or print files of yours.",
    hint="move the file into the module's folder and link to it with a relative path",
    session=find,
    module=find_rounds,
)
