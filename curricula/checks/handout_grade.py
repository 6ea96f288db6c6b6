"""C404: a handout reads at grade 6 or below (English only)."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.handouts import handout_text
from curricula.module import Session

HIGHEST = 6.0


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """Each handout above the grade, with what makes it hard."""
    from curricula.readability import measure

    for number, handout in enumerate(session.handouts):
        if not (handout.language or subject.module.language).startswith("en"):
            continue
        try:
            reading = measure(handout_text(handout, subject.folder))
        except (OSError, ValueError):
            continue  # another rule's finding
        if reading.grade > HIGHEST:
            path = ("handouts", number, "file" if handout.file else "body")
            words = ", ".join(reading.hardest_words(5))
            longest = ", ".join(
                f"{_short(one)} ({len(one.split())} words)" for one in reading.longest_sentences(2)
            )
            hint = f"hardest words: {words}; longest sentences: {longest}"
            yield Finding(path, f"“{handout.title}” reads at grade {reading.grade:.1f}", hint)


def _short(sentence: str) -> str:
    words = sentence.split()
    return f"“{' '.join(words[:8])}{' ...' if len(words) > 8 else ''}”"


RULE = Rule(
    code="C404",
    name="hard-handout",
    severity=Severity.WARNING,
    sentence=f"A handout reads at grade {HIGHEST:g} or below by the Flesch-Kincaid measure.",
    why="A page that is taken home is read tired, alone, and often in a second language. The measure knows "
    "English only and counts syllables by rule, so a tenth of a grade means nothing.",
    hint="shorten sentences, and choose everyday words",
    session=find,
)
