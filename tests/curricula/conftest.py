"""A sound module to break, and a way to see what is said of the broken one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from curricula.reading import read_file

WORDS = " ".join(f"word{i}" for i in range(200))

SOUND = f'''\
format = 1
id = "base"
title = "Base"
kind = "skills"
authors = ["A. B."]
license = "CC-BY-4.0"
entry = "any-session"
group_size = {{ min = 3, ideal = 8, max = 12 }}

[[sessions]]
id = "one"
title = "One"
minutes = 60
objectives = ["Name one thing"]
teaches = ["first"]

  [[sessions.agenda]]
  label = "In"
  kind = "check-in"
  minutes = 12
  per_person_minutes = 1
  content = "{WORDS} one."

  [[sessions.agenda]]
  label = "Work"
  kind = "activity"
  minutes = 40

  [[sessions.agenda]]
  label = "Out"
  kind = "check-out"
  minutes = 8

  [[sessions.handouts]]
  title = "Page"
  body = "The sun is up. We go out. It is warm. You can sit in the sun with me and have a cup of tea."

[[sessions]]
id = "two"
title = "Two"
minutes = 20
objectives = ["Write a list"]
teaches = ["second"]
requires = ["first"]
agenda = [
  {{ label = "In", kind = "check-in", minutes = 10, content = "{WORDS} two." }},
  {{ label = "Out", kind = "check-out", minutes = 10 }},
]
'''

Break = Callable[..., list[tuple[str, int, int]]]


@pytest.fixture
def break_it(tmp_path: Path) -> Break:
    """Replace parts of the sound module and return code, line and column of everything that is said."""

    def broken(*replacements: tuple[str, str], add: str = "") -> list[tuple[str, int, int]]:
        text = SOUND
        for old, new in replacements:
            assert old in text, f"{old!r} is not in the sound module"
            text = text.replace(old, new, 1)
        path = tmp_path / "base.toml"
        path.write_text(text + add, encoding="utf-8")
        return [(d.code, d.line, d.column) for d in read_file(path).diagnostics]

    return broken
