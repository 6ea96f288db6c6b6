"""What comes in for a week: the timetable that a clinic had before, and when its therapists work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from curricula.diagnostics import BadInput
from facilitator.events import WeekPublished, week_stream
from facilitator.intake import importing
from facilitator.intake.importing import Look, form_paths, path_of, unknown_file
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import week_name
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.dialogs.preview import Preview
from facilitator.tui.place import Place
from facilitator.tui.text import line
from scheduler.files import dump_timetable, load_clinic
from scheduler.imports.availability import Answer, workbook_form
from scheduler.imports.putting_in import put_in, write_all
from scheduler.timetable import Timetable

WEEK_ASKS = (
    "A CSV file or a workbook with a row for each session, or for each person in it: what, weekday or date, "
    "start, people, and if there are any end or minutes, room, staff."
)
FORMS_ASK = "Filled forms, files with ; between, or a folder of them. Write them first, with i and the third."


class Importing:
    """Works for one place: asks what comes in, shows it, and keeps it once somebody says yes."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def choose(self, view: WeekView) -> None:
        name = week_name(view.week)
        rows = [
            ("week", line(f"A timetable that exists already, as what {name} was: then nobody is moved")),
            ("forms", line("Availability forms that therapists filled in")),
            ("write", line("Write an availability form for each therapist into a folder")),
        ]
        chosen = await self._place.app.push_screen_wait(Choose("What comes in?", rows))
        if chosen == "week":
            await self._week(view)
        elif chosen == "forms":
            await self._forms()
        elif chosen == "write":
            await self._write_forms()

    async def _ask(self, screen: Preview) -> Any:
        return await self._place.app.push_screen_wait(screen)

    async def _week(self, view: WeekView) -> None:
        name, clinic = week_name(view.week), self._place.desk.clinic(view.week)

        def read(words: str) -> Look[Timetable] | str:
            path = path_of(words)
            return importing.last_week(path, clinic, view.week) if path.exists() else unknown_file(path)

        again = view.history.version
        keep = f"keeps it as version {again.number + 1} of {name}" if again else f"keeps it as {name}"
        made = await self._ask(
            Preview(f"What {name} was", WEEK_ASKS, read, example="~/last-week.csv", keep=keep)
        )
        if made is None:
            return
        fact = WeekPublished(str(view.week), dump_timetable(made), "read from a list")
        if self._place.write(week_stream(str(view.week)), fact):
            self._place.notify(f"Kept as {name}. ] goes to the week after it; s solves that from here.")

    async def _forms(self) -> None:
        desk = self._place.desk

        def read(words: str) -> Look[tuple[Answer, ...]] | str:
            paths = form_paths(words)
            missing = next((path for path in paths if not path.exists()), None)
            return unknown_file(missing) if missing else importing.forms(paths, desk.config)

        keep = "puts this into the clinic's files"
        made = await self._ask(
            Preview("Availability of therapists", FORMS_ASK, read, example="~/forms", keep=keep)
        )
        if made is None:
            return
        try:
            write_all(put_in(desk.folder, made))
        except BadInput as bad:
            self._place.notify(f"Nothing was changed: {bad.diagnostics[0].message}.", severity="error")
            return
        except KeyError as error:
            words = f"Nothing was changed: no file of the clinic names {error.args[0]}."
            self._place.notify(words, severity="error")
            return
        clinic, _ = load_clinic(desk.folder)
        if clinic is not None:
            desk.reconfigure(clinic)
        self._place.draw()
        who = "1 therapist" if len(made) == 1 else f"{len(made)} therapists"
        self._place.notify(f"Availability of {who} is in the clinic's files. Solving a week knows of it.")

    async def _write_forms(self) -> None:
        ask = AskWords("Into which folder? One form for each therapist.", yes="Write", placeholder="~/forms")
        folder = await self._ask_words(ask)
        if folder is None:
            return
        place, staff = Path(folder).expanduser(), self._place.desk.config.therapists
        self._place.notify(written_forms(place, staff), timeout=12)

    async def _ask_words(self, ask: AskWords) -> str | None:
        return await self._place.app.push_screen_wait(ask)


def written_forms(place: Path, staff: tuple[Any, ...]) -> str:
    """Write a form for each into a folder, which is made if only it is missing. Returns what to say."""
    from scheduler.exports.publishing import file_name
    from scheduler.files.saving import save

    try:
        place.mkdir(exist_ok=True)
        for therapist in staff:
            save(place / f"{file_name(therapist.id)}.xlsx", workbook_form(therapist))
    except BadInput as bad:
        return f"Not all was written: {bad.diagnostics[0].message}."
    except OSError as error:
        return f"Nothing was written to {place}: {(error.strerror or 'it cannot be used').lower()}."
    return f"Wrote {len(staff)} forms to {place.absolute()}. Each holds the hours of one person alone."
