"""Looking into a week: why something is so, earlier drafts and versions, the seats of the coming weeks."""

from __future__ import annotations

import threading
from collections.abc import Callable

from attrs import evolve, frozen
from textual.content import Content

from facilitator.events import week_stream
from facilitator.timetabling.beside import gone
from facilitator.timetabling.grid import By
from facilitator.timetabling.seats_ahead import Outlook, seats_ahead
from facilitator.timetabling.versions import Draft, Version, history
from facilitator.timetabling.view import WeekView, week_view
from facilitator.timetabling.words import Names, counted, day_name, spoken, week_name, week_span
from facilitator.today import title_of
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.place import Place
from facilitator.tui.text import line, said, text
from facilitator.tui.timetable.dialogs import Tell
from facilitator.tui.timetable.working import Working
from scheduler.clinic import Clinic
from scheduler.facts import Item
from scheduler.outlook import members_of, thinning, weekdays_of
from scheduler.timetable import Session, Timetable, Unmet
from scheduler.week import DAY, DAYS, clock, hours

SECONDS = 20.0
"""How long an answer is looked for at most."""


@frozen
class Looking:
    """Works for one place: opens dialogs over it and changes nothing."""

    place: Place

    # --- why ----------------------------------------------------------------------------------------------

    async def unmet(self, view: WeekView, missing: Unmet) -> None:
        """A smallest set of reasons and the cheapest change, from the solver."""
        who = view.called.get(missing.patient, missing.patient)
        await self._ask(f"Why {who} lacks something", "unmet_of", view, missing.patient)

    async def elsewhere(self, view: WeekView, item: Item) -> None:
        """Why an item is not at another time, or what that would cost whom."""
        question = "Why not at another time? Say who, what and when."
        asked = await self.place.app.push_screen_wait(
            AskWords(question, yes="Ask", value=_wish(item, view.called))
        )
        if asked:
            wish = _coded(asked, view)
            await self._ask(f"Why not {asked}", "wish_of", view, wish)

    async def _ask(self, title: str, job: str, view: WeekView, about: str) -> None:
        def words(answer: str) -> Content:
            return Content("\n").join(text(spoken(row, view.called)) for row in answer.splitlines())

        await self.place.app.push_screen_wait(
            Working(title, "Asking the solver", _job(job, view, about), words)
        )

    # --- drafts and versions ------------------------------------------------------------------------------

    async def earlier(self, view: WeekView, by: By, item: Item | None) -> Timetable | None:
        """Choose an earlier draft or version, look at what differs, and go back to it if that is wanted."""
        known: list[Draft | Version] = [*view.history.versions, *view.history.drafts]
        if len(known) < 2:
            self.place.notify(f"{week_name(view.week).capitalize()} has no other draft or version yet.")
            return None
        names = {f"{i}": one for i, one in enumerate(known)}
        rows = [(name, self._row(one, view)) for name, one in reversed(names.items())]
        chosen = await self.place.app.push_screen_wait(Choose("Drafts and versions, the newest first", rows))
        timetable = names[chosen].timetable if chosen else None
        if timetable is None or view.timetable is None:
            return None
        from facilitator.tui.timetable.comparing import Compare, Side

        desk = self.place.desk
        that = week_view(view.week, view.clinic, desk.people, view.history, None, timetable, ())
        this = week_view(
            view.week, view.clinic, desk.people, view.history, that.timetable, view.timetable, view.pins
        )
        one = names[chosen or ""]
        left = Side(self._name(one), evolve(that, gone=gone(that.timetable, this.timetable)))
        compare = Compare(left, Side("As it is now", this), by, item, keep=True)
        return timetable if await self.place.app.push_screen_wait(compare) else None

    def last_week(self, view: WeekView, by: By, item: Item | None) -> None:
        """The week before and this one, side by side."""
        from facilitator.tui.timetable.comparing import Compare, Side

        before = view.week.shifted(-1)
        if view.previous is None or view.timetable is None:
            lacks = week_name(before if view.previous is None else view.week)
            self.place.notify(f"There is no timetable of {lacks} to compare with.")
            return
        desk = self.place.desk
        clinic, known = desk.clinic(before), history(desk.read(week_stream(str(before))), desk.merged)
        last = week_view(before, clinic, desk.people, known, None, view.previous, ())
        last = evolve(last, gone=gone(last.timetable, view.timetable))
        left, right = (
            Side(f"{week_name(one.week).capitalize()}, {week_span(one.week)}", one) for one in (last, view)
        )
        self.place.app.push_screen(Compare(left, right, by, item))

    def _row(self, one: Draft | Version, view: WeekView) -> Content:
        """`version 1  Fri 20 Nov 15:41 by t4   unmet 1:00  4 changes  preference 118`."""
        what, when = self._parts(one)
        return said((f"{what:<10}", "bold"), f" {when}   ", line(self._scores(one.timetable, view), "$quiet"))

    def _parts(self, one: Draft | Version) -> tuple[str, str]:
        what = f"version {one.number}" if isinstance(one, Version) else "draft"
        at = one.at.astimezone(self.place.desk.zone)
        return what, f"{day_name(at)} {at:%H:%M} by {one.who}"

    def _name(self, one: Draft | Version) -> str:
        """`Draft, Fri 20 Nov 15:41 by t4`."""
        return ", ".join(self._parts(one)).capitalize()

    def _scores(self, timetable: Timetable | None, view: WeekView) -> str:
        if timetable is None:
            return "cannot be read"
        seen = week_view(
            view.week, view.clinic, self.place.desk.people, view.history, view.previous, timetable, ()
        )
        score = seen.report.score
        broken = f", breaks {len(seen.report.violations)}" if seen.report.violations else ""
        changed = counted(score.changes, "change")
        return f"unmet {hours(seen.unmet_minutes)}, {changed}, preference {score.preference}{broken}"

    # --- seats --------------------------------------------------------------------------------------------

    def seats(self, view: WeekView, clinic: Clinic) -> None:
        """How many seats the coming weeks open, and where experience runs out."""
        found = seats_ahead(clinic, view.timetable, view.week)
        if not found:
            self.place.notify("There are no seats to tell of before the week is planned: s solves it.")
            return
        words = seats_words(found, view.called)
        assert view.timetable is not None, "seats are those of a timetable"
        thin = thinning(
            clinic, members_of(view.timetable), view.week.monday, days=weekdays_of(view.timetable)
        )
        if thin:
            rows = [text(spoken(str(one), view.called)) for one in thin]
            words = Content("\n").join([words, text(""), text("Few who know the group", "bold"), *rows])
        self.place.app.push_screen(Tell(words, "Seats ahead"))


def _job(job: str, view: WeekView, about: str) -> Callable[[threading.Event], str]:
    def look(stop: threading.Event) -> str:
        from scheduler.apart import apart

        found: str = apart(
            f"facilitator.timetabling.wondering:{job}", view.clinic, view.timetable, about, SECONDS, stop=stop
        )
        return found

    return look


def _wish(item: Item, called: Names) -> str:
    """What the question begins with: the item at its own time, to be changed by whoever asks."""
    who = (item.members[0] if item.members else "") if isinstance(item, Session) else item.patient
    what = item.group if isinstance(item, Session) else item.service
    return f"{called.get(who, who)} {what} {DAYS[item.start // DAY]} {clock(item.start % DAY)}"


def _coded(asked: str, view: WeekView) -> str:
    """The wish with ids in place of initials and titles, as the scheduler reads it."""
    words = f" {asked} "
    for code, name in sorted(view.called.items(), key=lambda pair: -len(pair[1])):
        words = words.replace(f" {name} ", f" {code} ")
    return words.strip()


def seats_words(found: tuple[Outlook, ...], called: Names) -> Content:
    """A line a group under its track: seats by week, then who leaves when."""
    weeks = [ahead.week for ahead in found[0].weeks]
    weeks_head = "".join(f"{f'w{week.monday.isocalendar().week}':>6}" for week in weeks)
    rows = [said((f"{'free seats':<28}{weeks_head}", "$quiet"))]
    track = None
    for one in found:
        if one.track != track:
            track = one.track
            rows.append(said((title_of(track) if track else "Every track", "bold")))
        free = "".join(f"{ahead.free:>6}" for ahead in one.weeks)
        name = called.get(one.group, title_of(one.group))
        head = line(f"  {name}, {one.members} of {one.cap}", width=27)
        rows.append(said(head, " " * (28 - head.cell_length), free))
        rows += _leaving(one, called)
    return Content("\n").join(rows)


def _leaving(one: Outlook, called: Names) -> list[Content]:
    parts = []
    for ahead in one.weeks:
        week = f"w{ahead.week.monday.isocalendar().week}"
        out = ", ".join(called.get(name, name) for name in ahead.leaving)
        into = ", ".join(called.get(name, name) for name in ahead.coming)
        parts += [f"{week} {out} leave" if len(ahead.leaving) > 1 else f"{week} {out} leaves"] if out else []
        parts += [f"{week} {into} may come"] if into else []
        away = ", ".join(called.get(name, name) for name in ahead.away)
        parts += [f"{week} {away} away, seat kept"] if away else []
    return [text(f"    {'; '.join(parts)}", "$quiet")] if parts else []
