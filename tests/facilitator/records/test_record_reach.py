"""A silent server is waited for once; then it is said at once until a try in the background gets through."""

from __future__ import annotations

import time
from typing import Any

import pytest

from facilitator.records import reach
from facilitator.records.reach import Reach


class Server:
    """Answers, or is silent for as long as a wait, or refuses at once."""

    def __init__(self) -> None:
        self.is_silent, self.refuses, self.tries = True, False, 0

    def connect(self) -> Any:
        self.tries += 1
        if self.is_silent:
            time.sleep(0.05)
            raise OSError("no answer")
        if self.refuses:
            raise OSError("refused")
        return self

    def close(self) -> None: ...


def test_a_silent_server_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "SLOW_S", 0.02)
    server = Server()
    asked = Reach(server.connect, between=0.01)
    with pytest.raises(OSError, match="no answer"):
        asked()
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(OSError, match="no answer"):
            asked()
    assert time.monotonic() - began < 20 * 0.05, "not one wait each"
    server.is_silent = False
    for _ in range(500):
        if asked._silent is None:
            break
        time.sleep(0.01)
    assert asked() is server


def test_a_server_that_refuses_at_once_is_asked_each_time() -> None:
    server = Server()
    server.is_silent, server.refuses = False, True
    asked = Reach(server.connect)
    for _ in range(3):
        with pytest.raises(OSError, match="refused"):
            asked()
    assert server.tries == 3
    server.refuses = False
    assert asked() is server
