"""What a code or the name of a rule stands for, as `openchair schedule rule` prints it."""

from __future__ import annotations

from curricula.codes import explanations
from scheduler.files.codes import TITLES
from scheduler.rules import KNOWN, RULES, Rule


def entries() -> dict[str, str]:
    """Markdown by rule (`gap`) and by code (`S001`; F codes are those of any TOML file here)."""
    files = {code: found.markdown() for code, found in explanations().items() if code.startswith("F")}
    codes = {code: f"## {code}\n\n{title}\n" for code, title in TITLES.items()}
    return {rule.ID: of_rule(rule) for rule in (KNOWN, *RULES)} | codes | files


def of_rule(rule: Rule) -> str:
    """A rule's name, its sentence, and what decides the close calls."""
    return f"## {rule.ID}\n\n**{rule.SENTENCE}**\n\n{(rule.__doc__ or '').strip()}\n"
