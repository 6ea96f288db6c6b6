"""The reference of all codes as one Markdown page.

`python -m curricula.reference docs/reference/curricula-rules.md` writes it.
"""

import sys
from pathlib import Path

from curricula.codes import explanations
from curricula.writing import replace

INTRODUCTION = """\
# Rules for modules

What `openchair curricula check` can say.
Each message begins with a code; `openchair curricula rule CODE` shows the same text in the terminal.
Codes with F are about files and TOML and are the same everywhere in openchair.
Codes with C are about curricula.
An error makes a module unfit for use; a warning deserves a look.

This page is generated from the rules themselves.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(e.markdown() for e in explanations().values())])


if __name__ == "__main__":
    replace(Path(sys.argv[1]), reference())
