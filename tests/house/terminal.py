"""A real terminal: a program runs in tmux, its screen is read, keys are sent to it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen
from openchair_command import COMMAND

NO_TMUX = "" if shutil.which("tmux") else "no tmux here, so there is no terminal to run in"


@frozen
class Terminal:
    """One window of a tmux server of its own, which listens at `socket`."""

    socket: Path

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), *words], capture_output=True, encoding="utf-8", check=False
        )
        return done.stdout

    @property
    def screen(self) -> str:
        """What stands on the screen now, lines without trailing blanks."""
        return "\n".join(line.rstrip() for line in self._tmux("capture-pane", "-p").splitlines())

    def keys(self, *keys: str) -> None:
        """Send keys by tmux's names: `Enter`, `C-q`, or the character itself."""
        self._tmux("send-keys", *keys)

    def resize(self, width: int, height: int) -> None:
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def wait(self, *words: str, seconds: float = 40) -> str:
        """The screen once all `words` are on it. Raises AssertionError when they do not come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            shown = self.screen
            if all(word in shown for word in words):
                return shown
            time.sleep(0.1)
        raise AssertionError(f"{words} did not come up within {seconds} s:\n{self.screen}")


@contextmanager
def running(words: str, *, cwd: Path, size: tuple[int, int]) -> Iterator[Terminal]:
    """`openchair words` in a terminal of `size` (columns, rows). Its exit code is shown when it ends."""
    command = f"unset COLUMNS LINES; cd '{cwd}'; '{COMMAND}' {words}; echo \"exit code $?\"; sleep 600"
    width, height = map(str, size)
    with tempfile.TemporaryDirectory(prefix="tmux-") as place:  # short: a socket's path has few letters
        terminal = Terminal(Path(place) / "socket")
        terminal._tmux("-f", "/dev/null", "new-session", "-d", "-x", width, "-y", height, command)
        try:
            yield terminal
        finally:
            terminal._tmux("kill-server")
