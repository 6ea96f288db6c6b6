"""The clinic's resource list, and the on-call sheet that members take home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from textual.content import Content

from curricula.diagnostics import Diagnostic
from facilitator.chart.contacts import Contact
from facilitator.desk import Desk
from facilitator.resources import FOLDER, Resource, Resources, by_kind, load, named, on_call_page
from facilitator.today import short
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.messages import Go
from facilitator.tui.place import Place
from facilitator.tui.text import line, said

SHEET = "on-call.html"


async def show_resources(place: Place) -> None:
    """The list by kind; `p` writes the on-call sheet beside it."""
    desk = place.desk
    found, problems = load(desk.folder)
    above = _problem(problems[0], len(problems)) if problems else None
    pointing = referrals(desk, found)
    rows = [(each.name, _row(each, pointing.get(each.name, ()))) for each in by_kind(found)]
    keys = (("enter", "who was referred"), ("p", "print the on-call sheet"))
    empty = f"No list yet: write {FOLDER}/resources.toml in the clinic's folder."
    given = await place.app.push_screen_wait(Listing("Resources", rows, keys, empty=empty, above=above))
    if given is None:
        return
    if given[0] == "enter":
        await _show_referred(place, given[1], pointing.get(given[1], ()))
        return
    if not found.on_call:
        place.notify(f"No [[on_call]] lines stand in {FOLDER}/*.toml yet.")
        return
    path = desk.folder / FOLDER / SHEET
    try:
        path.write_text(on_call_page(found, desk.config.name), encoding="utf-8")
    except OSError as trouble:
        place.notify(f"Not written: {trouble.strerror}.", severity="error")
        return
    place.notify(f"Written: {path}. It names nobody; print it from a browser.", timeout=12)


def referrals(desk: Desk, resources: Resources) -> Mapping[str, tuple[Contact, ...]]:
    """Resource -> the referrals that point to it, of people whom the user sees, the newest first."""
    found: dict[str, list[Contact]] = defaultdict(list)
    for name in desk.charted:
        for contact in desk.chart(name).contacts.values() if desk.sees(name) else ():
            resource = named(resources, contact.fact.to) if contact.fact.to else None
            if resource is not None:
                found[resource.name].append(contact)
    return {
        name: tuple(sorted(each, key=lambda contact: contact.fact.starts, reverse=True))
        for name, each in found.items()
    }


async def _show_referred(place: Place, resource: str, pointing: Sequence[Contact]) -> None:
    """Everybody who was referred there, with what came of it; enter goes to the person."""
    rows = [(each.id, _referred(place.desk, each)) for each in pointing]
    title, keys = f"Referred to {resource}", (("enter", "the person"),)
    given = await place.app.push_screen_wait(Listing(title, rows, keys, empty="Nobody yet."))
    member = next((each.member for each in pointing if given and each.id == given[1]), None)
    if member is not None:
        place.app.post_message(Go("patients", member))


def _referred(desk: Desk, contact: Contact) -> Content:
    person, day = desk.people.get(contact.member), contact.fact.starts.astimezone(desk.zone).date()
    came = contact.outcomes[-1].what if contact.outcomes else "no outcome written yet"
    return said(
        line(person.initials if person else contact.member, "bold", width=8), "  ", (short(day), "$quiet"),
        "  ", line(came, "" if contact.outcomes else "$warning"),
    )  # fmt: skip


def _problem(first: Diagnostic, count: int) -> Content:
    """The first mistake at its place, and how many there are."""
    where = f"{Path(first.file).name}:{first.line}:{first.column}"
    more = f" (and {count - 1} more)" if count > 1 else ""
    return said(("▲ ", "bold $warning"), line(f"{where} {first.message}. {first.hint}{more}"))


def _row(each: Resource, pointing: Sequence[Contact]) -> Content:
    more = "  ".join(part for part in (each.where, each.hours, each.note) if part)
    waits = sum(not contact.outcomes for contact in pointing)
    referred = f"{len(pointing)} referred" if pointing else ""
    referred += f", {waits} without outcome" if waits else ""
    return said(
        line(each.kind, "$secondary", width=12).pad_right(max(1, 13 - len(each.kind[:12]))),
        line(each.name, "bold"), "  ", line(each.phone), "  ", line(more, "$quiet"),
        ("  " if referred else ""), (referred, "$accent"),
    )  # fmt: skip
