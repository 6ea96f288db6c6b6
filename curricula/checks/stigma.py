"""C501: people come first (English only)."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.paths import KeyPath

# A fragment that says whether to look closer, the words, and what to say instead.
WORDS = (
    ("addict", r"addicts?", "person with a substance use disorder"),
    ("addict", r"ex-addicts?", "person in recovery"),
    ("alcoholic", r"alcoholics?(?! anonymous)", "person with alcohol use disorder"),
    ("junkie", r"junkies?", "person who uses drugs"),
    ("crackhead", r"crackheads?", "person who uses cocaine"),
    ("drunkard", r"drunkards?", "person who drinks too much"),
    ("abuse", r"(?:drug|substance|alcohol) abuse(?! and mental health)", "substance use"),
    ("abuser", r"(?:drug|substance|alcohol) abusers?", "person who uses drugs or alcohol"),
    ("drug habit", r"drug habits?", "substance use disorder"),
    ("dirty", r"dirty (?:urines?|screens?|tests?|drops?|ua)", "positive test"),
    ("clean", r"clean (?:urines?|screens?|drops?|ua)", "negative test"),
    (
        "clean",
        r"(?:get|gets|getting|got|stay|stays|staying|stayed|be|being|been) clean",
        "in recovery, not using",
    ),
    ("clean", r"clean (?:and sober|time)", "in recovery, time without using"),
    ("addicted bab", r"addicted bab(?:y|ies)", "baby born with withdrawal"),
    ("suicide", r"(?:commit|commits|committed|committing) suicide", "died by suicide, ended their life"),
    ("attempt", r"(?:successful|failed|unsuccessful) (?:suicide )?attempts?", "suicide attempt"),
    ("schizophrenic", r"schizophrenics?", "person with schizophrenia"),
    ("psychotics", r"psychotics", "people with psychosis"),
    ("borderlines", r"borderlines", "people with borderline personality disorder"),
    ("manic", r"manic[- ]depressives?", "person with bipolar disorder"),
    ("mentally ill", r"(?:the )?mentally ill", "people with a mental illness"),
    ("crazy ", r"crazy (?:person|people|man|woman|patients?)", "person with a mental illness"),
    ("insane ", r"insane (?:person|people|man|woman|patients?)", "person with a mental illness"),
    ("retarded", r"retarded", "having an intellectual disability"),
    ("complian", r"non-?complian(?:t|ce)", "not taking it as prescribed, not following the plan"),
    ("frequent fl", r"frequent fl[iy]ers?", "person who comes often"),
    ("wheelchair", r"wheelchair[- ]bound", "using a wheelchair"),
    (
        "suffer",
        r"suffer(?:s|ing)? from (?:addiction|alcoholism|depression|mental illness)",
        "has, lives with",
    ),
    ("prostitute", r"prostitutes?", "person in sex work"),
    ("the homeless", r"the homeless", "people without housing"),
    ("convict", r"(?:ex-?)?convicts?", "person who was in prison"),
    ("felon", r"(?:ex-?)?felons?", "person who was in prison"),
)
SKIPPED = {"references", "source", "attribution", "license", "authors", "contributors", "forked_from"}


def find(subject: Subject) -> Iterator[Finding]:
    """Each such word, once in a text."""
    if not subject.module.language.startswith("en"):
        return
    for path, text in _texts(subject.module, ()):
        small = text.lower()
        for fragment, pattern, instead in WORDS:
            if fragment in small and (match := _pattern(pattern).search(text)):
                message = f"“{match[0]}” puts a label before the person"
                yield Finding(path, message, f"perhaps: {instead}", match[0])


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


def _texts(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every text that is shown to people, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _texts(item, (*path, number))
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):
            if attribute.name not in SKIPPED:
                yield from _texts(getattr(value, attribute.name), (*path, attribute.name))


RULE = Rule(
    code="C501",
    name="stigma",
    severity=Severity.WARNING,
    sentence="Words put the person before the condition.",
    why="Labels make people expect less of themselves and of treatment. The list follows the person-first "
    "terms of the National Institute on Drug Abuse (“Words Matter”, 2021), and knows English only.",
    hint="name the person first, then what they live with",
    module=find,
)
