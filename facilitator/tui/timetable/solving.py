"""One run of the solver, in a process of its own that a thread listens to.

The thread only posts messages; the screen owns what they say.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue

from textual.message import Message

from curricula.diagnostics import BadInput
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import percent
from scheduler.progress import Bounded, Event, Improved, Phase
from scheduler.timetable import Timetable
from scheduler.week import Week, hours


@dataclass
class Found(Message, bubble=False):
    """A better timetable that keeps every rule; only the newest matters."""

    run: Run
    view: WeekView

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Found) and message.run is self.run


@dataclass
class Progressed(Message, bubble=False):
    """What the run is at; only the newest matters."""

    run: Run
    phase: str
    unmet_bound: int | None

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Progressed) and message.run is self.run


@dataclass
class Finished(Message, bubble=False):
    """The run is over; `view` is its best valid answer, `problem` a sentence when something went wrong."""

    run: Run
    view: WeekView | None
    problem: str = ""


@dataclass(eq=False)
class Run:
    """One solve of the week of `base`, whose clinic, pins and week before are what the solver gets.

    `look` makes the view of an answer and is called in the thread. The fields below it belong to the screen.
    """

    base: WeekView
    look: Callable[[Timetable], WeekView]
    seconds: float
    prescribed: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)
    best: WeekView | None = None
    phase: str = "starting"
    unmet_bound: int | None = None
    over: bool = False

    @property
    def week(self) -> Week:
        return self.base.week

    def stop(self) -> None:
        """Ask the solver to end; it hears within a tenth of a second."""
        self.stopped.set()

    def says(self) -> str:
        """`solving 0:14 · gap 0.4 %`."""
        passed = int(time.monotonic() - self.began)
        verb = "stopping" if self.stopped.is_set() else "solving"
        words = [f"{verb} {hours(passed)}", self.phase if self.best is None else self.gap]
        return " · ".join(filter(None, words))

    @property
    def gap(self) -> str:
        """How much of what is prescribed might still be found; nothing while nothing is proven."""
        if self.best is None or self.unmet_bound is None:
            return self.phase
        left = max(0, self.best.unmet_minutes - self.unmet_bound)
        return f"gap {percent(left, self.prescribed)}"

    # --- in the thread ------------------------------------------------------------------------------------

    def work(self, post: Callable[[Message], object]) -> None:
        """Whatever happens, the last message is `Finished`."""
        try:
            view, problem = self._solved(post)
        except Exception as error:  # a fault of the solver must not take the app along
            view, problem = None, sentence(error)
        post(Finished(self, view, problem))

    def _solved(self, post: Callable[[Message], object]) -> tuple[WeekView | None, str]:
        from scheduler.apart import solve_apart

        better: SimpleQueue[Timetable | None] = SimpleQueue()
        looker = threading.Thread(target=self._look_on, args=(better, post), daemon=True)
        looker.start()
        try:
            outcome = solve_apart(
                self.base.clinic,
                self.week,
                previous=self.base.previous,
                time_limit=self.seconds,
                listener=lambda event: self._hear(event, better, post),
                stop=self.stopped,
            )
        finally:
            better.put(None)
            looker.join()
        if outcome.timetable is None:
            return None, "" if self.stopped.is_set() else "No timetable was found in the time given."
        view = self.look(outcome.timetable)
        if view.report.violations:
            return None, "The solver's last answer broke a rule and was put aside."
        return view, ""

    def _hear(
        self, event: Event, better: SimpleQueue[Timetable | None], post: Callable[[Message], object]
    ) -> None:
        """Called by the solver, which waits meanwhile: only passes on."""
        match event:
            case Improved():
                better.put(event.timetable)
            case Bounded():
                post(Progressed(self, self.phase, event.bounds[0]))
            case Phase():
                post(Progressed(self, event.name, self.unmet_bound))

    def _look_on(self, better: SimpleQueue[Timetable | None], post: Callable[[Message], object]) -> None:
        """Post the newest of what came that keeps every rule; what was overtaken is skipped. Ends at None."""
        over = False
        while not over:
            came = [better.get()]
            while not better.empty():
                came.append(better.get())
            over = None in came
            for timetable in filter(None, reversed(came)):
                view = self.look(timetable)
                if not view.report.violations:
                    post(Found(self, view))
                    break


def sentence(error: Exception) -> str:
    """What could not be done: the scheduler's own sentences, or else only the kind of the fault."""
    if isinstance(error, BadInput):
        return " ".join(f"{problem.message}." for problem in error.diagnostics)
    if type(error).__module__.startswith("scheduler.") and str(error):
        return f"{error}."
    return f"The solver failed ({type(error).__name__})."
