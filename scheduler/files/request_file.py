"""Reading a topic request.

request, problems = load_request(path)      # None with at least one error
"""

from __future__ import annotations

import os
from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic, did_you_mean, has_errors, in_order
from curricula.library import names as shipped_names
from curricula.library import shipped
from curricula.module import Module
from curricula.reading import read_file
from curricula.shape import read
from curricula.source import Source
from scheduler.clinic import Mandate, Size
from scheduler.files import codes, request_sense
from scheduler.files.request_tables import CORE, MemberTable, RequestTable
from scheduler.files.values import MAX_BYTES
from scheduler.topics.request import Fixed, Member, Request
from scheduler.topics.staffing import Staff


def load_request(path: str | os.PathLike[str]) -> tuple[Request | None, list[Diagnostic]]:
    """The request at `path` and everything odd about it; None when anything is an error.

    A path of a curriculum counts from the request's own folder. Nothing is raised for what is in the files.
    """
    try:
        source = Source.load(path, MAX_BYTES)
    except BadInput as bad:
        return None, list(bad.diagnostics)
    problems = list(source.warnings)
    table = read(RequestTable, source, problems)
    module = _module(source, Path(path).parent, problems)
    problems += request_sense.check(source, module, table)
    if table is None or module is None or has_errors(problems):
        return None, in_order(problems)
    return _request(table, module), in_order(problems)


def _module(source: Source, folder: Path, problems: list[Diagnostic]) -> Module | None:
    """The module that `curriculum` names, or None with the reason among the problems."""
    name = source.data.get("curriculum")
    if not isinstance(name, str) or not name.strip():
        return None  # reported with the shape
    if name in shipped_names():
        return shipped()[name]
    if not (name.endswith(".toml") or "/" in name or os.sep in name):
        hint = (
            did_you_mean(name, shipped_names()) or "`openchair curricula list` shows them; a path works too"
        )
        problems.append(
            source.problem(("curriculum",), codes.NO_CURRICULUM, f"no module is called `{name}`", hint)
        )
        return None
    reading = read_file(folder / name)
    errors = [d for d in reading.diagnostics if d.is_error]
    problems += errors
    if errors:
        message = f"the module in {name} has {len(errors)} error{'s' if len(errors) > 1 else ''}"
        hint = f"`openchair curricula check {name}` shows them"
        problems.append(source.problem(("curriculum",), codes.NO_CURRICULUM, message, hint))
        return None
    return reading.module


def _request(table: RequestTable, module: Module) -> Request:
    return Request(
        module,
        tuple(sorted(table.dates)),
        tuple(_member(row, module, table.attendance) for row in table.members),
        table.horizon_weeks,
        table.rooms,
        Size(table.size.min, table.size.max),
        table.individual,
        tuple(Fixed(row.day, row.session, row.room) for row in table.fixed),
        tuple(Mandate(row.topic, row.by, row.since) for row in table.mandated),
        table.recent,
        table.no_repeat,
        Staff(table.facilitators, None if table.credentials is None else frozenset(table.credentials)),
        newcomers_a_week=table.newcomers_a_week,
    )


def _member(row: MemberTable, module: Module, attendance: float) -> Member:
    required = frozenset(row.required) - {CORE}
    if CORE in row.required:
        required |= frozenset(module.core_topics)
    return Member(
        row.id,
        required,
        frozenset(row.covered),
        row.leaves,
        attendance if row.attendance is None else row.attendance,
        row.days,
    )
