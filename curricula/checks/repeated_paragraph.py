"""C304: every session is written for itself."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session
from curricula.paths import KeyPath

SHORTEST = 12  # words; shorter ones are formulas, not paragraphs
HELP = ("crisis", "emergency", "988", "911", "112", "999", "hurt yourself", "not feel safe")


def find(subject: Subject) -> Iterator[Finding]:
    """Each paragraph that an earlier session has as well, at the later one."""
    first: dict[str, Session] = {}
    for number, session in enumerate(subject.module.sessions):
        for path, text in _texts(session):
            for paragraph in text.split("\n\n"):
                plain = " ".join(paragraph.lower().split())
                if len(plain.split()) < SHORTEST or any(word in plain for word in HELP):
                    continue
                other = first.setdefault(plain, session)
                if other is not session:
                    start = paragraph.strip().split("\n")[0]
                    yield Finding(
                        ("sessions", number, *path), f'this paragraph also stands in "{other.id}"', "", start
                    )


def _texts(session: Session) -> Iterator[tuple[KeyPath, str]]:
    for i, step in enumerate(session.agenda):
        yield ("agenda", i, "content"), step.content
        for j, prompt in enumerate(step.prompts):
            yield ("agenda", i, "prompts", j), prompt
    for i, handout in enumerate(session.handouts):
        yield ("handouts", i, "body"), handout.body
    if session.homework:
        yield ("homework", "body"), session.homework.body


RULE = Rule(
    code="C304",
    name="repeated-paragraph",
    severity=Severity.WARNING,
    sentence="No two sessions of a module share a paragraph.",
    why="People who come three times a week notice. A line on whom to call in a crisis may stand everywhere.",
    hint="write it for this session, or leave it to the other one",
    module=find,
)
