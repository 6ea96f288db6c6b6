"""Papers for a group: the sign-in sheet as a rule pack wants it, and the run-sheet in the order of the keys.

Both are Markdown pages that `curricula.pages` turns into a web page or a PDF. The sign-in sheet says neither
what the group is about nor what it is for: initials, a neutral title, and what payers ask for, no more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from curricula.pages.sheets import Sheet
from facilitator.events import Expected, SessionOpened, Step
from facilitator.people import Census
from facilitator.today import Meeting, short, title_of
from scheduler.packs import CAVEAT, Rules

PLAIN = ("date", "start", "end", "room", "count", "member-initials", "time-in", "time-out")
"""What a sign-in sheet holds where no pack says."""
EMPTY_ROWS = 3
"""For people who were not expected."""
KEEP = "Never leave this sheet on a table: that somebody is on it discloses treatment."


def papers(meeting: Meeting, opened: SessionOpened, rules: Rules, people: Census) -> tuple[Sheet, Sheet]:
    """The sign-in sheet and the run-sheet of a meeting as it would be opened now."""

    def name(member: str) -> str:
        person = people.get(member)
        return person.name if person else ""

    run = run_sheet(meeting, opened.agenda, opened.scales, opened.title)
    return sign_in(meeting, rules, name), run


def sign_in(meeting: Meeting, rules: Rules, names: Callable[[str], str]) -> Sheet:
    """The sign-in sheet. `names`: printed names of members, where the pack wants them."""
    group = meeting.group
    figure = rules.figure("signin.contents", band=group.band, service=group.service) if group else None
    contents = frozenset(figure.words) if figure is not None else frozenset(PLAIN)
    asked = f"Contents as {figure.pack} asks for them. {CAVEAT}" if figure is not None else ""
    body = "\n\n".join([*_facts(meeting, contents), _members(meeting, contents, names), *_staff(contents)])
    return Sheet(
        stem=f"sign-in-{meeting.starts:%Y-%m-%d-%H%M}",
        kind="guide",
        title=neutral(meeting),
        below="Sign-in sheet",
        body=body,
        foot=" ".join(filter(None, (KEEP, asked))),
    )


def neutral(meeting: Meeting) -> str:
    """`Group, Room 2`: no service, no topic."""
    return f"Group, {title_of(meeting.room)}" if meeting.room else "Group"


def _facts(meeting: Meeting, contents: frozenset[str]) -> list[str]:
    parts = []
    if "date" in contents:
        parts.append(f"**Date** {short(meeting.starts.date())} {meeting.starts.year}")
    if "start" in contents:
        parts.append(f"**Start** {meeting.starts:%H:%M}, really ____________")
    if "end" in contents:
        parts.append(f"**End** {meeting.ends:%H:%M}, really ____________")
    if "room" in contents and meeting.room:
        parts.append(f"**Room** {escaped(title_of(meeting.room))}")
    if "count" in contents:
        parts.append("**Present** ______")
    if "topic" in contents:
        parts.append(f"**Topic** {escaped(meeting.topic) or '______________________'}")
    return parts


def _members(meeting: Meeting, contents: frozenset[str], names: Callable[[str], str]) -> str:
    columns: list[tuple[str, str, Callable[[Expected], str]]] = [
        ("member-initials", "Initials", lambda who: who.initials),
        ("member-printed", "Name", lambda who: names(who.member)),
        ("time-in", "In", _nothing),
        ("time-out", "Out", _nothing),
        ("member-signature", "Signature", _nothing),
    ]
    kept = [column for column in columns if column[0] in contents] or columns[:1]
    rows = [[fill(who) for _, _, fill in kept] for who in meeting.members]
    rows += [[""] * len(kept)] * EMPTY_ROWS
    return table([title for _, title, _ in kept], rows)


def _nothing(_: Expected) -> str:
    return ""


def _staff(contents: frozenset[str]) -> list[str]:
    rows = [("staff-printed", "Staff, printed name"), ("staff-signature", "Staff, signature")]
    return [f"**{title}** ________________________________" for key, title in rows if key in contents]


# --- the run-sheet ------------------------------------------------------------------------------------------


def run_sheet(meeting: Meeting, steps: Sequence[Step], scales: Iterable[str], title: str = "") -> Sheet:
    """What a facilitator writes by hand when there is no screen, keyed in afterwards in the same order."""
    public = [scale for scale in scales if scale != "safety"]
    columns = ["Who", "p l e n", "In", "Out, why", *public, "s q u d c"]
    rows = [
        [f"{who.initials}{' new' if who.first else ' last' if who.last else ''}", *[""] * (len(columns) - 1)]
        for who in meeting.members
    ]
    rows += [[""] * len(columns)] * EMPTY_ROWS
    keys = (
        "Circle **p** present, **l** late (write when), **e** excused, **n** no-show. Numbers 0 to 10. "
        "Tags: **s** shared, **q** quiet, **u** supportive, **d** distressed, **c** challenged. "
        "Safety is asked in private and never stands on this sheet."
    )
    leaders = escaped(" + ".join(meeting.leaders))
    body = "\n\n".join(
        [
            f"**Began** ________  **Ended** ________  **Facilitators** {leaders}",
            keys,
            table(columns, rows),
            *_from_elsewhere(meeting),
            "## Agenda",
            table(["Step", "Plan", "Planned", "Really"], _steps(steps, meeting.starts)),
            "## Shared note",
            "What the group did, naming nobody:",
            "\n\n".join(["\\_" * 72] * 4),
        ]
    )
    return Sheet(
        stem=f"run-sheet-{meeting.starts:%Y-%m-%d-%H%M}",
        kind="guide",
        title=neutral(meeting),
        below=f"Run-sheet, {short(meeting.starts.date())}, {meeting.starts:%H:%M} to {meeting.ends:%H:%M}"
        + (f": {title}" if title else ""),
        body=body,
        foot=f"{KEEP} Key it in with k on Today, then shred it.",
    )


def _from_elsewhere(meeting: Meeting) -> list[str]:
    """Asked at arrival: where each remote member is now, and whom to call there."""
    far = [who.initials for who in meeting.members if who.remote]
    if not far:
        return []
    rows = [[initials, "", ""] for initials in far]
    return ["## From elsewhere (w)", table(["Who", "Where they are now", "Whom to call there"], rows)]


def _steps(steps: Sequence[Step], starts: datetime) -> list[list[str]]:
    rows, at = [], starts
    for step in steps:
        short_ = {"shrink": " (may shrink)", "drop": " (may go)"}.get(step.if_short, "")
        rows.append([step.label + short_, str(step.minutes), f"{at:%H:%M}", ""])
        at += timedelta(minutes=step.minutes)
    return rows


# --- Markdown -----------------------------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = [[cell if i == 1 else escaped(cell) for cell in line] for i, line in enumerate(lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def escaped(words: str) -> str:
    """Foreign words on one line, without a meaning in Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!&])", r"\\\1", " ".join(words.split()))
