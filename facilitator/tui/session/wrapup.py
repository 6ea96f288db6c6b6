"""Wrap-up: minutes first, then the shared part, one note after another, and the signature."""

from __future__ import annotations

from textual import work
from textual.widgets import ContentSwitcher

from facilitator.events import SessionFinished
from facilitator.notes.guards import blocks, owed, stops
from facilitator.notes.note import unsigned
from facilitator.notes.views import FORMATS
from facilitator.tui.session.notelist import NOTE
from facilitator.tui.session.noteview import NoteView
from facilitator.tui.session.private import PrivateView
from facilitator.tui.session.reconcile import Reconcile
from facilitator.tui.session.signing import Signing, Waiting
from facilitator.tui.session.telling import names
from facilitator.tui.session.writing import Writing
from facilitator.tui.text import line, said


class WrapUp(Writing):
    """Says `finished`, `later`, or None when it went back to the room."""

    @work
    async def action_sign(self) -> None:
        """Show the batch, take the passphrase once, sign every note that is ready."""
        if not self.items or not self.store():
            return
        if not owed(self.scribe.state):
            self._close()
            return
        waiting = {member: self._waiting(member) for member in owed(self.scribe.state)}
        signer = await self.app.push_screen_wait(Signing(self.scribe.record, tuple(waiting.values())))
        if signer is None:
            return
        now, state = self.scribe.now(), self.scribe.state
        ready = [member for member, each in waiting.items() if not each.because]
        signed = [signer.signed(unsigned(state, member, signer.user, now, self.leaders)) for member in ready]
        if not self.write(*signed):
            return
        self.go(self.place)
        self._close(f"{len(signed)} signed. ")

    def _close(self, told: str = "") -> None:
        """With nothing left to do the session is finished and the screen goes; else say what is left."""
        state = self.scribe.state
        left = blocks(state)
        if left:
            self._said = said(("✓ " if told else "", "$success"), told, line(" ".join(left)))
            self.draw()
        elif state.finished or self.write(SessionFinished(self.scribe.session, self.scribe.now())):
            self.dismiss("finished")

    def _waiting(self, member: str) -> Waiting:
        found = self.guards(member)
        stop = next((guard.sentence for guard in found if stops((guard,))), "")
        unread = "" if member in self.opened else "Open it first: what is signed has been read."
        goal = self._note(member).goal
        return Waiting(
            name=names(self.scribe.state, hidden=self.hidden)[member],
            about=self._about(member, goal),
            because=stop or unread,
            looks=len(found),
        )

    def _about(self, member: str, goal: str) -> str:
        """The goal, and how many units the packs count."""
        units = sum(each.units for each in self._units.of(member).lines)
        counted = f", {units} unit{'' if units == 1 else 's'}" if self.desk and self.desk.rules.packs else ""
        return f"{goal or 'no goal linked'}{counted}"

    def action_private(self) -> None:
        self.store()
        item = self.items[self.place] if self.items else None
        self.app.push_screen(
            PrivateView(self.scribe, item.member or None if item else None), lambda _: self._after_private()
        )

    def _after_private(self) -> None:
        self.query_one(Reconcile).draw()
        self.draw()
        if self.items and not owed(self.scribe.state) and not self.scribe.state.finished:
            self._close()

    def action_style(self) -> None:
        if self.items and self.items[self.place].form == NOTE:
            self.store()
            style = self.desk.note_style if self.desk is not None else FORMATS[0]
            self.app.push_screen(NoteView(self._note(self.items[self.place].member), style, self.desk))

    def action_hide(self) -> None:
        self.hidden = not self.hidden
        reconcile = self.query_one(Reconcile)
        reconcile.hidden = self.hidden
        reconcile.draw()
        self.draw()

    def action_minutes(self) -> None:
        """Back to the sheet; words stay."""
        if self.scribe.state.signed:
            self._said = said("Notes are signed with their minutes; a correction is an addendum.")
            self.draw()
        elif self.store():
            self.items, self.place = [], -1
            self.query_one("#parts", ContentSwitcher).current = "reconcile"
            self.query_one("#rows").focus()
            self.draw()

    def action_leave(self) -> None:
        """Words are stored; what is unsigned stays owed."""
        if self.store():
            self.dismiss("later")
