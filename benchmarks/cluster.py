"""A PostgreSQL server to try things on: made in a temporary folder, answering on a socket, thrown away.

It asks for no password and answers on this computer only. Its programs are looked for on the path and where
Debian keeps them, which is not on it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import define

_DEBIAN = "/usr/lib/postgresql"
_SOONEST, _LATEST = 0.02, 30.0


DISK = "/var/tmp" if Path("/var/tmp").is_dir() else None
"""Not a folder in memory, where a fsync costs nothing."""


class NoServer(Exception):
    """Why there is none to be had here, in a sentence."""


def programs() -> Path:
    """The folder with `initdb` and `postgres`. Raises NoServer."""
    if sys.platform == "win32":
        raise NoServer("a throw-away PostgreSQL is started on POSIX systems only")
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path(_DEBIAN).glob("*/bin"), key=lambda path: path.parent.name.zfill(4), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoServer("no PostgreSQL server is installed (Debian: `apt-get install postgresql`)")


@define
class Cluster:
    """`folder` holds the data and the socket."""

    folder: Path
    bin: Path
    _process: subprocess.Popen[bytes] | None = None
    _made: int = 0

    def start(self) -> None:
        """Returns when it answers. Raises NoServer."""
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            [self.bin / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses="],
            stdout=log, stderr=log, **self._as_nobody_special(),
        )  # fmt: skip
        began = time.monotonic()
        while subprocess.run([self.bin / "pg_isready", "-q", "-h", self.folder], check=False).returncode:
            if self._process.poll() is not None or time.monotonic() - began > _LATEST:
                raise NoServer((self.folder / "log").read_text(errors="replace")[-500:])
            time.sleep(_SOONEST)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: closes every connection and writes down what it has; SIGQUIT: as a power cut would."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=_LATEST)
            self._process = None

    def place(self) -> str:
        """The address of an empty place for a record: a new user, with a schema of their own for tables."""
        self._made += 1
        name = f"clinic{self._made}"
        self.sql(f"CREATE ROLE {name} LOGIN; CREATE SCHEMA {name} AUTHORIZATION {name}")
        return f"postgresql://{name}@/postgres?host={self.folder}"

    def sql(self, words: str) -> None:
        """Run as the superuser."""
        run: list[str | Path] = [
            self.bin / "psql",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "postgres",
            "-h",
            self.folder,
        ]
        subprocess.run([*run, "-c", words, "postgres"], check=True, capture_output=True)

    def dump(self, address: str) -> str:
        """Everything that a superuser's copy of that place holds, as text."""
        name = str(urlsplit(address).username)
        run: list[str | Path] = [
            self.bin / "pg_dump",
            "-U",
            "postgres",
            "-h",
            self.folder,
            "-n",
            name,
            "postgres",
        ]
        return subprocess.run(run, check=True, capture_output=True, text=True).stdout

    def make(self) -> None:
        steps: list[str | Path] = [
            "-D",
            self.folder / "data",
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        made = subprocess.run(
            [self.bin / "initdb", *steps], capture_output=True, text=True, check=False,
            **self._as_nobody_special(),
        )  # fmt: skip
        if made.returncode:
            raise NoServer(made.stderr[-500:])
        self.start()

    def _as_nobody_special(self) -> dict[str, Any]:
        """PostgreSQL will not run as root."""
        if os.geteuid():
            return {}
        return {"user": "postgres", "group": "postgres", "extra_groups": [], "cwd": "/"}


PREFIX = "openchair-pg-"


def sweep(on: str | None) -> None:
    """Throw away what programs that were killed left behind in `on`: their folders and servers."""
    for folder in Path(on or tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = _number(folder / "owner")
        if _alive(owner) or (not owner and time.time() - folder.stat().st_mtime < _LATEST):
            continue
        server = _number(folder / "data" / "postmaster.pid")
        if server and _alive(server):
            os.kill(server, signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def _number(file: Path) -> int:
    """The process that a file names; 0 for none."""
    try:
        return int(file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _alive(process: int) -> bool:
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, and there
    return True


@contextmanager
def cluster(on: str | None = None) -> Iterator[Cluster]:
    """A running server until the block ends, with its data in a new folder in `on`. Raises NoServer."""
    bin_ = programs()
    sweep(on)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=on))
    (folder / "owner").write_text(str(os.getpid()))
    made = Cluster(folder, bin_)
    try:
        if not os.geteuid():
            shutil.chown(folder, "postgres", "postgres")
        made.make()
        yield made
    except LookupError as trouble:
        raise NoServer("root cannot run PostgreSQL, and there is no user `postgres`") from trouble
    finally:
        made.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def name_server(clinic: Path, address: str) -> None:
    """A clinic's folder whose file says where its record is."""
    clinic.mkdir(parents=True, exist_ok=True)
    (clinic / "clinic.toml").write_text(
        'format = 1\nname = "Riverside IOP"\ntimezone = "UTC"\nopen = ["mon-fri 08:00-20:00"]\n'
        f'record = "{address}"\n'
    )
