"""Rows of the threat table about how the program is run: what others can see of it, and through what."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openchair_command import COMMAND

from facilitator.records.slots import Cost
from facilitator.records.store import Record
from scheduler.scaffold import new_clinic

PASSPHRASE = "four quiet words here"
SERVED = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "TEXTUAL_FILTERS": "dim"}
pytestmark = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc here")


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    new_clinic(tmp_path / "clinic")
    Record.create(tmp_path / "clinic", "t1", PASSPHRASE, cost=Cost(time=1, memory=8, lanes=1))[0].close()
    return tmp_path / "clinic"


def test_a_passphrase_stands_in_no_arguments_and_no_environment(clinic: Path) -> None:
    """Threat: secrets in argv, env. It is typed at a prompt, and looked for in /proc while it is at work."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(COMMAND, [COMMAND, "records", "verify", str(clinic)])
    place, seen = Path(f"/proc/{child}"), b""
    try:
        _until(terminal, b"Passphrase")
        os.write(terminal, PASSPHRASE.encode())
        for line in (b"", b"\n"):
            os.write(terminal, line)
            time.sleep(0.05)
            seen += (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
        said = _until(terminal, b"The record holds")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    assert b"verify" in seen
    assert PASSPHRASE.encode() not in seen + said


def _until(terminal: int, words: bytes) -> bytes:
    """What the program says up to these words."""
    told = b""
    while words not in told:
        told += os.read(terminal, 1024)
    return told


def test_the_app_is_served_to_no_browser(clinic: Path) -> None:
    """Threat: `textual serve` has no authentication and takes any Origin. It hands a program pipes and a
    driver that speaks to a browser; openchair wants a terminal, and takes no driver from outside."""
    served = subprocess.run(
        [COMMAND, "open", clinic], env={**os.environ, **SERVED}, stdin=subprocess.DEVNULL,
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (served.returncode, served.stdout) == (2, b"")
    assert b"the app needs a terminal" in served.stderr
    driver = (
        "from facilitator.tui.start import forget_textual_settings as forget; forget(); "
        "from facilitator.tui.guarded import Guarded; print(Guarded().driver_class.__name__)"
    )
    found = subprocess.run(
        [sys.executable, "-c", driver], env={**os.environ, **SERVED}, capture_output=True, check=True
    )
    assert b"Web" not in found.stdout
    assert b"Driver" in found.stdout
