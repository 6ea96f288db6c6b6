"""C402: a handout's file stays in the module's folder."""

from collections.abc import Iterator
from pathlib import Path

from curricula.checks.rule import Finding, Rule, Subject
from curricula.handouts import Outside, locate
from curricula.module import Session


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """Each file name that leads out, or would on another system."""
    for number, handout in enumerate(session.handouts):
        if not handout.file:
            continue
        try:
            locate(subject.folder or Path(), handout.file)
        except Outside as error:
            yield Finding(("handouts", number, "file"), "the file is outside the module's folder", str(error))


RULE = Rule(
    code="C402",
    name="handout-outside",
    sentence="The `file` of a handout is a relative path inside the folder of its module.",
    why="A module from elsewhere must not print other files of yours. Links count as where they lead.",
    hint="move the file into the module's folder and name it with a relative path",
    session=find,
)
