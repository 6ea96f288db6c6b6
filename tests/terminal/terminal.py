"""A real terminal: a program runs in tmux, its screen is read, keys are sent to it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from attrs import frozen

NO_TMUX = "" if shutil.which("tmux") else "no tmux here, so there is no terminal to run in"


@frozen
class Terminal:
    """One window of a tmux server of its own. `pid_file` holds the number of the program that runs in it."""

    server: str
    pid_file: Path

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self.server, *words], capture_output=True, encoding="utf-8", check=False
        )
        return done.stdout

    @property
    def screen(self) -> str:
        """What stands on the screen now, lines without trailing blanks."""
        return "\n".join(line.rstrip() for line in self._tmux("capture-pane", "-p").splitlines())

    @property
    def cursor(self) -> str:
        """Where the cursor stands."""
        return self._tmux("display-message", "-p", "#{cursor_x},#{cursor_y}")

    def keys(self, *keys: str) -> None:
        """Send keys by tmux's names: `Enter`, `C-q`, or the character itself."""
        self._tmux("send-keys", *keys)

    def type(self, words: str) -> None:
        """Send `words` as they are, in one go."""
        self._tmux("send-keys", "-l", words)

    def resize(self, width: int, height: int) -> None:
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def kill(self) -> None:
        """End the program as a power cut would (SIGKILL)."""
        os.kill(int(self.pid_file.read_text(encoding="utf-8")), signal.SIGKILL)

    def wait(self, *words: str, seconds: float = 40) -> str:
        """The screen once all `words` are on it. Raises AssertionError when they do not come."""
        for shown in self._looks(seconds):
            if all(word in shown for word in words):
                return shown
        raise AssertionError(f"{words} did not come up within {seconds} s:\n{self.screen}")

    def wait_for(self, pattern: str, seconds: float = 40) -> re.Match[str]:
        """Where `pattern` is found, once it is on the screen; `^` and `$` are ends of lines."""
        for shown in self._looks(seconds):
            if found := re.search(pattern, shown, re.M):
                return found
        raise AssertionError(f"{pattern} did not come up within {seconds} s:\n{self.screen}")

    def _looks(self, seconds: float) -> Iterator[str]:
        """The screen again and again, until the time is up."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            yield self.screen
            time.sleep(0.05)


@contextmanager
def running(words: str, *, cwd: Path, size: tuple[int, int]) -> Iterator[Terminal]:
    """`openchair words` in a terminal of `size` (columns, rows). Its exit code is shown when it ends."""
    name = f"openchair-{uuid4().hex[:8]}"
    terminal = Terminal(name, cwd / f"{name}.pid")
    program = f"echo \\$$ >'{terminal.pid_file}'; exec '{sys.executable}' -m facilitator {words}"
    command = f'unset COLUMNS LINES; cd \'{cwd}\'; sh -c "{program}"; echo "exit code $?"; sleep 600'
    width, height = map(str, size)
    terminal._tmux("-f", "/dev/null", "new-session", "-d", "-x", width, "-y", height, command)
    try:
        yield terminal
    finally:
        terminal._tmux("kill-server")
