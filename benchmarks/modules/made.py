"""Any number of sound modules, each of its own words: as long as those that people write."""

from __future__ import annotations

import random
from pathlib import Path

SESSIONS = (1, 6)
"""The fewest and the most sessions of a module."""
_WORDS = """
    a board and pens on the wall for all to see an hour that is hard can be read like rain one may sit out
    and look on we go round once more say it in five words the map has room for each of us ask who had a
    good day this week put the card in a bag walk to the door and back listen then swap tea is ready at ten
"""
WORDS = _WORDS.split()


def write(folder: Path, count: int, seed: int = 0) -> list[Path]:
    """`made-0.toml`, `made-1.toml` ... in a folder."""
    chance = random.Random(seed)
    paths = [folder / f"made-{number}.toml" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(_module(chance, number), encoding="utf-8")
    return paths


def _module(chance: random.Random, number: int) -> str:
    head = f"""#:schema ./curriculum.schema.json
format = 1
id = "made-{number}"
title = "Module {number}"
kind = "skills"
version = "1.0"
status = "active"
authors = ["A. B."]
license = "CC-BY-4.0"
entry = "any-session"
group_size = {{ min = 3, ideal = 8, max = 12 }}
"""
    return head + "".join(_session(chance, n) for n in range(chance.randint(*SESSIONS)))


def _session(chance: random.Random, number: int) -> str:
    return f"""
[[sessions]]
id = "session-{number}"
title = "Session {number}"
minutes = 60
objectives = ["Name {_said(chance, 6)}", "Write {_said(chance, 5)}"]
areas = ["cognitive"]
teaches = ["topic-{number}"]
co_facilitator = "recommended"
materials = ["{_said(chance, 3)}", "{_said(chance, 4)}"]
cautions = ["{_said(chance, 25)}", "{_said(chance, 20)}"]

{_step(chance, "In", "check-in", 12)}
{_step(chance, "Why", "psychoeducation", 12)}
{_step(chance, "Try", "activity", 20)}
{_step(chance, "Heard", "discussion", 8)}
{_step(chance, "Out", "check-out", 8)}
  [[sessions.handouts]]
  title = "Page {number}"
  body = \"\"\"
{_said(chance, 30)}

1. {_said(chance, 6)}
2. {_said(chance, 6)}

My word: ______________________
\"\"\"
  [sessions.homework]
  body = "{_said(chance, 15)}"
  [sessions.variants]
  telehealth = "{_said(chance, 40)}"
  short = "{_said(chance, 30)}"
"""


def _step(chance: random.Random, label: str, kind: str, minutes: int) -> str:
    return f"""  [[sessions.agenda]]
  label = "{label} {_said(chance, 2)}"
  kind = "{kind}"
  minutes = {minutes}
  content = \"\"\"
{_said(chance, 55)}

{_said(chance, 55)}
\"\"\"
  prompts = ["{_said(chance, 18)}", "{_said(chance, 15)}"]
  questions = ["{_said(chance, 9)}"]
"""


def _said(chance: random.Random, words: int) -> str:
    """Words in short sentences."""
    said = [chance.choice(WORDS) for _ in range(words)]
    for start in range(0, words, 9):
        said[start] = said[start].capitalize()
        end = min(start + 8, words - 1)
        said[end] += "."
    return " ".join(said)
