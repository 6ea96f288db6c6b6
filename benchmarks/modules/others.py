"""What tombi, a linter and language server for TOML, says of the same files with the shipped schema."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from curricula.schema import FILE_NAME, shipped_schema

Place = tuple[int, int]


def tombi() -> str | None:
    """The program, where it is installed: beside this Python, or on the path."""
    return shutil.which("tombi", path=str(Path(sys.executable).parent)) or shutil.which("tombi")


def lint(folder: Path, files: Mapping[str, bytes], program: str) -> dict[str, list[Place]]:
    """Line and column of everything that tombi says of each file, beside the schema in `folder`."""
    (folder / FILE_NAME).write_text(shipped_schema(), encoding="utf-8")
    (folder / "tombi.toml").write_text("", encoding="utf-8")  # no settings from further up
    for name, content in files.items():
        (folder / name).write_bytes(content)
    said = folder / "said.json"
    command = [program, "lint", "--offline", "--diagnostics-format", "json", "--diagnostics-file", str(said)]
    environment = {**os.environ, "NO_COLOR": "1"}
    subprocess.run([*command, *sorted(files)], cwd=folder, capture_output=True, check=False, env=environment)
    found: dict[str, list[Place]] = defaultdict(list)
    for one in json.loads(said.read_text(encoding="utf-8") or "[]"):
        start = (one["range"] or {}).get("start", {"line": 1, "column": 1})
        found[Path(one["path"]).name].append((start["line"], start["column"]))
    return found
