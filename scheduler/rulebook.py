"""What a code or the name of a rule stands for, as `openchair schedule rule` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from curricula.codes import explanations
from scheduler.files.codes import TITLES
from scheduler.rules import KNOWN, RULES, WISHES, Rule, Wish

HOOKS = ("narrow", "post", "price")
"""What of a rule or wish speaks to the solver."""


def entries() -> dict[str, str]:
    """Markdown by rule (`gap`) and by code (`S001`; F codes are those of any TOML file here)."""
    files = {code: found.markdown() for code, found in explanations().items() if code.startswith("F")}
    codes = {code: f"## {code}\n\n{title}\n" for code, title in TITLES.items()}
    from scheduler.imports.codes import TITLES as OF_LISTS
    from scheduler.packs.reading import TITLES as OF_PACKS

    codes |= {code: f"## {code}\n\n{title}\n" for code, title in (OF_LISTS | OF_PACKS).items()}
    return {rule.ID: of_rule(rule) for rule in (KNOWN, *RULES, *WISHES)} | codes | files


def of_rule(rule: Rule | Wish) -> str:
    """A rule's name, its sentence, what decides the close calls, how it is held, and the keys it reads."""
    about = (rule.__doc__ or "").strip()
    return f"## {rule.ID}\n\n**{rule.SENTENCE}**\n\n{about}\n\n" + "".join(
        f"- {name}: {text}\n" for name, text in _held(rule)
    )


def readers(key: str) -> str:
    """Which rules read a key of a clinic, as a hint; empty when none does or it is no key."""
    found = [
        rule.ID
        for rule in (*RULES, *WISHES)
        if any(key in (read, read.rpartition(".")[2]) for read in rule.READS)
    ]
    return f"the key `{key}` is read by {', '.join(f'`{name}`' for name in found)}" if found else ""


def _held(rule: Rule | Wish) -> Iterator[tuple[str, str]]:
    """How a timetable is checked, what the solver is asked, and the keys of the clinic behind both."""
    yield "Checked", _first(rule.check.__doc__)
    asked = [_first(hook.__doc__) for name in HOOKS if (hook := getattr(rule, name, None))]
    yield "Asked of the solver", " ".join(asked) or getattr(rule, "HELD", "")
    yield "Reads", ", ".join(f"`{key}`" for key in rule.READS) or "nothing but the timetable"


def _first(doc: str | None) -> str:
    """The first paragraph of a docstring as one line."""
    return " ".join((doc or "").strip().split("\n\n")[0].split())
