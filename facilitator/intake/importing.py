"""Lists and forms looked at before anything of them is written: what each row says, what is wrong with it.

Pure but for reading the files that are named. `patients`, `last_week` and `forms` give a `Look`; what it
`made` is None while anything is an error, and nothing of it is anywhere until somebody says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from attrs import evolve, frozen

from curricula.diagnostics import Diagnostic, Severity, did_you_mean
from facilitator.events import Admitted, ProspectKept
from facilitator.people import Census
from scheduler.clinic import Clinic, Patient
from scheduler.files.values import write_windows
from scheduler.imports import codes
from scheduler.imports.availability import Answer, read_form
from scheduler.imports.last_week import read_last_week
from scheduler.imports.patients import Incoming, read_patients
from scheduler.timetable import Timetable
from scheduler.week import Week, when

T = TypeVar("T")
MOST_ROWS = 300
"""Rows that a preview shows; what is wrong stands first, and the rest is counted."""


@frozen
class Said:
    """One row of a list: where it stands ("" for the file itself), what it says, and its problems."""

    where: str
    words: str
    problems: tuple[Diagnostic, ...] = ()

    @property
    def faulty(self) -> bool:
        return any(problem.is_error for problem in self.problems)


@frozen
class Look(Generic[T]):
    """A list as it was understood."""

    says: str
    rows: tuple[Said, ...]
    made: T | None

    @property
    def problems(self) -> int:
        """Errors in all."""
        return sum(problem.is_error for row in self.rows for problem in row.problems)

    def shown(self) -> tuple[Said, ...]:
        """The rows to look at: those with an error, with a warning, the others, each by line."""
        return tuple(sorted(self.rows, key=lambda row: (not row.faulty, not row.problems))[:MOST_ROWS])


def path_of(words: str) -> Path:
    """The file somebody typed."""
    return Path(words.strip().strip("\"'")).expanduser()


# --- patients -------------------------------------------------------------------------------------------


def patients(
    path: Path, config: Clinic, people: Census, waiting: Iterable[ProspectKept], today: date
) -> Look[tuple[Admitted, ...]]:
    """Everybody in a list as an admission; who has no first day begins today, who has no initials is called
    by the code. Whoever is known already, here or by name, is pointed at."""
    known = [person.demand(today) for person in people.values()]
    known += [fact.demand for fact in waiting if fact.prospect not in people]
    coded = [patient for patient in config.patients if patient.id not in people]
    preview = read_patients(path, evolve(config, patients=(*coded, *known)))
    names = _names(preview.people, people)
    rows = [Said("", "the file", (problem,)) for problem in preview.of_file]
    rows += [_row(one, names) for one in preview.people]
    made = tuple(_admission(one, today) for one in preview.people if one.patient is not None)
    says = f"{len(made):,} of {len(preview.people):,} rows understood"
    if not preview.people:
        says = (
            "Nothing in it can be read yet" if rows else "It names its columns, and no row stands below them"
        )
    return Look(says, tuple(rows), made if preview.ready else None)


def _admission(one: Incoming, today: date) -> Admitted:
    assert one.patient is not None, "asked about before"
    first = one.patient.admitted or today
    return Admitted(evolve(one.patient, admitted=first), (one.initials or one.id)[:12], one.name)


def _names(rows: Iterable[Incoming], people: Census) -> dict[str, list[str]]:
    """Preferred name and initials -> ids of everybody who has both."""
    found: dict[str, list[str]] = defaultdict(list)
    for person in people.values():
        found[_name(person.name, person.initials)].append(person.id)
    for row in rows:
        found[_name(row.name, row.initials)].append(row.id)
    return found


def _name(name: str, initials: str) -> str:
    return f"{name.casefold()} {initials.casefold()}" if name else ""


def _row(one: Incoming, names: dict[str, list[str]]) -> Said:
    problems = list(one.problems)
    name = _name(one.name, one.initials)
    others = [other for other in dict.fromkeys(names[name]) if other != one.id] if name else []
    if others:
        file = problems[0].file if problems else ""
        words = f"{one.name} ({one.initials}) has the name of {', '.join(others[:3])}"
        hint = "if it is one person, take a row out, or re-admit them with r"
        problems.append(Diagnostic(file, one.line, 1, codes.TWICE, words, hint, severity=Severity.WARNING))
    return Said(f"line {one.line}", _patient(one), tuple(problems))


def _patient(one: Incoming) -> str:
    """`P-101  A.M.  iop, from 2026-11-30, mon-fri 17:30-20:00`."""
    if one.patient is None:
        return "  ".join(filter(None, (one.id or "nobody", one.initials)))
    asked: Patient = one.patient
    facts = [asked.level, asked.track or "", f"from {asked.admitted}" if asked.admitted else ""]
    facts.append("; ".join(write_windows(asked.available)))
    return "  ".join(filter(None, (one.id, one.initials, ", ".join(filter(None, facts)))))


# --- last week ------------------------------------------------------------------------------------------


def last_week(path: Path, clinic: Clinic, week: Week) -> Look[Timetable]:
    """A timetable that exists already, as what `week` was."""
    found = read_last_week(path, clinic, week)
    by_line: dict[int, list[Diagnostic]] = defaultdict(list)
    for problem in found.problems:
        by_line[problem.line].append(problem)
    rows = [Said(f"line {line}", "", tuple(problems)) for line, problems in sorted(by_line.items())]
    if found.timetable is None:
        return Look("Not understood yet", tuple(rows), None)
    table = found.timetable
    rows += [
        Said(when(s.start), f"{s.group}, {s.room or 'online'}, {len(s.members)} people")
        for s in table.sessions
    ]
    rows += [
        Said(when(b.start), f"{b.service} of {b.patient}, {b.therapist or 'nobody'}")
        for b in table.appointments
    ]
    says = f"{len(table.sessions)} sessions and {len(table.appointments)} appointments"
    return Look(says, tuple(rows), table)


# --- availability forms ---------------------------------------------------------------------------------


def form_paths(words: str) -> tuple[Path, ...]:
    """The forms somebody typed: files with ; between, or a folder with all its forms."""
    found: list[Path] = []
    for part in filter(None, map(str.strip, words.split(";"))):
        path = path_of(part)
        inside = sorted(p for p in path.iterdir() if p.suffix in (".xlsx", ".toml")) if path.is_dir() else []
        found += inside or [path]
    return tuple(found)


def forms(paths: Sequence[Path], config: Clinic) -> Look[tuple[Answer, ...]]:
    """What therapists filled in beside what holds now; a form of nobody, or two of one, is an error."""
    staff = {therapist.id: therapist for therapist in config.therapists}
    read = [(path, *read_form(path, config)) for path in paths]
    counts: dict[str, int] = defaultdict(int)
    for _, answer, _ in read:
        counts[answer.therapist if answer else ""] += 1
    rows, made = [], []
    for path, answer, problems in read:
        words = ""
        if answer is not None:
            old = staff[answer.therapist]
            was, now = ("; ".join(write_windows(w)) or "nothing" for w in (old.available, answer.available))
            same = (old.available, old.away) == (answer.available, answer.away)
            words = f"{answer.therapist}: " + ("as it was" if same else f"{was} → {now}")
            words += "" if same else f"; {len(answer.away)} absences"
            made.append(answer)
            if counts[answer.therapist] > 1:
                message = f"there are two forms of {answer.therapist}"
                problems.append(Diagnostic(str(path), 1, 1, codes.TWICE, message, "take the older one out"))
        rows.append(Said(path.name, words, tuple(problems)))
    look = Look(f"{len(made)} of {len(read)} forms understood", tuple(rows), tuple(made))
    return evolve(look, made=None) if look.problems or not made else look


def unknown_file(path: Path) -> str:
    """What to say where there is no such file: near names in the same folder."""
    try:
        near = [other.name for other in path.parent.iterdir()]
    except OSError:
        return f"There is no folder {path.parent}."
    return f"There is no file {path}. {did_you_mean(path.name, near) or ''}".strip()
