"""The clinic's resource list, and the on-call sheet that members take home."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from curricula.diagnostics import Diagnostic
from facilitator.resources import FOLDER, Resource, by_kind, load, on_call_page
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.place import Place
from facilitator.tui.text import line, said

SHEET = "on-call.html"


async def show_resources(place: Place) -> None:
    """The list by kind; `p` writes the on-call sheet beside it."""
    desk = place.desk
    found, problems = load(desk.folder)
    above = _problem(problems[0], len(problems)) if problems else None
    rows = [(str(number), _row(each)) for number, each in enumerate(by_kind(found))]
    keys = (("p", "print the on-call sheet"),)
    empty = f"No list yet: write {FOLDER}/resources.toml in the clinic's folder."
    given = await place.app.push_screen_wait(Listing("Resources", rows, keys, empty=empty, above=above))
    if given is None:
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


def _problem(first: Diagnostic, count: int) -> Content:
    """The first mistake at its place, and how many there are."""
    where = f"{Path(first.file).name}:{first.line}:{first.column}"
    more = f" (and {count - 1} more)" if count > 1 else ""
    return said(("▲ ", "bold $warning"), line(f"{where} {first.message}. {first.hint}{more}"))


def _row(each: Resource) -> Content:
    more = "  ".join(part for part in (each.where, each.hours, each.note) if part)
    return said(
        line(each.kind, "$secondary", width=12).pad_right(max(1, 13 - len(each.kind[:12]))),
        line(each.name, "bold"), "  ", line(each.phone), "  ", line(more, "$quiet"),
    )  # fmt: skip
