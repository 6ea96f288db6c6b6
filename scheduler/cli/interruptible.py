"""Long work beside the keyboard: Ctrl-C asks it to stop and waits for what it has; a second one leaves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import define, field, frozen

T = TypeVar("T")
PATIENCE = 10.0  # seconds that work asked to stop is waited for


@frozen
class Ended(Generic[T]):
    """What the work gave (None: nothing), and whether somebody stopped it."""

    value: T | None
    interrupted: bool


@define(eq=False)
class _Work(Generic[T]):
    """One piece of work in a thread of its own."""

    call: Callable[[threading.Event], T]
    stop: threading.Event = field(factory=threading.Event)
    done: threading.Event = field(factory=threading.Event)
    value: T | None = None
    failure: Exception | None = None

    def run(self) -> None:
        try:
            self.value = self.call(self.stop)
        except Exception as error:
            self.failure = error
        finally:
            self.done.set()


def interruptible(call: Callable[[threading.Event], T]) -> Ended[T]:
    """Run `call`, which ends soon after the event it is given is set. Raises what it raises."""
    work = _Work(call)
    threading.Thread(target=work.run, daemon=True).start()
    interrupted, until = False, float("inf")
    while time.monotonic() < until:
        try:
            if work.done.wait(0.2):
                break
        except KeyboardInterrupt:
            if interrupted:
                break
            interrupted, until = True, time.monotonic() + PATIENCE
            work.stop.set()
    if work.failure is not None:
        raise work.failure
    return Ended(work.value, interrupted)
