"""The consents of one person: which stand, what left the clinic, writing one down, revoking it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from curricula.text import clean
from facilitator.access.consents import USUAL, Consent, Part, consents, spoken
from facilitator.events import ConsentGiven, ConsentRevoked, Disclosed, Entry, patient_stream
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.place import Place
from facilitator.tui.text import line, said, text
from facilitator.tui.widgets.marks import Marks
from facilitator.tui.widgets.words import Words


class ConsentsDialog(ModalScreen[None]):
    """A list with keys over the person's page, whose `place` writes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("a", "add", "add"), ("x", "revoke", "revoke"), ("escape", "dismiss", "close"),
    ]  # fmt: skip

    def __init__(self, place: Place, member: str) -> None:
        super().__init__()
        self._place, self._member = place, member

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide", can_focus=False):
            yield Static(said("Consents of ", line(self._place.desk.people[self._member].initials, "bold")))
            yield OptionList(id="consents")
            yield Static(id="left")
            yield Static(said(("a writes one down, x revokes it, esc closes", "$quiet")))

    def on_mount(self) -> None:
        self._fill()
        self.query_one(OptionList).focus()

    def _entries(self) -> tuple[Entry, ...]:
        return self._place.desk.about(self._member)

    def _fill(self) -> None:
        entries, today = self._entries(), self._place.desk.today()
        options = self.query_one(OptionList)
        options.clear_options()
        rows = [Option(row(consent, today), id=consent.id) for consent in consents(entries).values()]
        nothing = "None written down. Without one, only the law's exceptions let anything leave."
        options.add_options(rows or [Option(said((nothing, "$quiet")), disabled=True)])
        options.highlighted = 0 if rows else None
        self.query_one("#left", Static).update(Content("\n").join(list(_left(entries))[-6:]))

    @work
    async def action_add(self) -> None:
        known = consents(self._entries())
        form = ConsentForm(self._member, f"c{len(known) + 1}", self._place.desk.today())
        made = await self.app.push_screen_wait(form)
        if made is not None and self._place.write(patient_stream(self._member), made):
            self._fill()

    @work
    async def action_revoke(self) -> None:
        option, today = self.query_one(OptionList).highlighted_option, self._place.desk.today()
        consent = consents(self._entries()).get(option.id or "") if option else None
        if consent is None or consent.revoked:
            return
        question = (
            f"Revoke the consent to {consent.fact.recipient}? It counts from today. How was it revoked?"
        )
        how = await self.app.push_screen_wait(
            AskWords(question, yes="Revoke it", placeholder="In writing, by word of mouth")
        )
        stream = patient_stream(self._member)
        if how and self._place.write(stream, ConsentRevoked(consent.id, self._member, today, how)):
            self._fill()


def row(consent: Consent, today: date) -> Content:
    """`● c1  to Dr. Wren, for treatment`, and below it the parts and how long it stands."""
    stands, fact = consent.stands(today), consent.fact
    mark, quiet = (("● ", "$success"), "") if stands else (("○ ", "$quiet"), "$quiet")
    whom = line(fact.recipient, width=28), ", for ", line(fact.purpose, width=24)
    return said(
        mark, line(consent.id, "bold"), "  to ", *whom,
        "\n    ", line(", ".join(fact.parts), "$quiet", width=36), (f"  {consent.state(today)}", quiet),
    )  # fmt: skip


def _left(entries: tuple[Entry, ...]) -> Iterator[Content]:
    """What left the clinic, newest last."""
    for entry in entries:
        if isinstance(fact := entry.fact, Disclosed):
            by = f"consent {fact.consent}" if fact.consent else f"exception {fact.exception}"
            day, to = f"{spoken(entry.at.date())}  ", line(fact.recipient, width=30)
            yield said((day, "$quiet"), line(fact.what), " to ", to, (f"  ({by})", "$quiet"))


class ConsentForm(ModalScreen[ConsentGiven | None]):
    """The signed paper, field by field. Enter in a field writes it down when nothing is missing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "leave it"),
        ("ctrl+s", "give", "write down"),
    ]

    def __init__(self, member: str, name: str, today: date) -> None:
        super().__init__()
        self._member, self._consent, self._today = member, name, today

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide", can_focus=False) as dialog:
            dialog.border_title = "A signed consent, as it reads on paper"
            dialog.border_subtitle = "tab moves on, space marks, enter writes it down, esc leaves"
            yield _line("to whom", Words(placeholder="a name, as on the paper", id="recipient"))
            yield _line("what for", Words(placeholder="treatment, payment, court ...", id="purpose"))
            yield Marks([(part, text(part)) for part in Part], USUAL[:2], id="parts")
            yield _line("signed on", Words(value=str(self._today), placeholder="2026-11-25", id="signed"))
            yield _line("expires after", Words(placeholder="2027-05-25; empty: until revoked", id="expires"))
            who = [(name, text(f"signed by the {name}")) for name in ("patient", "guardian")]
            yield Marks(who, ["patient"], id="signers")
            yield Static("", classes="problem")

    def on_mount(self) -> None:
        self.query_one("#recipient").focus()

    @on(Input.Submitted)
    def action_give(self) -> None:
        made, problem = self._made()
        if made is None:
            shown = self.query_one(".problem", Static)
            shown.update(said(("■ ", "$error"), text(problem)))
            shown.call_after_refresh(shown.scroll_visible, animate=False)
        else:
            self.dismiss(made)

    def _made(self) -> tuple[ConsentGiven | None, str]:
        """The fact, or what is missing, all of it."""
        recipient, purpose = self._words("recipient"), self._words("purpose")
        parts, signers = (self.query_one(f"#{name}", Marks).marked for name in ("parts", "signers"))
        signed, expires = _day(self._words("signed")), _day(self._words("expires"))
        problems = [
            words
            for wrong, words in (
                (not recipient, "Say who may receive it."),
                (not purpose, "Say what it is for."),
                (not parts, "Mark at least one part."),
                (len(parts) > 1 and Part.COUNSELLING in parts, ALONE),
                (not signers, "Mark who signed it."),
                (signed is None, "Say when it was signed, as 2026-11-25."),
                (signed is not None and signed > self._today, "It cannot be signed in the future."),
                (expires is None and bool(self._words("expires")), "Write the last day as 2027-05-25."),
                (bool(signed and expires and expires < signed), "It expires before it was signed."),
            )
            if wrong
        ]
        if problems or signed is None:
            return None, " ".join(problems)
        given = ConsentGiven(self._consent, self._member, recipient, purpose, parts, signed, signers, expires)
        return given, ""

    def _words(self, name: str) -> str:
        return clean(self.query_one(f"#{name}", Input).value).strip()

    def action_leave(self) -> None:
        self.dismiss(None)


def _line(label: str, words: Words) -> Horizontal:
    return Horizontal(Label(text(label, "$quiet")), words, classes="line")


ALONE = "A consent for counselling notes stands alone: it names no other part (42 CFR 2.31(b))."


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
