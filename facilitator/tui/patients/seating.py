"""A place for somebody new in a week that is planned: with nobody moved, or else with a few, named."""

from __future__ import annotations

import threading
from functools import partial

from facilitator.admission import Admission
from facilitator.events import Entry, WeekDrafted, week_stream
from facilitator.timetabling.closures import local
from facilitator.timetabling.versions import history
from facilitator.timetabling.words import names, week_name
from facilitator.tui.place import Place
from facilitator.tui.timetable.absence import call_lines, mended_words
from facilitator.tui.timetable.working import Working
from scheduler.files import dump_timetable
from scheduler.mend.mended import Mended
from scheduler.week import Week

SECONDS = 10.0


async def seat(place: Place, made: Admission) -> tuple[Entry, ...]:
    """Look for a place in the week of the first day, where that is planned; keep it as a draft if wanted.
    Gives the entry of that draft."""
    desk = place.desk
    week = max(Week.of(made.patient.admitted or desk.today()), desk.week())
    known = history(desk.read(week_stream(str(week))), desk.merged)
    timetable, clinic = known.timetable, desk.clinic(week)
    if timetable is None:
        place.notify(f"{made.initials} is in when {week_name(week)} is solved.")
        return ()
    now = max(local(desk.now(), desk.zone), week.moment(0))

    def look(stop: threading.Event) -> Mended:
        from scheduler.apart import apart

        found: Mended = apart(
            "facilitator.intake.seating:seat", clinic, timetable, made.patient.id, now=now,
            time_limit=SECONDS, stop=stop,
        )  # fmt: skip
        return found

    called = names(desk.people, clinic)
    title = f"A place for {made.initials} in {week_name(week)}"
    doing = "Looking for a place, with nobody moved if there is one"
    dialog = Working(title, doing, look, partial(mended_words, called=called), keep="Keep it as a draft")
    mended = await place.app.push_screen_wait(dialog)
    if mended is None:
        return ()
    fact = WeekDrafted(str(week), dump_timetable(mended.new), known.pins, tuple(call_lines(mended, called)))
    if entries := place.write(week_stream(str(week)), fact):
        place.notify(f"{week_name(week).capitalize()} has a draft with {made.initials} in it: 2 shows it.")
    return entries
