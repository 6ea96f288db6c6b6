"""C501: people come first (English only)."""

import re
from collections.abc import Iterator
from typing import Any

import attrs

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.scanner import KeyPath

WORDS = {
    r"addicts?": "person with a substance use disorder",
    r"ex-addicts?": "person in recovery",
    r"alcoholics?(?! anonymous)": "person with alcohol use disorder",
    r"junkies?": "person who uses drugs",
    r"crackheads?": "person who uses cocaine",
    r"drunkards?": "person who drinks too much",
    r"(?:drug|substance|alcohol) abuse(?! and mental health)": "substance use",
    r"(?:drug|substance|alcohol) abusers?": "person who uses drugs or alcohol",
    r"drug habits?": "substance use disorder",
    r"dirty (?:urines?|screens?|tests?|drops?|ua)": "positive test",
    r"clean (?:urines?|screens?|drops?|ua)": "negative test",
    r"(?:get|gets|getting|got|stay|stays|staying|stayed|be|being|been) clean": "in recovery, not using",
    r"clean (?:and sober|time)": "in recovery, time without using",
    r"addicted bab(?:y|ies)": "baby born with withdrawal",
    r"(?:commit|commits|committed|committing) suicide": "died by suicide, ended their life",
    r"(?:successful|failed|unsuccessful) (?:suicide )?attempts?": "suicide attempt",
    r"schizophrenics?": "person with schizophrenia",
    r"psychotics": "people with psychosis",
    r"borderlines": "people with borderline personality disorder",
    r"manic[- ]depressives?": "person with bipolar disorder",
    r"(?:the )?mentally ill": "people with a mental illness",
    r"(?:crazy|insane) (?:person|people|man|woman|patients?)": "person with a mental illness",
    r"retarded": "having an intellectual disability",
    r"non-?complian(?:t|ce)": "not taking it as prescribed, not following the plan",
    r"frequent fl[iy]ers?": "person who comes often",
    r"wheelchair[- ]bound": "using a wheelchair",
    r"suffer(?:s|ing)? from (?:addiction|alcoholism|depression|mental illness)": "has, lives with",
    r"prostitutes?": "person in sex work",
    r"the homeless": "people without housing",
    r"(?:ex-?)?(?:convicts?|felons?)": "person who was in prison",
}
SKIPPED = {"references", "source", "attribution", "license", "authors", "contributors", "forked_from"}
_ANY = re.compile(r"(?<![\w-])(?:" + "|".join(f"({p})" for p in WORDS) + r")(?![\w-])", re.IGNORECASE)
_INSTEAD = tuple(WORDS.values())


def find(subject: Subject) -> Iterator[Finding]:
    """Each such word, once in a text."""
    if not subject.module.language.startswith("en"):
        return
    for path, text in _texts(subject.module, ()):
        for word, match in {m[0].lower(): m for m in reversed(list(_ANY.finditer(text)))}.items():
            instead = _INSTEAD[(match.lastindex or 1) - 1]
            yield Finding(path, f"“{word}” puts a label before the person", f"perhaps: {instead}", match[0])


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
