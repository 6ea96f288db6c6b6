"""A page of the documentation as steps: files it has the reader write, edits, commands with what they print.

In a page, `<!-- write: PATH -->` before a fenced block has the reader save the block under that path, and
`<!-- in PATH: OLD => NEW -->` has them change a text; with `<!-- after `LINE` in PATH -->` before a fenced
block they put the block below the first such line. A ```console block holds commands after `$` with their
output below; a line `...` there stands for any lines, `...` inside a line for any words, and a last line
`[exit code N]` for a command that does not end with 0.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen
from openchair_command import COMMAND

STEP = re.compile(
    r"<!-- write: (?P<path>\S+) -->\n+```\w*\n(?P<text>.*?)^```"
    r"|<!-- in (?P<file>\S+): (?P<old>.*?) => (?P<new>.*?) -->"
    r"|<!-- after `(?P<line>[^\n]*)` in (?P<into>\S+) -->\n+```\w*\n(?P<more>.*?)^```"
    r"|^```console\n(?P<console>.*?)^```",
    re.M | re.S,
)
EXIT = re.compile(r"^\[exit code (\d+)\]$", re.M)


@frozen
class Command:
    """One line after `$`, what it prints (stdout, then stderr) and its exit code."""

    line: str
    printed: str
    code: int


def commands(console: str) -> Iterator[Command]:
    """The commands of one block, in order."""
    for part in re.split(r"^\$ ", console, flags=re.M)[1:]:
        line, _, printed = part.partition("\n")
        code = EXIT.search(printed)
        yield Command(line.strip(), EXIT.sub("", printed).rstrip(), int(code[1]) if code else 0)


def follow(page: Path, folder: Path) -> int:
    """Do in `folder` what `page` says, and count the commands. Raises AssertionError where it is wrong."""
    run = 0
    for step in STEP.finditer(page.read_text(encoding="utf-8")):
        if step["path"]:
            (folder / step["path"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / step["path"]).write_text(step["text"], encoding="utf-8")
        elif step["file"]:
            _change(folder / step["file"], step["old"], step["new"])
        elif step["line"]:
            _change(folder / step["into"], f"\n{step['line']}\n", f"\n{step['line']}\n{step['more']}")
        else:
            for command in commands(step["console"]):
                _check(command, folder)
                run += 1
    return run


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _check(command: Command, folder: Path) -> None:
    paths = f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command.line],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=90,
        env={**os.environ, "PATH": paths, "COLUMNS": "100", "NO_COLOR": "1"},
    )
    said = (done.stdout + done.stderr).rstrip()
    assert done.returncode == command.code, f"{command.line}: exit code {done.returncode}\n{said}"
    pattern = re.escape(command.printed).replace(r"\.\.\.", ".*")
    if command.printed:
        assert re.fullmatch(pattern, said, re.S), f"$ {command.line} printed:\n{said}"
