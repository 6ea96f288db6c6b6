"""Whether a server can be reached: while it is silent, asking fails at once instead of once more waiting.

A server that refuses does so at once, and is simply asked again. One that is silent (its computer is off, a
cable is out) is found out by waiting, and no key may wait for that again and again: after the first time a
thread of its own goes on trying, and until it gets through everybody else is told at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from attrs import define, field

SLOW_S = 0.5
"""Seconds after which a try that fails has been a wait."""
BETWEEN_S = 1.0
LONGEST_S = 60.0
"""Seconds after which the thread gives up when nobody has asked since."""


@define(eq=False)
class Reach:
    """`connect` opens a connection, or raises what the driver does."""

    connect: Callable[[], Any]
    between: float = BETWEEN_S
    _silent: Exception | None = None
    _asked: float = 0.0
    _lock: threading.Lock = field(factory=threading.Lock)

    def __call__(self) -> Any:
        self._asked = time.monotonic()
        if (silent := self._silent) is not None:
            raise silent.with_traceback(None)
        try:
            return self.connect()
        except Exception as trouble:
            if time.monotonic() - self._asked >= SLOW_S:
                self._go_on_trying(trouble)
            raise

    def _go_on_trying(self, trouble: Exception) -> None:
        with self._lock:
            if self._silent is None:
                self._silent = trouble
                threading.Thread(target=self._try, daemon=True).start()

    def _try(self) -> None:
        while time.monotonic() - self._asked < LONGEST_S:
            time.sleep(self.between)
            began = time.monotonic()
            try:
                self.connect().close()
            except Exception:
                if time.monotonic() - began >= SLOW_S:
                    continue
            break  # it answers, if only to refuse
        self._silent = None
