"""The solved template week that ships with the sample clinic; `build` makes it."""

from __future__ import annotations

from importlib.resources import files

from curricula.diagnostics import BadInput
from scheduler.files import read_timetable
from scheduler.timetable import Timetable

FILE = "week.toml"


def template() -> Timetable:
    """The week as `build` solved it. Raises BadInput in a damaged installation."""
    timetable, problems = read_timetable((files("facilitator.sample") / FILE).read_text(encoding="utf-8"))
    if timetable is None:
        raise BadInput(problems)
    return timetable
