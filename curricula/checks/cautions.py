"""C305: a session that touches what hurts says what to take care of, and speaks of that (English only)."""

import re
from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session

# The topic as people say it, the beginnings of words that speak of it, and of those of a caution that fits.
TOPICS = (
    (
        "grief",
        r"grief|griev(?:e|es|ed|ing)\b|bereave|mourn",
        r"grie[fv]|loss|lost|died|death|dead|mourn|cr(?:y|ies)\b|tears",
    ),
    (
        "trauma",
        r"trauma|flashback|nightmare",
        r"trauma|flashback|nightmare|happened|memor|dissociat|ground|detail|shaken|far away|feet|eyes open",
    ),
    (
        "self-harm",
        r"self-harm|self-injur|(?:hurt|hurts|hurting|harm|harming|cut|cutting) (?:your|my|them)sel",
        r"self-harm|self-injur|hurt|harm|safe|crisis|risk|alone",
    ),
    (
        "suicide",
        r"suicid|(?:kill|killing|end|ending) (?:your|my|their|one's)(?: own)? ?(?:self|life)",
        r"suicid|hurt|harm|safe|crisis|risk|alone|988|die\b|dying|to live",
    ),
    (
        "violence",
        r"violen|assault|\brape|beaten up|(?:sexual|physical|domestic|child|emotional) abuse",
        r"violen|assault|abus|hurt|harm|threat|afraid|safe|hit\b|weapon|report",
    ),
    (
        "withdrawal",
        r"withdrawal|detox|delirium",
        r"withdraw|detox|delirium|seizure|shak(?:e|es|ing)\b|stop|medical|doctor|nurse",
    ),
    (
        "medication",
        r"medicat|medicines?\b|prescri(?:be|pti)|buprenorphine|methadone|naltrexone|antidepressant",
        r"medic|prescri|doctor|nurse|pharmac|dose|pill|refill|side effect",
    ),
    ("overdose", r"overdos|naloxone", r"overdos|naloxone|narcan|toleran|breath|911|died|death|lost"),
)
PATTERNS = tuple(
    (topic, re.compile(rf"(?<![\w-])(?:{words})"), re.compile(rf"(?<![\w-])(?:{fitting})"))
    for topic, words, fitting in TOPICS
)
PIECES = {
    "grief": ("grie", "bereave", "mourn"),
    "trauma": ("trauma", "flashback", "nightmare"),
    "self-harm": ("harm", "injur", "hurt", "cut"),
    "suicide": ("suicid", "kill", "end"),
    "violence": ("violen", "assault", "rape", "beaten", "abuse"),
    "withdrawal": ("withdrawal", "detox", "delirium"),
    "medication": ("medic", "prescri", "buprenorphine", "methadone", "naltrexone", "antidepress"),
    "overdose": ("overdos", "naloxone"),
}
OFTEN = 3  # a word that falls once or twice in the agenda does not make a session be about it


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """A session about one of the topics without a caution that speaks of it; it names all that it found."""
    if not subject.module.language.startswith("en"):
        return
    named, said = "\n".join(_named(session)).lower(), "\n".join(_said(session)).lower()
    cautions = "\n".join((*session.cautions, *subject.module.cautions)).lower()
    about = [
        topic
        for topic, words, fitting in PATTERNS
        if _is_about(topic, words, named, said) and not fitting.search(cautions)
    ]
    if about and not session.cautions:
        yield Finding((), f'"{session.id}" speaks of {" and ".join(about)}, and has no `cautions`')
    elif about:
        yield Finding(("cautions",), f'"{session.id}" speaks of {" and ".join(about)}, and no caution does')


def _is_about(topic: str, words: re.Pattern[str], named: str, said: str) -> bool:
    """True when it is named, or falls often; looks closely only where a piece of a word is there at all."""
    if not any(piece in said or piece in named for piece in PIECES[topic]):
        return False
    return bool(words.search(named)) or len(words.findall(said)) >= OFTEN


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
    "overdose has `cautions`, and one of them speaks of it.",
    why="Someone in the room is living it. Whoever runs the session should know beforehand who may be "
    f"shaken, what not to ask for in the group, and whom to call. Words that fall fewer than {OFTEN} times "
    "in the agenda and on the pages do not count. English only.",
    hint="say in `cautions` for whom it may be too much, and what to do then",
    session=find,
)
