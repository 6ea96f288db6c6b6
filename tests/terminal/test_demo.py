"""The whole path in a real terminal, by keys alone: a group from start to signature, and a power cut."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from terminal import NO_TMUX, Terminal, running

pytestmark = pytest.mark.skipif(bool(NO_TMUX), reason=NO_TMUX)

SIZE = (120, 36)
PASSPHRASE = "open chair"
ROW = re.compile(r"^│ [› ] \S (\w\.\w\.)", re.M)
"""A member's row on the session's screen, with the initials."""
OWED = ("notes? unsigned", "absences? without outreach")
WORDS = (
    ("Spoke first and stayed on the subject.", "Wrote two numbers to call on a card."),
    ("Listened; nodded when shame was named.", "Sleeps six hours again since Monday."),
    ("Asked a newcomer how the bus ride was.", "Evenings are hard, mornings go well."),
    ("Argued that one beer is no slip, then smiled.", "Has not yet told the sister."),
    ("Read the rules aloud in a clear voice.", "Keeps the medicine in the kitchen now."),
    ("Drew the last urge as a wave.", "Two weeks without drinking on Sunday."),
    ("Cried a little, took the tissue, went on.", "Wants the family evening in December."),
    ("Made everybody laugh about the parking lot.", "The boss allows Thursdays off."),
    ("Sat near the door; came back after a break.", "Fears the holidays less than in October."),
    ("Gave advice, was asked for a story instead.", "Finds the meeting on Main Street good."),
    ("Quiet, then one long sentence about home.", "Will look for a new flat with help."),
    ("Practised saying no with a partner.", "Threw the old bottles away at last."),
)
"""Response and progress for as many members as a group may have; no two alike."""


def owed(shown: str) -> tuple[int, int]:
    """Unsigned notes and absences without outreach, as Today counts them."""
    notes, absences = (re.search(rf"(\d+) {what}", shown) for what in OWED)
    return int(notes[1]) if notes else 0, int(absences[1]) if absences else 0


def open_group(terminal: Terminal) -> list[str]:
    """Open the group that comes next, from Today. The initials of who is expected, in their order."""
    terminal.keys("Enter")
    found = terminal.wait_for(r"Members 0 of \d+|Open it now\?")
    if "Open it now" in found[0]:  # it is an early visitor
        terminal.keys("y")
    terminal.wait_for(r"Members 0 of (.*\n)+│ › · ")
    return ROW.findall(terminal.screen)


def unlock(terminal: Terminal, shows: str) -> None:
    terminal.type(PASSPHRASE)
    terminal.keys("Enter")
    terminal.wait(shows)


def arrive(terminal: Terminal, members: list[str]) -> None:
    """The first came two minutes ago, the second is excused, the third does not come, the others are here."""
    first, second, third, *others = members
    terminal.keys("l")
    now = datetime.strptime(terminal.wait_for(r"came at +(\d\d:\d\d)")[1], "%H:%M")
    came = now - timedelta(minutes=2)
    terminal.type(f"{came:%H%M}")
    terminal.wait(f"{first} present {came:%H:%M}")
    terminal.keys("e")
    terminal.wait(f"{second} excused")
    terminal.keys("n")
    terminal.wait(f"{third} no-show")
    for count, member in enumerate(others, 2):
        terminal.keys("p")
        terminal.wait(f"✓ {member}", f"Members {count} of")


def check_in(terminal: Terminal, present: int) -> None:
    """A number for every scale of everybody in the room."""
    terminal.keys("c")
    scales = len(terminal.wait_for(r"who +in +(\w+(?: +\w+)*)")[1].split())
    terminal.wait("Check-in")
    terminal.type("t420123456789"[:scales] * present)
    terminal.wait_for(r"^ p present")


def take_steps(terminal: Terminal) -> None:
    """Every step of the agenda, by the space bar."""
    terminal.wait("not started")
    terminal.keys("Space")
    steps = int(terminal.wait_for(r"─ 1/(\d+) ")[1])
    for step in range(2, steps + 1):
        terminal.keys("Space")
        terminal.wait(f"─ {step}/{steps} ")


def write_note(terminal: Terminal, words: str) -> None:
    terminal.keys("Enter")
    terminal.type(words)
    terminal.wait(words, "back to the keys")
    terminal.keys("Escape")
    terminal.wait("p present")


def flag(terminal: Terminal) -> None:
    """A private concern about the selected member, and its answer; the view locks and comes back."""
    terminal.keys("!", "!")
    terminal.wait("openchair alerts nobody", "waits for an answer")
    terminal.keys("C-l")
    assert "alerts" not in terminal.wait("Locked.")
    unlock(terminal, "openchair alerts nobody")
    terminal.type("nurse on call")
    terminal.keys("Enter")
    terminal.type("seen after group")
    terminal.keys("Enter")
    terminal.wait("✓ answered", "told nurse on call")
    terminal.keys("Escape")
    terminal.wait("p present")


def accept_minutes(terminal: Terminal) -> None:
    """The minutes that the stamps give, but for the first member's."""
    terminal.keys("w")
    terminal.wait("Minutes", "accept, write the notes", "The session ended at")
    terminal.keys("m")
    terminal.wait("the stamps say")
    terminal.type("0 was on the phone outside")
    terminal.keys("Enter")
    terminal.wait_for(r" 0 +corrected: was on the phone outside")
    terminal.keys("Enter")
    terminal.wait("Shared part of every note")


def write_notes(terminal: Terminal, came: list[str], flagged: str) -> None:
    """Words of their own for each who came; the goal's number goes on to the next."""
    terminal.keys("C-n")
    for member, (response, progress) in zip(came, WORDS, strict=False):
        terminal.wait_for(rf"│ › . {member}")
        terminal.type(response + (" The safety plan was read again." if member == flagged else ""))
        terminal.keys("Tab")
        terminal.type(progress)
        terminal.keys("Tab")
        terminal.wait(response, progress)
        terminal.keys("1")


def test_a_group_from_start_to_signature(tmp_path: Path) -> None:
    with running("demo", cwd=tmp_path, size=SIZE) as terminal:
        today = terminal.wait("My groups today", "notes unsigned")
        terminal.wait("locks in 9:58")  # the clock in the head line runs
        notes, absences = owed(today)
        members = open_group(terminal)
        first, second, _, *others = members
        arrive(terminal, members)
        check_in(terminal, len(members) - 2)
        flag(terminal)
        take_steps(terminal)
        write_note(terminal, "The group rehearsed what to do after a slip.")
        terminal.keys("o")
        terminal.wait(f"{others[-1]} leaves")
        terminal.keys("r")
        terminal.wait(f"{others[-1]} left", ", ride")
        terminal.keys("h")
        assert first not in terminal.wait("Member 1", "Names are hidden.")
        terminal.keys("h")
        terminal.wait(f"✓ {first}")

        accept_minutes(terminal)
        write_notes(terminal, [first, *others], flagged=others[-1])
        terminal.wait_for(rf"│ › . {second} +absent")
        terminal.type("ill, said so at noon")
        terminal.keys("Enter")
        terminal.type("comes on Monday")
        terminal.keys("Enter")
        terminal.wait_for(rf"{second} +followed")
        terminal.keys("C-s")
        terminal.wait(f"Sign {len(members) - 2} notes as t1")
        unlock(terminal, "My groups today")

        assert owed(terminal.wait("✓ done")) == (notes, absences + 1)  # nobody has called the no-show yet
        terminal.keys("C-q")
        terminal.wait("The sample clinic is gone", "exit code 0")


def room(shown: str) -> list[str]:
    """What a session's screen says that no clock changes: its members and steps, the one that runs marked."""
    return [re.sub(r"( +\d+)? *$", "", line[:51]) for line in shown.splitlines()[1:-3]]


def test_a_power_cut_in_mid_session_loses_nothing(tmp_path: Path) -> None:
    with running("demo --keep clinic", cwd=tmp_path, size=SIZE) as terminal:
        terminal.wait("My groups today", "Owed")
        members = open_group(terminal)
        arrive(terminal, members)
        terminal.keys("Space")
        step = terminal.wait_for(r"─ 1/.*─")[0]
        write_note(terminal, "Half a sentence, and then the li")
        before = terminal.wait("saved")
        terminal.kill()
        terminal.wait("exit code 137")
    with running("open clinic", cwd=tmp_path, size=SIZE) as terminal:
        terminal.wait("enter opens")
        unlock(terminal, "▶ open")
        terminal.keys("Enter")
        terminal.wait("Half a sentence, and then the li", step)
        terminal.keys("End")
        terminal.wait(f"› ✓ {members[-1]}")
        assert room(terminal.screen) == room(before)
