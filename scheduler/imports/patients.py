"""A list of patients from CSV or a workbook, checked against a clinic before anybody is admitted.

    preview = read_patients(path, clinic)
    preview.people          # one Incoming a row, in order: what was understood, or None, and its problems
    preview.problems        # all of them, the file's own too
    preview.ready           # nothing is wrong: these can be admitted

Codes, never names, are for the scheduler; `initials` and `name` are kept apart for the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from curricula.diagnostics import Diagnostic, has_errors
from scheduler.clinic import Clinic, Patient
from scheduler.imports import codes
from scheduler.imports.cells import people, read_date, read_windows, read_yes
from scheduler.imports.sheets import Columns, Listing, Row, guess, read_listing, shortened
from scheduler.week import Period

COLUMNS = Columns(
    {
        "id": ("code", "patient", "patient id", "mrn", "client"),
        "level": ("level of care", "loc", "program"),
        "available": ("availability", "when", "times"),
        "track": (),
        "language": ("lang",),
        "prefers": ("preferred", "preferences"),
        "therapist": ("primary", "primary therapist", "counselor"),
        "prescriber": (),
        "apart": ("keep apart", "keep-apart", "not with"),
        "admitted": ("admission", "admit", "start", "start date", "first day"),
        "discharge": ("end", "last day", "planned discharge"),
        "away": ("absences", "vacation"),
        "remote": ("telehealth",),
        "band": ("age band", "age group"),
        "initials": (),
        "name": ("preferred name",),
    },
    frozenset({"id", "level", "available"}),
)


@frozen
class Incoming:
    """One row: the patient as understood (None with an error), what is for the record alone, and problems."""

    line: int
    id: str
    patient: Patient | None
    initials: str = ""
    name: str = ""
    problems: tuple[Diagnostic, ...] = ()


@frozen
class Preview:
    """A list of patients as understood. Nothing of it is anywhere yet."""

    file: str
    people: tuple[Incoming, ...] = ()
    of_file: tuple[Diagnostic, ...] = field(default=(), repr=False)

    @property
    def problems(self) -> list[Diagnostic]:
        """Every problem by its place; of very many the first, and how many more."""
        return shortened([*self.of_file, *(p for one in self.people for p in one.problems)])

    @property
    def ready(self) -> bool:
        """Whether everybody in the list can be admitted, and there is somebody."""
        faulty = has_errors(self.of_file) or any(one.patient is None for one in self.people)
        return bool(self.people) and not faulty

    @property
    def patients(self) -> tuple[Patient, ...]:
        """Whoever was understood."""
        return tuple(one.patient for one in self.people if one.patient is not None)


def read_patients(path: Path, clinic: Clinic) -> Preview:
    """Read a list for a clinic. Never raises for whatever stands in the file."""
    listing, problems = read_listing(path, COLUMNS)
    rows = listing.rows
    lines: dict[str, list[int]] = {}
    for row in rows:
        lines.setdefault(row.get("id"), []).append(row.line)
    known = _Known(clinic, frozenset(lines))
    of_row: dict[int, list[Diagnostic]] = {}
    of_file = []
    numbers = {row.line for row in rows}
    for problem in problems:
        if problem.line in numbers:
            of_row.setdefault(problem.line, []).append(problem)
        else:
            of_file.append(problem)
    made = (_incoming(listing, row, known, lines, of_row.get(row.line, [])) for row in rows)
    return Preview(str(path), tuple(made), tuple(of_file))


@frozen
class _Known:
    """Names that a row may use."""

    clinic: Clinic
    listed: frozenset[str]
    levels: frozenset[str] = field(init=False)
    staff: frozenset[str] = field(init=False)
    patients: frozenset[str] = field(init=False)
    counted: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        clinic, put = self.clinic, object.__setattr__
        put(self, "levels", frozenset(level.id for level in clinic.levels))
        put(self, "staff", frozenset(therapist.id for therapist in clinic.therapists))
        put(self, "patients", frozenset(patient.id for patient in clinic.patients))
        every_so_often = (
            level.id
            for level in clinic.levels
            if any(a.every_weeks > 1 for a in level.prescription.appointments)
        )
        put(self, "counted", frozenset(every_so_often))


def _incoming(
    listing: Listing, row: Row, known: _Known, lines: Mapping[str, list[int]], before: list[Diagnostic]
) -> Incoming:
    problems = list(before)

    def say(column: str, code: str, message: str, hint: str = "") -> None:
        problems.append(listing.problem(row, column, code, message, hint))

    def cell(column: str, read: Callable[[str], Any], default: Any) -> Any:
        text = row.get(column)
        if not text:
            return default
        try:
            return read(text)
        except ValueError as error:
            message, *hint = map(str, error.args)
            say(column, codes.UNREADABLE, f"{column}: {message}", hint[0] if hint else "")
            return default

    for column in sorted(COLUMNS.needed):
        if not row.get(column) and not any(p.column == listing.places.get(column) for p in before):
            say(column, codes.EMPTY_CELL, f"`{column}` is empty", "everybody has one")
    values: dict[str, Any] = {
        "available": cell("available", read_windows, ()),
        "prefers": cell("prefers", read_windows, ()),
        "admitted": cell("admitted", read_date, None),
        "discharge": cell("discharge", read_date, None),
        "away": cell("away", _periods, ()),
        "remote": cell("remote", read_yes, False),
        "band": cell("band", _band, "adult"),
        "apart": frozenset(people(row.get("apart"))),
    }
    values |= {name: row.get(name) or None for name in ("track", "language", "therapist", "prescriber")}
    for column, code, message, hint in _names(row, values, known, lines):
        say(column, code, message, hint)
    failed = has_errors(problems)
    patient = None if failed else Patient(row.get("id"), row.get("level"), **values)
    return Incoming(row.line, row.get("id"), patient, row.get("initials"), row.get("name"), tuple(problems))


def _names(
    row: Row, values: Mapping[str, Any], known: _Known, lines: Mapping[str, list[int]]
) -> Iterator[tuple[str, str, str, str]]:
    """(column, code, message, hint) of every name that means nothing, or means too much."""
    name, level = row.get("id"), row.get("level")
    if name and len(lines[name]) > 1:
        others = ", ".join(str(line) for line in lines[name][:5] if line != row.line)
        yield "id", codes.TWICE, f"{name} is in this list more than once", f"see line {others}"
    if name in known.patients:
        yield "id", codes.ALREADY_THERE, f"{name} is a patient of this clinic already", "take the row out"
    if level and level not in known.levels:
        hint = guess(level, known.levels) or f"levels here: {', '.join(sorted(known.levels))}"
        yield "level", codes.UNKNOWN_NAME, f"there is no level `{level[:40]}`", hint
    for column in ("therapist", "prescriber"):
        person = values[column]
        if person and person not in known.staff:
            hint = guess(person, known.staff) or f"staff here: {', '.join(sorted(known.staff)[:12])}"
            yield column, codes.UNKNOWN_NAME, f"there is no therapist `{person[:40]}`", hint
    for person in sorted(values["apart"]):
        if person == name:
            yield "apart", codes.CLASH, f"{name} is to be kept apart from {name}", "name the other person"
        elif person not in known.patients and person not in known.listed:
            hint = guess(person, known.patients)
            yield "apart", codes.UNKNOWN_NAME, f"there is no patient `{person[:40]}`", hint
    first, last = values["admitted"], values["discharge"]
    if first and last and last < first:
        yield "discharge", codes.UNREADABLE, f"the last day ({last}) lies before the first ({first})", ""
    if first is None and level in known.counted and not row.get("admitted"):
        message = f"`{level}` has appointments every few weeks, which are counted from the first day"
        yield "admitted", codes.EMPTY_CELL, message, "add the column `admitted`"


def _band(text: str) -> str:
    word = text.strip().casefold()
    band = {"adults": "adult", "teen": "adolescent", "youth": "adolescent", "minor": "adolescent"}.get(
        word, word
    )
    if band not in ("adult", "adolescent"):
        raise ValueError(f"`{text[:40]}` is not an age band", "write adult or adolescent")
    return band


def _periods(text: str) -> tuple[Period, ...]:
    """`2026-11-25; 2026-12-24..2026-12-31`."""
    found = []
    for part in people(text):
        first, dots, last = part.partition("..")
        start, end = read_date(first.strip()), read_date((last if dots else first).strip())
        if end < start:
            raise ValueError(f"`{part}` ends before it starts", "write the earlier day first")
        found.append(Period(Period.day(start).start, Period.day(end).end))
    return tuple(sorted(found))
