"""C401: a handout has its text in one place."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.module import Session


def find(session: Session, _subject: Subject) -> Iterator[Finding]:
    """A handout with no text, or with two."""
    for number, handout in enumerate(session.handouts):
        if handout.body.strip() and handout.file:
            yield Finding(("handouts", number, "file"), f"“{handout.title}” has both `body` and `file`")
        elif not (handout.body.strip() or handout.file):
            yield Finding(("handouts", number), f"“{handout.title}” has neither `body` nor `file`")


RULE = Rule(
    code="C401",
    name="handout-text",
    sentence="A handout has either `body` or `file`.",
    why="With both, nobody could tell which of them people took home.",
    hint="write the page in `body`, or name its Markdown file in `file`",
    session=find,
)
