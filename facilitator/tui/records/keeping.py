"""How long records are kept, as a list: past their time, on hold, still to be kept."""

from __future__ import annotations

from textual.content import Content

from facilitator.chart.retention import Row, retention
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.messages import Go
from facilitator.tui.place import Place
from facilitator.tui.text import line, said


async def show_keeping(place: Place) -> None:
    """The list; enter goes to the person, where a hold is placed or lifted with `l`."""
    rows = retention(place.desk)
    shown = [(row.person.id, _words(row, place)) for row in rows]
    keys = (("enter", "the person"),)
    given = await place.app.push_screen_wait(Listing(TITLE, shown, keys, empty=EMPTY, above=NOTHING_GOES))
    if given is not None and given[1]:
        place.app.post_message(Go("patients", given[1]))


TITLE = "How long records are kept"
EMPTY = "Nobody has left yet: every record is in use."
NOTHING_GOES = said(("openchair deletes nothing. Not legal advice; check with your counsel.", "$quiet"))


def _words(row: Row, place: Place) -> Content:
    past = row.past(place.desk.today())
    mark = ("■ ", "bold $warning") if row.kept.held else ("! ", "bold $warning") if past else ("· ", "$quiet")
    until = f"on legal hold: {row.kept.held}" if row.kept.held else (
        f"{'past' if past else 'until'} {row.kept.until}" if row.kept.until else ""
    )  # fmt: skip
    return said(mark, line(row.person.initials, "bold", width=8), "  ", line(until), "  ",
                line(row.kept.because, "$quiet"))  # fmt: skip
