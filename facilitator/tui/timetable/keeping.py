"""The week on screen is kept and given out: drafts, versions, files, and lists that come in."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from attrs import evolve
from textual import work
from textual.content import Content

from facilitator.desk import Desk
from facilitator.events import CLINIC_STREAM, Undone, Viewed, WeekDrafted, WeekPublished, week_stream
from facilitator.records.errors import Conflict, RecordError, RecordLocked
from facilitator.timetabling.given_out import missing
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import spoken, week_name
from facilitator.tui.dialogs.ask import AskWords, Confirm
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.text import text
from facilitator.tui.timetable.dialogs import Page, Tell
from facilitator.tui.timetable.giving_out import DETAILS, choices, question, refusal, write_pages, write_week
from facilitator.tui.timetable.showing import WeekPlace
from scheduler.exports.rows import PLAIN
from scheduler.files import dump_timetable
from scheduler.timetable import Timetable
from scheduler.week import Week

Fact = WeekDrafted | WeekPublished | Undone | Viewed


class WeekKeeping(WeekPlace):
    """Stores what is made of the week on screen, and takes it back; what makes it is the subclass's."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._unsaved: list[tuple[Week, Fact]] = []  # what came while the record was locked

    def on_screen_resume(self) -> None:
        while self._unsaved and not self.openchair.locked:
            week, fact = self._unsaved.pop(0)
            self._write(week, fact)
        super().on_screen_resume()

    def _busy(self) -> bool:
        """Whether the solver works on the week on screen; then says how to end that."""
        busy = self._run is not None and self._run.week == self.view.week
        if busy:
            self.notify("The solver works on this week: . stops it first and keeps the best so far.")
        return busy

    # --- keeping ------------------------------------------------------------------------------------------

    def _keep(self, view: WeekView) -> None:
        """Store what `view` shows as a draft."""
        assert view.timetable is not None, "an empty week is no draft"
        fact = WeekDrafted(str(view.week), dump_timetable(view.timetable), view.pins)
        if self._stored(view.week, fact) and view.week == self._week and self._move is None:
            self._show(evolve(view, history=self._history(view.week)))

    def _write(self, week: Week, fact: Fact) -> None:
        """Store a fact about `week` and show it from the record."""
        if self._stored(week, fact) and week == self._week and self._move is None:
            self._show(self._look(week))

    def _stored(self, week: Week, fact: Fact, entry: str = "") -> bool:
        """Whether it is in the record now. What comes while that is locked is stored after unlocking.

        Of two who write the same `entry` at once, one is told that there is such a one already.
        """
        try:
            self.desk.append(week_stream(str(week)), fact, ids=[entry] if entry else None)
        except Conflict:
            self.desk.catch_up()
            self.draw()
            name = week_name(week).capitalize()
            self.notify(f"Somebody else published {name} just now; look at it, then publish again.")
            return False
        except RecordLocked:
            self._unsaved.append((week, fact))
            return False
        except RecordError as error:
            self.notify(str(error), severity="error")
            return False
        return True

    def action_undo(self) -> None:
        """Take back the newest draft of the week."""
        if self._busy():
            return
        if (draft := self.view.history.draft) is None:
            self.notify("There is nothing to take back: no draft of this week.")
            return
        self._write(self.view.week, Undone(draft.entry))
        for entry in draft.because:
            self.write(CLINIC_STREAM, Undone(entry))
        left = self.view.history
        back = (
            "the draft before" if left.draft else "what is published" if left.version else "nothing planned"
        )
        self.notify(f"Taken back: {back}.")

    def action_redo(self) -> None:
        """Bring back the draft that was taken back last."""
        if self._busy():
            return
        if not self.view.history.back:
            self.notify("There is nothing to bring back.")
            return
        self._write(self.view.week, Undone(self.view.history.back[-1].id))
        draft = self.view.history.draft
        for entry in draft.because if draft else ():
            self._bring_back(entry)
        self.notify("Brought back.")

    def _bring_back(self, entry: str) -> None:
        """Undo what took back an entry of the clinic's stream."""
        for later in reversed(self.desk.read(CLINIC_STREAM)):
            if isinstance(later.fact, Undone) and later.fact.entry == entry:
                self.write(CLINIC_STREAM, Undone(later.id))
                return

    # --- giving out ---------------------------------------------------------------------------------------

    @work
    async def action_publish(self) -> None:
        """Publish what is on screen, asked once; refused with the reasons while it breaks a rule."""
        view = self.view
        name = week_name(view.week).capitalize()
        if self._busy():
            return
        if view.timetable is None:
            self.notify(f"{name} is not planned yet: s solves it.")
        elif view.history.draft is None and (lacks := missing(self.desk, view.week)):
            if await self.app.push_screen_wait(Confirm(f"{lacks} Write them now?", "Write them")):
                self._give_out(view.timetable, lacks.version)
        elif view.history.draft is None:
            self.notify(f"{name} is published as it stands; there is no newer draft.")
        elif view.report.violations:
            self.app.push_screen(Tell(refusal(view), f"{name} cannot be published yet"))
        else:
            ask = AskWords(question(view), yes="Publish", placeholder="A note, if you like", needed=False)
            note = await self.app.push_screen_wait(ask)
            if note is not None:
                self._publish(view, note)

    def _publish(self, view: WeekView, note: str) -> None:
        """Write the version, unless somebody else wrote one since this week was drawn."""
        assert view.timetable is not None, "asked about before"
        name = week_name(view.week).capitalize()
        self.desk.catch_up()
        now = self._history(view.week)
        if now.version is not None and len(now.versions) != len(view.history.versions):
            self.draw()
            self.notify(f"{now.version.who} published {name} meanwhile; look at it, then publish again.")
            return
        calls = now.draft.calls if now.draft else ()
        fact = WeekPublished(str(view.week), dump_timetable(view.timetable), note, calls)
        number = len(now.versions) + 1
        if not self._stored(view.week, fact, entry=f"{view.week}.version.{number}"):
            return
        self._giving = view.week if self.desk.config.publish_to is not None else None
        self._show(self._look(view.week))
        self.notify(f"{name} is published. Today's groups come from it.")
        self._give_out(view.timetable, number)

    @work
    async def _give_out(self, timetable: Timetable, version: int) -> None:
        """Write what the clinic asks for whenever a week is published; neutral, and said either way."""
        clinic = self.desk.config
        if clinic.publish_to is None:
            return
        folder = str(self.desk.folder / Path(clinic.publish_to).expanduser())
        formats, who = clinic.publish_formats, self.desk.who
        write = partial(write_week, formats=formats, version=version, who=who)
        self.notify(await asyncio.to_thread(write, folder, timetable, PLAIN, self.desk.zone), timeout=12)
        self._giving = None
        if self._week == timetable.week and self._move is None:
            self._show(self._live or self._look(timetable.week))

    @work
    async def action_hours(self) -> None:
        """The close of the week on screen, to read and to write into a folder."""
        from facilitator.timetabling.close_of_week import close_of_week, files, in_text

        view = self.view
        if view.timetable is None:
            self.notify("There is nothing to count yet: s solves the week.")
            return
        count = close_of_week(self.desk, view.timetable)
        if count is None:
            self.notify(
                "The week names something that the clinic file no longer has (!): put it back there, "
                "or solve the week anew (s)."
            )
            return
        self.notify("Counting hours and looking for make-ups ...", timeout=4)
        close = await asyncio.to_thread(count)
        words = Content("\n").join(text(spoken(row, view.called)) for row in in_text(close).splitlines())
        title = f"Close of {week_name(view.week)}"
        if not await self.app.push_screen_wait(Page(title, words)):
            return
        ask = AskWords("Into which folder? It names patients by code.", yes="Write", placeholder="~/reports")
        folder = await self.app.push_screen_wait(ask)
        if folder is not None and self._stored(view.week, Viewed(f"close of {view.week}")):
            self.notify(write_pages(folder, files(close)), timeout=12)

    @work
    async def action_export(self) -> None:
        """Write the week into a folder, with as much in it as is chosen."""
        view = self.view
        if view.timetable is None:
            self.notify("There is nothing to write yet: s solves the week.")
            return
        chosen = await self.app.push_screen_wait(Choose("What may the files disclose?", choices()))
        if chosen is None:
            return
        folder = await self.app.push_screen_wait(
            AskWords("Into which folder?", yes="Write", placeholder="/home/me/week, or ~/week")
        )
        if folder is not None and self._stored(view.week, Viewed(f"export of {view.week}, {chosen}")):
            write = partial(write_week, who=self.desk.who)
            done = asyncio.to_thread(write, folder, view.timetable, DETAILS[chosen][0], self.desk.zone)
            self.notify(await done, timeout=12)
