"""C305: a session that touches what hurts says what to take care of (English only)."""

import re
from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session

# The topic as people say it, and the beginnings of words that speak of it.
TOPICS = (
    ("grief", r"grief|griev(?:e|es|ed|ing)\b|bereave|mourn"),
    ("trauma", r"trauma|flashback|nightmare"),
    (
        "self-harm",
        r"self-harm|self-injur|(?:hurt|hurts|hurting|harm|harming|cut|cutting) (?:your|my|them)sel",
    ),
    ("suicide", r"suicid|(?:kill|killing|end|ending) (?:your|my|their|one's)(?:self| own life| life)"),
    ("violence", r"violen|assault|\brape|beaten up|(?:sexual|physical|domestic|child|emotional) abuse"),
    ("withdrawal", r"withdrawal|detox|delirium"),
    (
        "medication",
        r"medicat|medicines?\b|prescri(?:be|pti)|buprenorphine|methadone|naltrexone|antidepressant",
    ),
    ("overdose", r"overdos|naloxone"),
)
PATTERNS = tuple((topic, re.compile(rf"(?<![\w-])(?:{words})", re.IGNORECASE)) for topic, words in TOPICS)
OFTEN = 3  # a word that falls once or twice in the agenda does not make a session be about it


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """A session about one of the topics without any caution; it names all that it found."""
    if session.cautions or not subject.module.language.startswith("en"):
        return
    named, said = "\n".join(_named(session)), "\n".join(_said(session))
    about = [t for t, words in PATTERNS if words.search(named) or len(words.findall(said)) >= OFTEN]
    if about:
        yield Finding((), f'"{session.id}" speaks of {" and ".join(about)}, and has no `cautions`')


def _named(session: Session) -> Iterator[str]:
    """What a session says that it is about."""
    yield session.title
    yield from session.objectives
    for name in (*session.teaches, *session.problem_tags):
        yield from (name, name.replace("-", " "))


def _said(session: Session) -> Iterator[str]:
    """What is said and read in it."""
    for step in session.agenda:
        yield from (step.label, step.content, *step.prompts, *step.questions)
    for handout in session.handouts:
        yield from (handout.title, handout.body)
    yield session.homework.body if session.homework else ""


RULE = Rule(
    code="C305",
    name="no-cautions",
    severity=Severity.WARNING,
    sentence="A session about grief, trauma, self-harm, suicide, violence, withdrawal, medication or "
    "overdose has `cautions`.",
    why="Someone in the room is living it. Whoever runs the session should know beforehand who may be "
    f"shaken, what not to ask for in the group, and whom to call. Words that fall fewer than {OFTEN} times "
    "in the agenda and on the pages do not count. English only.",
    hint="say in `cautions` for whom it may be too much, and what to do then",
    session=find,
)
