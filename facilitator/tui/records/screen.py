"""The Records workspace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import evolve
from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from facilitator.access.roles import May
from facilitator.desk import Desk
from facilitator.events import AbsenceFollowed, Entry, patient_stream
from facilitator.records import anchors
from facilitator.records.errors import NotAllowed, RecordError
from facilitator.tui.actions import bindings
from facilitator.tui.chart.batch import sign_opened
from facilitator.tui.chart.contacts import open_contact
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.place import Place
from facilitator.tui.records.copying import copy_notes
from facilitator.tui.records.keeping import show_keeping
from facilitator.tui.records.note_room import cosign_read, read_note
from facilitator.tui.records.papers import Absence, Papers, SignedNote, papers, signed_of
from facilitator.tui.records.rows import absence_row, owed_row, signed_row, trail_row
from facilitator.tui.records.users import UsersDialog
from facilitator.tui.records.working import Progress, Working
from facilitator.tui.text import line, said

if TYPE_CHECKING:
    from facilitator.records.audit import Report
    from facilitator.records.backup import Manifest
    from facilitator.records.store import Record

TRAIL = 2000
"""Newest entries that the trail looks through."""
SHOWN = 400
"""Rows in one list at most."""

VIEWS = (
    ("owed", "o", "Owed"),
    ("signed", "s", "Signed"),
    ("cosign", "c", "To co-sign"),
    ("absences", "a", "Absences"),
    ("trail", "t", "Trail"),
)

EMPTY = {
    "owed": "✓ Every note of the last 90 days is signed.",
    "signed": "No note was signed in the last 90 days. Notes are signed at the end of a group: press 1.",
    "cosign": "✓ No note waits for your co-signature.",
    "absences": "✓ Nobody who missed a group is left without a call.",
    "trail": "Nothing was written yet.",
}
KEYS = {
    "owed": "enter opens the group or the contact, g signs contacts that you opened",
    "signed": "enter reads the note and checks its signature",
    "cosign": "enter reads the note, g co-signs all that you have read",
    "absences": "enter writes down what was done",
    "trail": "/ looks for words, v verifies all of it",
}


class RecordsScreen(Place):
    """Lists with a key each; verifying and backing up."""

    workspace = "records"
    reads = "lists of notes and absences"
    places: ClassVar[tuple[str, ...]] = ("records",)
    BINDINGS = bindings("records")
    CSS_PATH = "records.tcss"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._view = "owed"
        self._papers = Papers((), (), ())
        self._read_here: set[str] = set()  # notes that were on screen since the app was opened
        self._trail: tuple[Entry, ...] = ()
        self._checked = said(("not verified since it was opened: v", "$quiet"))

    @property
    def record(self) -> Record:
        return cast("Record", self.desk.record)

    def body(self) -> Iterable[Widget]:
        yield Static(id="views")
        yield Input(placeholder="initials, group, user or other words; esc ends the search", id="filter")
        yield OptionList(id="list", classes="pane")
        yield Static(id="state")

    def on_mount(self) -> None:
        self.query_one("#list").focus()

    def redraw(self) -> None:
        self._papers = papers(self.desk)
        self._fill()

    # --- drawing ------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        try:
            rows, state = self._rows(), self._state()
        except RecordError as trouble:
            rows, state = [], said(("■ ", "bold $error"), line(trouble, "$error"))
        options = self.query_one("#list", OptionList)
        known = options.highlighted_option.id if options.highlighted_option else None
        options.clear_options()
        options.add_options([Option(words, id=name) for name, words in rows[:SHOWN]] or [self._nothing()])
        names = [name for name, _ in rows[:SHOWN]]
        if names:
            options.highlighted = names.index(known) if known in names else 0
        options.border_title = KEYS[self._view]
        self.query_one("#views", Static).update(self._views())
        self.query_one("#state", Static).update(state)

    def _rows(self) -> list[tuple[str, Content]]:
        """Id and words of every row of the view that holds the words that were searched for."""
        wanted = self.query_one("#filter", Input).value.casefold().split()
        rows = self._all_rows()
        return [row for row in rows if all(word in row[1].plain.casefold() for word in wanted)]

    def _all_rows(self) -> list[tuple[str, Content]]:
        known, today = self._papers, self.desk.today()
        if self._view == "owed":
            return [(f"{note.session}/{note.member}", owed_row(note, today)) for note in known.owed]
        if self._view == "signed":
            return [(note.id, signed_row(note)) for note in known.signed]
        if self._view == "cosign":
            return [(note.id, signed_row(note, read=note.id in self._read_here)) for note in known.cosign]
        if self._view == "absences":
            return [(absence.id, absence_row(absence)) for absence in known.absences]
        if not self.desk.may(May.SEE_TRAIL):
            raise NotAllowed(May.SEE_TRAIL)
        self._trail = self.record.latest(TRAIL)
        return [(str(entry.seq), trail_row(entry, self.desk)) for entry in reversed(self._trail)]

    def _nothing(self) -> Option:
        if self.query_one("#filter", Input).value:
            return Option(said(("Nothing matches. esc ends the search.", "$quiet")), disabled=True)
        return Option(said((EMPTY[self._view], "$quiet")), disabled=True)

    def _views(self) -> Content:
        counts = {
            "owed": len(self._papers.owed),
            "signed": len(self._papers.signed),
            "cosign": len(self._papers.cosign),
            "absences": len(self._papers.absences),
        }
        parts: list[tuple[str, str]] = []
        for name, key, title in VIEWS:
            lit = "bold $foreground on $boost" if name == self._view else "$quiet"
            number = f" {counts[name]}" if counts.get(name) else ""
            parts += [(f" {key} {title}{number} ", lit), ("  ", "")]
        return said(*parts)

    def _state(self) -> Content:
        """How much there is, when it was copied last, and whether it was verified."""
        entries = f"{self.record.count():,} entries"
        copies = [anchor for anchor in anchors.read(self.record.places.heads) if anchor.where == "backup"]
        copied = said(_ago(copies[-1].at) if copies else ("no backup yet: b", "$warning"))
        parts = [said(entries), said("last backup " if copies else "", copied), self._checked]
        for warning in self.record.warnings:
            parts.append(said(("■ ", "bold $error"), line(warning, "$error")))
        return Content("  ·  ").join(parts)

    # --- views --------------------------------------------------------------------------------------------

    def action_owed(self) -> None:
        self._see("owed")

    def action_signed(self) -> None:
        self._see("signed")

    def action_cosign(self) -> None:
        self._see("cosign")

    def action_absences(self) -> None:
        self._see("absences")

    def action_trail(self) -> None:
        self._see("trail")

    def _see(self, view: str, wanted: str = "") -> None:
        self._view = view
        search = self.query_one("#filter", Input)
        search.value = wanted
        search.set_class(bool(wanted), "-on")
        self._fill()
        self.query_one("#list").focus()

    def show(self, to: str) -> None:
        """A session: its notes, signed or owed. A person: their absences. A note: what is to be co-signed."""
        if any(note.id == to for note in self._papers.cosign):
            self._see("cosign")
            return
        if to in self.desk.people:
            self._see("absences", self.desk.people[to].initials)
        elif to in self.desk.sessions:
            state = self.desk.session(to)
            signed = tuple(signed_of(self.desk, state)) if state.opened else ()
            if signed:
                self._see("signed")
                self._papers = evolve(self._papers, signed=signed)
                self._fill()
            else:
                self._see("owed")

    def action_search(self) -> None:
        search = self.query_one("#filter", Input)
        search.add_class("-on")
        search.focus()

    @on(Input.Changed, "#filter")
    def _searching(self) -> None:
        self._fill()

    @on(Input.Submitted, "#filter")
    def _searched(self) -> None:
        self.query_one("#list").focus()

    def action_back(self) -> None:
        self._see(self._view)

    # --- opening a row ------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#list")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        name = event.option.id or ""
        if self._view == "owed":
            where, _, member = name.rpartition("/")
            if where in self.desk.chart(member).contacts:
                self._write_contact(member, where)
            else:
                self._write(where)
        elif self._view in ("signed", "cosign"):
            listed = (*self._papers.signed, *self._papers.cosign)
            self._read(next(note for note in listed if note.id == name))
        elif self._view == "absences":
            self._follow(next(absence for absence in self._papers.absences if absence.id == name))

    @work
    async def action_keeping(self) -> None:
        """Whose record is past its retention, and who is on hold."""
        await show_keeping(self)

    @work
    async def _write_contact(self, member: str, contact: str) -> None:
        self._read_here.add(contact)
        await open_contact(self, self.desk.chart(member).contacts[contact])

    @work
    async def action_hand_over(self) -> None:
        """Audit packet or export, with recipient, purpose and ground."""
        if self._allowed(May.DISCLOSE):
            from facilitator.tui.records.handing import hand_over

            await hand_over(self)

    def _allowed(self, what: May) -> bool:
        """Whether the user's role allows it; else that is said."""
        if not self.desk.may(what):
            self.notify(str(NotAllowed(what)), severity="error")
        return self.desk.may(what)

    def _write(self, session: str) -> None:
        if not self._allowed(May.WRITE_NOTES):
            return
        from facilitator.tui.session.live import LiveScreen

        self.app.push_screen(LiveScreen(self.desk, session, clock=self.desk.now))

    @work
    async def _read(self, note: SignedNote) -> None:
        await read_note(self, note)
        self._read_here.add(note.id)
        self._fill()

    @work
    async def action_sign_read(self) -> None:
        """One passphrase signs every note of the list that was read; the others say so."""
        if self._view == "owed":
            done = await sign_opened(self, self._read_here)
            if done:
                self.notify(f"{done} signed.")
            return
        waiting = self._papers.cosign if self._view == "cosign" else ()
        if not waiting:
            self.notify("c lists the notes that wait for your co-signature.")
            return
        signed = await cosign_read(self, waiting, self._read_here)
        if signed:
            self.notify(f"{signed} co-signed.")

    @work
    async def action_copy(self) -> None:
        """Every signed note of the list that was read here, for some seconds."""
        await copy_notes(self, [note for note in self._papers.signed if note.id in self._read_here])

    @work
    async def _follow(self, absence: Absence) -> None:
        question = f"{absence.initials} missed {absence.title}. What was done?"
        what = await self.app.push_screen_wait(
            AskWords(question, yes="Write it down", placeholder="Called, comes on Friday")
        )
        if what is None:
            return
        try:
            self.desk.append(
                patient_stream(absence.member), AbsenceFollowed(absence.member, absence.session, what)
            )
        except RecordError as trouble:
            self.notify(str(trouble), severity="error")

    @work
    async def action_users(self) -> None:
        """Who may unlock the record, and with which roles."""
        people = {therapist.id: therapist.name for therapist in self.desk.config.therapists}
        await self.app.push_screen_wait(UsersDialog(self.record, people))
        self.desk.catch_up()
        self._fill()

    # --- is it all there ----------------------------------------------------------------------------------

    @work
    async def action_verify(self) -> None:
        """Check every page, link, signature and outside head."""
        from facilitator.records.audit import verify

        def job(progress: Progress) -> Report:
            return verify(self.record, progress)

        if not self._allowed(May.SEE_TRAIL):
            return
        report = await self.app.push_screen_wait(Working("Verifying the record", job))
        if report is None:
            return
        style, mark = ("$success", "✓") if report.ok else ("bold $error", "■")
        self._checked = said((f"{mark} ", style), line(report.sentence, style))
        self._fill()
        self.notify(report.sentence, severity="information" if report.ok else "error", timeout=12)

    @work
    async def action_backup(self) -> None:
        """Copy the record into a folder; the copy is checked before it counts."""
        from facilitator.records.backup import backup

        if not self._allowed(May.KEEP_RECORD):
            return
        beside = self.desk.folder.absolute().parent / f"{self.desk.folder.absolute().name}-backups"
        where = await self.app.push_screen_wait(
            AskWords(
                "Where does the backup go? A stick or another disk is best.", yes="Copy", value=str(beside)
            )
        )
        if where is None:
            return

        def job(progress: Progress) -> tuple[Path, Manifest]:
            return backup(self.record, Path(where).expanduser(), progress)

        made = await self.app.push_screen_wait(Working("Copying, then checking the copy", job))
        if made is not None:
            self._fill()
            self.notify(f"Backed up and checked: {made[0]}", timeout=12)


def _ago(at: datetime) -> str:
    days = (datetime.now(UTC) - at).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
