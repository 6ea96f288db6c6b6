"""The reference pages of the scheduler, made from the rules and the tables themselves.

`python -m scheduler.reference docs/reference` writes them; a test compares
them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from curricula.key_tables import key_table
from curricula.shape import keys
from curricula.writing import replace
from scheduler.files.change_tables import (
    AbsentTable,
    AdmitTable,
    AwayTable,
    CancelTable,
    ChangesTable,
    CloseTable,
    DischargeTable,
)
from scheduler.files.codes import TITLES
from scheduler.files.request_tables import FixedTable, MemberTable, RequestTable
from scheduler.files.tables import (
    AppointmentTable,
    BreakTable,
    ClinicTable,
    GroupTable,
    Hours,
    LevelTable,
    PatientTable,
    PinTable,
    PrescriptionKeys,
    RoomTable,
    SizeTable,
    TherapistTable,
    WeightsTable,
)
from scheduler.files.timetable_file import BookingTable, ScoreTable, SessionTable, TimetableTable, UnmetTable
from scheduler.imports import reference as lists
from scheduler.packs import reference as packs
from scheduler.packs.reading import BillingTable, FigureTable, PackTable
from scheduler.rulebook import of_rule
from scheduler.rules import KNOWN, RULES, WISHES

RULES_HEAD = """\
# Rules of a timetable

What holds in every week that `openchair schedule solve` finds, and what `openchair schedule check` recomputes
without the solver. Each message of `check` begins with the name of the rule;
`openchair schedule rule NAME` shows the same text in the terminal. The keys that a rule reads are those of
[clinic files](clinic-format.md); `levels.` stands for a level's key or the patient's own. To write a rule of
your own, see [add a rule](../how-to/add-a-rule.md).

This page is made from the rules by `python -m scheduler.reference docs/reference`.
"""

WISHES_HEAD = """
# Wishes

What is wished for and never binds: it is a part of preference, and `openchair schedule check` warns where it
is not so.
"""

FORMAT_HEAD = """\
# Clinic, timetable and change files

A clinic is one TOML file, or a folder whose `*.toml` files are read as one: not below it, and without
timetables, which are known by their `week`. Lists of tables are joined; any other key stands in one file
only. Keys without a default have to be there. Times are local wall clock, without offset and seconds.

This page is made from the files' own tables by `python -m scheduler.reference docs/reference`.
"""

REQUEST_HEAD = """\
# Topic requests

What `openchair topics plan` reads: a curriculum, dates, and who is in the group. See
[plan topics](../how-to/plan-topics.md). Keys without a default have to be there.

This page is made from the file's own tables by `python -m scheduler.reference docs/reference`.
"""

CLINIC_TABLES: tuple[tuple[str, type], ...] = (
    ("A clinic", ClinicTable),
    ("`[[rooms]]`", RoomTable),
    ("`[[therapists]]`", TherapistTable),
    ("`break`", BreakTable),
    ("`[[groups]]`", GroupTable),
    ("`size`", SizeTable),
    ("`[[levels]]`", LevelTable),
    ("`hours` and `day_hours`", Hours),
    ("`appointments`", AppointmentTable),
    ("`[[patients]]`", PatientTable),
    ("`[[pins]]`", PinTable),
    ("`[weights]`", WeightsTable),
)
TIMETABLE_TABLES: tuple[tuple[str, type], ...] = (
    ("A timetable", TimetableTable),
    ("`[score]`", ScoreTable),
    ("`[[sessions]]`", SessionTable),
    ("`[[appointments]]`", BookingTable),
    ("`[[unmet]]`", UnmetTable),
)
CHANGES_TABLES: tuple[tuple[str, type], ...] = (
    ("A file of changes", ChangesTable),
    ("`[[away]]`", AwayTable),
    ("`[[absent]]`", AbsentTable),
    ("`[[admit]]`", AdmitTable),
    ("`[[discharge]]`", DischargeTable),
    ("`[[close]]`", CloseTable),
    ("`[[cancel]]`", CancelTable),
)
PACK_TABLES: tuple[tuple[str, type], ...] = (
    ("A pack", PackTable),
    ("`[[figures]]`", FigureTable),
    ("`[[billing]]`", BillingTable),
)

REQUEST_TABLES: tuple[tuple[str, type], ...] = (
    ("A request", RequestTable),
    ("`size`", SizeTable),
    ("`[[members]]`", MemberTable),
    ("`[[fixed]]`", FixedTable),
)


def rules_page() -> str:
    """Every rule and every wish: name, sentence, what decides the close calls, and how it is held."""
    every = (KNOWN, *RULES, *WISHES)
    named = "".join(f"| [{rule.ID}](#{rule.ID}) | {rule.SENTENCE} |\n" for rule in every)
    rules, wishes = ("".join(f"\n{of_rule(r)}" for r in some) for some in ((KNOWN, *RULES), WISHES))
    return f"{RULES_HEAD}\n| rule | in a sentence |\n|---|---|\n{named}{rules}{WISHES_HEAD}{wishes}"


def format_page() -> str:
    """Every key of a clinic and a timetable, and every code of what can be wrong with them."""
    parts = [FORMAT_HEAD]
    parts += [_table(name, cls) for name, cls in (*CLINIC_TABLES, *TIMETABLE_TABLES, *CHANGES_TABLES)]
    codes = "".join(f"| {code} | {title} |\n" for code, title in TITLES.items())
    parts.append(
        "\n## Codes\n\nCodes with F are about TOML itself: see [rules for modules](curricula-rules.md). "
        "`openchair schedule rule CODE` explains either kind in the terminal.\n\n"
        f"| code | what it says |\n|---|---|\n{codes}"
    )
    return "".join(parts)


def request_page() -> str:
    """Every key of a topic request."""
    return REQUEST_HEAD + "".join(_table(name, cls) for name, cls in REQUEST_TABLES)


def _table(name: str, cls: type) -> str:
    """The keys of one class; those that a patient shares with a level in one row."""
    if cls is not PatientTable:
        return key_table(name, cls)
    shared = sorted(keys(PrescriptionKeys))
    row = f"| {', '.join(f'`{key}`' for key in shared)} | as in a level | the level's | Own values. |\n"
    return key_table(name, cls, shared, row)


def packs_page() -> str:
    """How a pack is written, every figure, every code, and the packs that come with openchair."""
    tables = "".join(_table(name, cls) for name, cls in PACK_TABLES)
    return packs.HEAD + tables + packs.figures() + packs.codes() + packs.shipped_packs()


PAGES = {
    "schedule-rules.md": rules_page,
    "clinic-format.md": format_page,
    "rule-packs.md": packs_page,
    "lists-and-forms.md": lists.page,
    "topic-request.md": request_page,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        replace(Path(sys.argv[1]) / name, page())
