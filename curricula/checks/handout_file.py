"""C403: a handout's file can be read."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.handouts import Outside, handout_text
from curricula.module import Session


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """Each file that is missing, too large or not UTF-8."""
    for number, handout in enumerate(session.handouts):
        if handout.body.strip():
            continue  # its text is at hand; a second one is another rule's finding
        try:
            handout_text(handout, subject.folder)
        except Outside:
            continue  # another rule's finding
        except UnicodeDecodeError:
            yield Finding(("handouts", number, "file"), "the file is not UTF-8", "save it as UTF-8")
        except OSError as error:
            reason = getattr(error, "strerror", None) or str(error)
            yield Finding(("handouts", number, "file"), f"the file cannot be read: {reason.lower()}")


RULE = Rule(
    code="C403",
    name="handout-file",
    sentence="The `file` of a handout exists and is UTF-8 text of at most 200 kB.",
    why="It is read when the session is prepared, and there is no time for a surprise then.",
    hint="check the name; it is relative to the module's folder",
    session=find,
)
