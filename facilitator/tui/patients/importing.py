"""Patients from a list: a preview of every row, then one admission each, all of them or none."""

from __future__ import annotations

from facilitator.events import Admitted
from facilitator.intake import importing
from facilitator.intake.importing import Look, path_of, unknown_file
from facilitator.tui.dialogs.preview import Preview
from facilitator.tui.place import Place

ASKS = (
    "A CSV file or a workbook; its first row names columns: id, level, available, and if there are any "
    "track, therapist, admitted, discharge, initials, name, apart, language ..."
)


async def choose(place: Place) -> tuple[Admitted, ...] | None:
    """What somebody looked at and said yes to."""
    desk = place.desk
    people, waiting, today = desk.people, [prospect.now for prospect in desk.prospects], desk.today()

    def read(words: str) -> Look[tuple[Admitted, ...]] | str:
        path = path_of(words)
        if not path.exists():
            return unknown_file(path)
        return importing.patients(path, desk.config, people, waiting, today)

    screen = Preview(
        "Patients from a list", ASKS, read, example="~/patients.csv, or ~/patients.xlsx", keep="admits them"
    )
    made: tuple[Admitted, ...] | None = await place.app.push_screen_wait(screen)
    return made
