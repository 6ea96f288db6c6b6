"""C604: a translation keeps up with its original."""

import re
from collections.abc import Iterator
from pathlib import Path

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import BadInput, Severity
from curricula.module import Module

AT = ("translation_of",)


def find(subject: Subject) -> Iterator[Finding]:
    """A translation of an earlier version than its original has now, or of nobody knows which."""
    name, version = _original(subject.module.translation_of)
    if not name:
        return
    if not version:
        message = f'nobody can tell which version of "{name}" this translates'
        yield Finding(AT, message, f'name it, as in translation_of = "{name} 1.0"')
        return
    original = _find(name, subject)
    if original and _parts(original.version) > _parts(version):
        news = f" (newest change: {original.changelog[0]})" if original.changelog else ""
        message = f'"{name}" is at version {original.version}, and this translates {version}'
        yield Finding(AT, message, f"translate what changed, then name {original.version} here{news}")


def _original(text: str) -> tuple[str, str]:
    """Id and version from `id 1.2`; either may be missing."""
    name, _, version = text.strip().partition(" ")
    return name, version.strip().removeprefix("v")


def _parts(version: str) -> tuple[int, ...]:
    """The numbers of a version without zeros at its end, so that 1.10 follows 1.9 and 2.0 is 2."""
    numbers = [int(n) for n in re.findall(r"[0-9]{1,9}", version)]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _find(name: str, subject: Subject) -> Module | None:
    """The original among the modules read together, beside the translation, or among those that ship."""
    from curricula.library import names, shipped

    if name in subject.shelf:
        return subject.shelf[name]
    beside = _beside(subject.folder, name)
    return beside or (shipped()[name] if name in names() else None)


def _beside(folder: Path | None, name: str) -> Module | None:
    """The module in `NAME.toml` of the same folder, if that file holds it."""
    from curricula.shape import read
    from curricula.source import Source

    if folder is None or not re.fullmatch("[a-z0-9-]+", name):
        return None
    try:
        module = read(Module, Source.load(folder / f"{name}.toml"), [])
    except BadInput:
        return None
    return module if module and module.id == name else None


RULE = Rule(
    code="C604",
    name="old-translation",
    severity=Severity.WARNING,
    sentence="`translation_of` names the id and the version of the original, and the original has no "
    "later one.",
    why="A group that is held in another language deserves what was corrected since. The original is looked "
    "for among the modules that are checked together, then in the folder of the translation, then among "
    "those that ship.",
    hint='translate what changed, then name the new version, as in translation_of = "getting-steady 1.1"',
    shelf=find,
)
