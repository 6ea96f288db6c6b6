"""`solve` in a process of its own: typing never waits for it, and a crash of the engine loses nothing.

The child is told only what to solve and when to stop, and tells of its progress through a pipe. When the
parent goes away the child goes too; when the child dies, the best timetable it told of is the answer.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from scheduler.clinic import Clinic
from scheduler.progress import Event, Improved, Listener, Outcome, Stop
from scheduler.timetable import Timetable
from scheduler.week import Week

HEARS = 0.05  # seconds between looks at `stop`
PATIENCE = 1.5  # seconds that a stopped child gets to finish its sentence
POLITE = 10
"""How much the child gives way to whoever types, where the system knows of such things."""


class Died(Exception):
    """The solver's process ended before it had an answer."""


def solve_apart(
    clinic: Clinic,
    week: Week,
    *,
    previous: Timetable | None = None,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 0,
    listener: Listener | None = None,
    stop: Stop | None = None,
    first: Timetable | None = None,
) -> Outcome:
    """The same as `scheduler.solve.solve`, in a child process.

    Raises what `solve` raises, and Died when the child ends without any timetable.
    """
    began = time.monotonic()
    ours, theirs = multiprocessing.Pipe()
    asked = {
        "previous": previous, "time_limit": time_limit, "workers": workers, "seed": seed, "first": first,
    }  # fmt: skip
    context = multiprocessing.get_context("spawn")
    child = context.Process(target=_child, args=(theirs, clinic, week, asked), daemon=True)
    child.start()
    theirs.close()
    try:
        return _hear(ours, began, listener, stop)
    finally:
        ours.close()
        child.join(0.2)
        if child.is_alive():
            child.kill()
            child.join()


def _hear(pipe: Connection, began: float, listener: Listener | None, stop: Stop | None) -> Outcome:
    """Pass on what the child says until its last word, its end, or the end of our patience with it."""
    best: Timetable | None = None
    stopped: float | None = None
    while stopped is None or time.monotonic() < stopped + PATIENCE:
        if stopped is None and stop is not None and stop.is_set():
            stopped = time.monotonic()
            with contextlib.suppress(OSError):
                pipe.send("stop")
        if not pipe.poll(HEARS):
            continue
        try:
            said = pipe.recv()
        except (EOFError, OSError):
            break
        if isinstance(said, Outcome):
            return said
        if isinstance(said, BaseException):
            raise said
        if isinstance(said, Improved):
            best = said.timetable
        if listener is not None:
            listener(said)
    if best is None and stopped is None:
        raise Died("the solver's process ended without a timetable")
    return Outcome(best, time.monotonic() - began)


# --- in the child -------------------------------------------------------------------------------------------


def _child(pipe: Connection, clinic: Clinic, week: Week, asked: dict[str, object]) -> None:
    """Solve, say what happens, and be gone when nobody listens any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    if hasattr(os, "nice"):
        os.nice(POLITE)
    stop, lock = threading.Event(), threading.Lock()
    threading.Thread(target=_obey, args=(pipe, stop), daemon=True).start()

    def say(what: Event | Outcome | BaseException) -> None:
        with lock, contextlib.suppress(OSError):
            pipe.send(what)

    say(_answer(clinic, week, asked, say, stop))


def _obey(pipe: Connection, stop: threading.Event) -> None:
    try:
        pipe.recv()
        stop.set()
        pipe.recv()
    except (EOFError, OSError):
        os._exit(0)


def _answer(
    clinic: Clinic, week: Week, asked: dict[str, object], say: Callable[[Event], None], stop: threading.Event
) -> Outcome | BaseException:
    from scheduler.solve import solve

    try:
        return solve(clinic, week, listener=say, stop=stop, **asked)  # type: ignore[arg-type]
    except Exception as error:
        return error
