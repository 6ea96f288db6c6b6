"""Beside a person: what payers cover, and relatives; each list is a dialog that adds and changes."""

from __future__ import annotations

import uuid
from functools import partial

from attrs import frozen
from textual.content import Content

from facilitator.desk import Desk
from facilitator.events import AuthorisationKept, RelativeKept, patient_stream
from facilitator.intake.cover import Cover
from facilitator.intake.forms import UNITS, authorisation, relative
from facilitator.people import Person
from facilitator.today import short
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.dialogs.fields import Fields, Line
from facilitator.tui.place import Place
from facilitator.tui.text import line, said, text

NEW = "+new"


@frozen
class Beside:
    """Works for one place: opens dialogs over it and writes through its desk."""

    place: Place

    async def cover(self, person: Person) -> None:
        """Authorisations of one person: enter changes one, the first row adds one."""
        known = {cover.granted.authorisation: cover for cover in self.place.desk.covers_of(person.id)}
        rows = [
            (NEW, said(("+ ", "$accent"), "an authorisation")),
            *((name, cover_words(cover)) for name, cover in known.items()),
        ]
        chosen = await self.place.app.push_screen_wait(
            Choose(f"What payers cover for {person.initials}", rows)
        )
        if chosen is None:
            return
        now = known[chosen].granted if chosen in known else None
        name = chosen if now else uuid.uuid4().hex[:8]
        form: Fields[AuthorisationKept] = Fields(
            f"Authorisation for {person.initials}",
            _authorisation_lines(now),
            partial(authorisation, person.id, name),
        )
        fact = await self.place.app.push_screen_wait(form)
        if fact is not None and self.place.write(patient_stream(person.id), fact):
            self.place.notify(f"{fact.payer}: {fact.granted} {fact.unit} until {fact.last}.")

    async def relatives(self, person: Person) -> None:
        """Relatives and other contacts of one person."""
        known = {one.contact: one for one in self.place.desk.relatives_of(person.id)}
        rows = [
            (NEW, said(("+ ", "$accent"), "a relative or another contact")),
            *((name, relative_words(one)) for name, one in known.items()),
        ]
        chosen = await self.place.app.push_screen_wait(Choose(f"Relatives of {person.initials}", rows))
        if chosen is None:
            return
        now = known.get(chosen)
        name = chosen if now else uuid.uuid4().hex[:8]
        form: Fields[RelativeKept] = Fields(
            f"Contact of {person.initials}", _relative_lines(now), partial(relative, person.id, name)
        )
        fact = await self.place.app.push_screen_wait(form)
        if fact is not None and self.place.write(patient_stream(person.id), fact):
            self.place.notify(f"{fact.initials}, {fact.relation}: written down.")


def _authorisation_lines(now: AuthorisationKept | None) -> tuple[Line, ...]:
    return (
        Line("payer", "payer", now.payer if now else ""),
        Line("number", "number", now.number if now else "", "the payer's, if there is one"),
        Line("unit", "counted in", now.unit if now else UNITS[0], choices=UNITS),
        Line("granted", "granted", str(now.granted) if now else "", "20"),
        Line("first", "first covered day", str(now.first) if now else "", "2026-11-30"),
        Line("last", "last covered day", str(now.last) if now else "", "2026-12-31"),
        Line("review", "concurrent review", str(now.review or "") if now else "", "a day, if there is one"),
    )


def _relative_lines(now: RelativeKept | None) -> tuple[Line, ...]:
    def yes(value: bool) -> str:
        return "yes" if value else "no"

    return (
        Line("initials", "initials", now.initials if now else "", "M.A."),
        Line("name", "name", now.name if now else "", "optional"),
        Line("relation", "relation", now.relation if now else "", "mother, partner, sponsor ..."),
        Line("phone", "phone", now.phone if now else "", "optional"),
        Line("may_know", "may be told", yes(now.may_know if now else False), "yes or no"),
        Line("emergency", "in an emergency", yes(now.emergency if now else False), "yes or no"),
    )


def cover_words(cover: Cover) -> Content:
    """`Blue Plan  12 of 20 days left, until 18 Dec`."""
    granted = cover.granted
    left = f"{cover.left:g} of {granted.granted} {granted.unit} left, until {short(granted.last)}"
    return said(line(granted.payer, "bold"), f"  {left}")


def relative_words(one: RelativeKept) -> Content:
    """`M.A.  mother, may be told, in an emergency  555 0100`."""
    facts = [one.relation, "may be told" if one.may_know else "may not be told"]
    facts += ["in an emergency"] if one.emergency else []
    return said(line(one.initials, "bold"), "  ", line(", ".join(facts)), "  ", line(one.phone, "$quiet"))


def cover_card(desk: Desk, person: Person) -> Content:
    """What the page says about payers."""
    rows: list[Content] = []
    for cover in desk.covers_of(person.id):
        rows.append(cover_words(cover))
        rows += [said(("! ", "bold $warning"), line(w)) for w in cover.warnings(desk.today(), desk.opens)]
    return Content("\n").join(rows) if rows else text("none; p adds what a payer covers", "$quiet")


def relatives_card(desk: Desk, person: Person) -> Content:
    rows = [relative_words(one) for one in desk.relatives_of(person.id)]
    return Content("\n").join(rows) if rows else text("none; k adds a relative or another contact", "$quiet")
