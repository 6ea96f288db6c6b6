"""The command line reference, made from the command line itself.

`python -m facilitator.reference` writes docs/reference/commands.md; a test compares it with what is there.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from facilitator.cli import parser

PAGE = Path("docs/reference/commands.md")
HEAD = """\
# Commands

Data goes to standard output, everything else to standard error. Exit codes: 0 done, 1 findings (violations
or diagnostics), 2 bad input or usage, 3 nothing found in the time given, 130 interrupted (the
best so far is written).

This page is made by `python -m facilitator.reference`.
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    with _plain_and_wide():
        for command in _commands(parser()):
            parts.append(f"\n## {command.prog}\n\n```text\n{command.format_help().rstrip()}\n```\n")
    return "".join(parts)


@contextmanager
def _plain_and_wide() -> Iterator[None]:
    """The same page in every terminal: 100 columns, no colours; the environment is as it was afterwards."""
    before = dict(os.environ)
    os.environ.update(COLUMNS="100", NO_COLOR="1")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _commands(top: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The command and all below it, in the order of the help."""
    yield top
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _commands(below)


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    print(PAGE, file=sys.stderr)
