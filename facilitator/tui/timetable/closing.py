"""What happens to a week: absences, closures and holidays, and the draft that answers each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial

from facilitator.events import CLINIC_STREAM, Undone
from facilitator.timetabling.absence import in_words
from facilitator.timetabling.closures import Closure, change_of, fact_of, last_day, local
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import week_name
from facilitator.tui.dialogs.ask import Confirm
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from facilitator.tui.timetable.absence import Asked, AwayForm, call_lines, mended_words
from facilitator.tui.timetable.working import Working
from scheduler.facts import Item, staff_of
from scheduler.mend.changes import Change
from scheduler.mend.mended import Mended
from scheduler.timetable import Timetable
from scheduler.week import Week

SECONDS = 15.0
"""How long a mended week is looked for at most."""
NEW, HOLIDAYS = "+new", "+holidays"
Keep = Callable[[WeekView, Timetable, tuple[str, ...], tuple[str, ...]], None]
"""Stores a draft of the view's week: the timetable, whom to phone, the entries it answers."""


class Closing:
    """Works for one place: opens dialogs over it, writes through its desk, hands drafts to `keep`."""

    def __init__(self, place: Place, keep: Keep) -> None:
        self._place, self._keep = place, keep

    async def absence(self, view: WeekView, item: Item | None) -> None:
        """Ask who is away, look for the least disturbance, keep both when that is wanted."""
        who, when = _about(item, view.week)
        asked = await self._place.app.push_screen_wait(AwayForm(view, who, when))
        if asked is not None:
            await self._answer(view, asked)

    async def _answer(self, view: WeekView, asked: Asked) -> None:
        desk = self._place.desk
        words = in_words(asked.change, view.called)
        fact = fact_of(asked.change, asked.reason, desk.zone)
        now = max(local(desk.now(), desk.zone), view.week.moment(0))
        if view.timetable is None or view.week < desk.week():
            if self._place.write(CLINIC_STREAM, fact):
                self._place.notify(f"{words}: written down. Solving a week knows of it.")
            return
        job = _job(view, asked.change, now)
        doing = "Looking for the least disturbance"
        mended = await self._place.app.push_screen_wait(
            Working(words, doing, job, partial(mended_words, called=view.called), keep="Keep it as a draft")
        )
        if mended is None:
            question = f"{words}. Write that down without mending the week?"
            if not await self._place.app.push_screen_wait(Confirm(question, "Write it down", "Forget it")):
                return
        entries = self._place.write(CLINIC_STREAM, fact)
        if entries and mended is not None:
            calls = tuple(call_lines(mended, view.called))
            self._keep(view, mended.new, calls, tuple(entry.id for entry in entries))
            self._place.notify(_after(mended, view.week))

    # --- what stands --------------------------------------------------------------------------------------

    async def standing(self, view: WeekView) -> None:
        """The list of what is still to come: a new absence, holidays, or one that is taken back."""
        desk = self._place.desk
        coming = [closure for closure in desk.closures if last_day(closure.fact) >= desk.today()]
        rows = [
            (NEW, said(("+ ", "$accent"), "somebody is away, a room is closed, a session is called off")),
            (HOLIDAYS, said(("+ ", "$accent"), "public holidays: settle on which the clinic closes")),
            *((closure.entry, line(self._words(closure, view))) for closure in coming),
        ]
        question = "Away and closed from today on" if coming else "Nobody is away and nothing is closed."
        chosen = await self._place.app.push_screen_wait(Choose(question, rows))
        if chosen == NEW:
            await self.absence(view, None)
        elif chosen == HOLIDAYS:
            await self.holidays()
        elif chosen is not None:
            await self._take_back(next(c for c in coming if c.entry == chosen), view)

    def _words(self, closure: Closure, view: WeekView) -> str:
        change = change_of(closure.fact, self._place.desk.zone)
        if change is None:
            return f"the clinic is open on {closure.fact.name} ({closure.fact.day})"  # type: ignore[union-attr]
        reason = getattr(closure.fact, "reason", "") or getattr(closure.fact, "name", "")
        return in_words(change, view.called) + (f" ({reason})" if reason else "")

    async def _take_back(self, closure: Closure, view: WeekView) -> None:
        words = self._words(closure, view)
        question = f"Take back that {words}? Weeks that are planned stay as they are until they are solved."
        if await self._place.app.push_screen_wait(Confirm(question, "Take it back")):
            self._place.write(CLINIC_STREAM, Undone(closure.entry))

    async def holidays(self) -> None:
        """Public holidays of the next half year, each settled by the coordinator."""
        from facilitator.tui.timetable.holidays import HolidaysDialog

        desk = self._place.desk
        facts = await self._place.app.push_screen_wait(HolidaysDialog(desk))
        if facts and self._place.write(CLINIC_STREAM, *facts):
            closed = sum(fact.closed for fact in facts)
            self._place.notify(f"Settled: closed on {closed}, open on {len(facts) - closed} of them.")


def _about(item: Item | None, week: Week) -> tuple[str, str]:
    """What the form begins with: the first who works on the item under the cursor, and its day."""
    if item is None:
        return "", ""
    day = week.moment(item.start)
    return next(iter(staff_of(item)), item.room or ""), f"{day:%Y-%m-%d}"


def _job(view: WeekView, change: Change, now: datetime) -> Callable[[threading.Event], Mended]:
    """Mends the week of `view` in a process of its own."""

    def look(stop: threading.Event) -> Mended:
        from scheduler.apart import apart

        found: Mended = apart(
            "scheduler.mend.mending:mend", view.clinic, view.timetable, (change,), now=now,
            time_limit=SECONDS, stop=stop,
        )  # fmt: skip
        return found

    return look


def _after(mended: Mended, week: Week) -> str:
    count = len(mended.calls)
    phone = f"c shows the {count} to phone." if count else "Nobody needs to be phoned."
    return f"{week_name(week).capitalize()} is mended, as a draft. {phone} b publishes it, u takes it back."
