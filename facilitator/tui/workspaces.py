"""The workspaces of the app, in the order of their keys. A new one is one line here.

A workspace is a `Place`: a screen made from the open clinic (`Desk`). It is imported when it is first shown,
so that the app opens fast.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

from attrs import frozen

if TYPE_CHECKING:
    from facilitator.desk import Desk
    from facilitator.tui.place import Place


@frozen
class Workspace:
    """`id` is also its Textual mode and the prefix of its actions; `screen` is `module:class`."""

    id: str
    key: str
    title: str
    screen: str

    def load(self) -> Callable[[Desk], Place]:
        """Import its screen."""
        module, _, name = self.screen.partition(":")
        return cast("Callable[[Desk], Place]", getattr(import_module(module), name))

    def open(self, desk: Desk) -> Place:
        """Its screen, made anew."""
        return self.load()(desk)


WORKSPACES = (
    Workspace("today", "1", "Today", "facilitator.tui.today.screen:TodayScreen"),
    Workspace("timetable", "2", "Timetable", "facilitator.tui.timetable.screen:TimetableScreen"),
    Workspace("patients", "3", "Patients", "facilitator.tui.patients.screen:PatientsScreen"),
    Workspace("curricula", "4", "Curricula", "facilitator.tui.curricula.screen:CurriculaScreen"),
    Workspace("records", "5", "Records", "facilitator.tui.records.screen:RecordsScreen"),
)
