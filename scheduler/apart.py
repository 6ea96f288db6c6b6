"""Work in a process of its own: typing never waits for it, and a crash of the engine loses nothing.

The child reads what to do from its standard input and tells of its progress on its standard output; the end
of its input means stop, so it also goes when its parent does. When a child that solves dies, the best
timetable it told of is the answer.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import IO, Any

from attrs import frozen

from curricula.diagnostics import BadInput, Diagnostic
from scheduler.clinic import Clinic
from scheduler.progress import Event, Improved, Listener, Outcome, Stop
from scheduler.timetable import Timetable
from scheduler.week import Week

HEARS = 0.05  # seconds between looks at `stop`
PATIENCE = 1.5  # seconds that a stopped child gets to finish its sentence
POLITE = 10
"""How much the child gives way to whoever types, where the system knows of such things."""


class Died(Exception):
    """The child failed, or ended before it had an answer."""


class Stopped(Exception):
    """The child was stopped and had no answer by then."""


@frozen
class Answer:
    """The child's last word."""

    value: Any


@frozen
class Refused:
    """What a child says of input that makes no sense."""

    diagnostics: tuple[Diagnostic, ...]


@frozen
class Failed:
    """What a child says of a fault: its kind, nothing of its values."""

    kind: str


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
    best: list[Timetable] = []

    def hear(event: Event) -> None:
        if isinstance(event, Improved):
            best[:] = [event.timetable]
        if listener is not None:
            listener(event)

    try:
        found: Outcome = apart(
            "scheduler.solve:solve", clinic, week, listener=hear, stop=stop, previous=previous,
            time_limit=time_limit, workers=workers, seed=seed, first=first,
        )  # fmt: skip
    except Stopped:
        return Outcome(best[0] if best else None, time.monotonic() - began)
    except Died:
        if not best:
            raise
        return Outcome(best[0], time.monotonic() - began)
    return found


def apart(
    job: str, *given: Any, listener: Listener | None = None, stop: Stop | None = None, **options: Any
) -> Any:
    """What the function `job` ("module:name") makes of `given` and `options`, in a child process.

    The function gets a `listener` and a `stop` of its own; what the one hears is passed on, the other is set
    when `stop` is. Everything that goes over has to be picklable. Raises BadInput as the function does,
    Stopped, and Died.
    """
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", BEGIN, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the parent, which decides what it means
    )
    assert child.stdin is not None
    said: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_read, args=(child.stdout, said), daemon=True).start()
    try:
        with contextlib.suppress(OSError):
            pickle.dump((job, given, options), child.stdin)
            child.stdin.flush()
        return _hear(child, said, listener, stop)
    finally:
        child.kill()
        child.wait()


def _read(source: IO[bytes], said: SimpleQueue[Any]) -> None:
    """Queue everything the child says, and None at its end, whatever that was like."""
    try:
        while True:
            said.put(pickle.load(source))
    except Exception:
        said.put(None)  # a child that was killed in the middle of a word ends as well


def _hear(
    child: subprocess.Popen[bytes], said: SimpleQueue[Any], listener: Listener | None, stop: Stop | None
) -> Any:
    """Pass on what the child says until its last word, its end, or the end of our patience with it."""
    stopped: float | None = None
    while stopped is None or time.monotonic() < stopped + PATIENCE:
        if stopped is None and stop is not None and stop.is_set():
            stopped = time.monotonic()
            _hush(child)
        try:
            news = said.get(timeout=HEARS)
        except Empty:
            continue
        match news:
            case Answer(value):
                return value
            case Refused(diagnostics):
                raise BadInput(diagnostics)
            case Failed(kind):
                raise Died(f"the solver failed ({kind})")
            case None:
                break
            case _ if listener is not None:
                listener(news)
    if stopped is None:
        raise Died("the solver's process ended without an answer")
    raise Stopped


def _hush(child: subprocess.Popen[bytes]) -> None:
    """The end of its input asks the child to stop."""
    if child.stdin is not None:
        with contextlib.suppress(OSError):
            child.stdin.close()


# --- in the child -------------------------------------------------------------------------------------------

BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from scheduler.apart import child; child()"


def child() -> None:
    """Read what to do, do it, say what happens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(POLITE)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # no library's words get between ours
    job, given, options = pickle.load(sys.stdin.buffer)
    stop, lock = threading.Event(), threading.Lock()
    threading.Thread(target=_obey, args=(stop,), daemon=True).start()

    def say(what: Event | Answer | Refused | Failed) -> None:
        with lock:
            try:
                pickle.dump(what, out)
                out.flush()
            except OSError:  # nobody listens any more
                os._exit(0)

    say(_answer(job, given, {**options, "listener": say, "stop": stop}))
    os._exit(0)


def _obey(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


def _answer(job: str, given: tuple[Any, ...], options: dict[str, Any]) -> Answer | Refused | Failed:
    module, _, name = job.partition(":")
    try:
        return Answer(getattr(import_module(module), name)(*given, **options))
    except BadInput as bad:
        return Refused(bad.diagnostics)
    except Exception as error:
        return Failed(type(error).__name__)
