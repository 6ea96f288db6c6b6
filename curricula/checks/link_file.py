"""C406: the file that a link leads to is there."""

from collections.abc import Iterable, Iterator

from curricula.checks.links import Link, round_links, session_links
from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.handouts import Outside, locate
from curricula.module import Session


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """Each link of a session to a file that is missing."""
    return _missing(session_links(session, subject.folder), subject)


def find_rounds(subject: Subject) -> Iterator[Finding]:
    """Each link of a process format to a file that is missing."""
    return _missing(round_links(subject.module), subject)


def _missing(found: Iterable[Link], subject: Subject) -> Iterator[Finding]:
    if subject.folder is None:
        return  # text that is in no folder: nobody knows yet what will be beside it
    for link in found:
        if link.is_web or link.is_on_the_page:
            continue
        try:
            there = locate(subject.folder, link.file).exists()
        except Outside:
            continue  # another rule's finding
        except OSError:
            there = False
        if not there:
            yield Finding(link.path, f"there is no file {link.file}", "", link.words)


RULE = Rule(
    code="C406",
    name="dead-link",
    severity=Severity.WARNING,
    sentence="The file that a link or picture leads to exists.",
    why="A picture that is missing leaves a hole on the page, and a link that leads nowhere costs trust.",
    hint="check the name; it is relative to the module's folder",
    session=find,
    module=find_rounds,
)
