"""The installed command, run as a person runs it: in a process of its own, from a folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

COMMAND = shutil.which("openchair", path=str(Path(sys.executable).parent)) or "openchair"
NAMESPACE = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
PLACE = re.compile(r"^(\S+?):(\d+):(\d+): ([A-Z]\d{3}) (warning: )?", re.M)


@frozen
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def places(self) -> list[tuple[str, int, int, str]]:
        """File, line, column and code of each problem on stderr."""
        return [(m[1], int(m[2]), int(m[3]), m[4]) for m in PLACE.finditer(self.err)]

    @property
    def codes(self) -> list[str]:
        return [code for *_, code in self.places]


def openchair(
    *words: object,
    cwd: Path,
    passphrase: str | None = None,
    before: str = "",
    env: dict[str, str] | None = None,
) -> Ran:
    """Run `openchair words...` in `cwd`, without a terminal.

    `passphrase` is handed over on a file descriptor. `before` is a line of shell that runs first, in a mount
    namespace of its own, so that what it mounts is gone with it.
    """
    command = [COMMAND, *map(str, words)]
    with _descriptor(passphrase) as number:
        if number is not None:
            command += ["--passphrase-fd", str(number)]
        if before:
            command = [*NAMESPACE, f'{before} && "$@"', "sh", *command]
        done = subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
            pass_fds=() if number is None else (number,),
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", **(env or {})},
        )
    return Ran(done.returncode, done.stdout, done.stderr)


@contextmanager
def _descriptor(passphrase: str | None) -> Iterator[int | None]:
    if passphrase is None:
        yield None
        return
    read, write = os.pipe()
    os.write(write, f"{passphrase}\n".encode())
    os.close(write)
    try:
        yield read
    finally:
        os.close(read)


def cannot_mount() -> str:
    """Why no file system can be mounted here, or an empty string when it can."""
    if not shutil.which("unshare"):
        return "no `unshare` on this system, so nothing can be mounted for a test"
    done = subprocess.run(
        [*NAMESPACE, "mount -t tmpfs none /mnt"], capture_output=True, text=True, check=False
    )
    return f"nothing can be mounted here: {done.stderr.strip()}" if done.returncode else ""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
