"""The reference page of rule packs, made from the tables, the kinds of figures and the shipped packs."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.packs.commands import page
from scheduler.packs.kinds import KINDS, Kind, Stricter
from scheduler.packs.reading import TITLES
from scheduler.packs.shelf import shipped

HEAD = """\
# Rule packs

A pack is one TOML file of limits with their sources. A clinic names the packs that it goes by, `packs =
["generic-iop", "california"]`; one of its own stands in the folder `packs` beside its other files and is
called after its file. Where several packs have a figure, the strictest wins; within one pack, the more
specific. **Not legal advice: check with your counsel and your payers.** A figure with `confirmed = false` is
one that nobody has looked up at its source.

This page is made from the packs themselves by `python -m scheduler.reference docs/reference`. See also
[use a rule pack](../how-to/use-a-rule-pack.md).
"""
WINS: dict[Stricter, str] = {
    "larger": "the larger", "smaller": "the smaller", "true": "true", "all": "all that any asks for",
}  # fmt: skip


def figures() -> str:
    """Every figure that a pack may hold."""
    rows = "".join(
        f"| `{kind.name}` | {_of(kind)} | {WINS[kind.stricter]} | {kind.about} |\n" for kind in KINDS.values()
    )
    return f"\n## Figures\n\n| figure | what it holds | which wins | meaning |\n|---|---|---|---|\n{rows}"


def _of(kind: Kind) -> str:
    if kind.words:
        return "a list of " + ", ".join(f"`{word}`" for word in kind.words)
    return kind.unit or "true or false"


def codes() -> str:
    """What can be wrong with a pack's file."""
    rows = "".join(f"| {code} | {title} |\n" for code, title in TITLES.items())
    return f"\n## Codes\n\n| code | what it says |\n|---|---|\n{rows}"


def shipped_packs() -> str:
    """Each shipped pack, as `rules show` prints it."""
    return "".join(_section(lines) for lines in map(page, shipped()))


def _section(lines: Iterator[str]) -> str:
    title, *rest = lines
    return f"\n## {title}\n\n```text\n" + "\n".join(rest).strip() + "\n```\n"
