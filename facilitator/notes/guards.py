"""What to look at before a note is signed. The guards point; they never rewrite.

Two texts are near copies when they share at least `near_copy` of their words in the same order; the rule pack
of the clinic says how much that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import frozen

from facilitator.events import NoteSigned
from facilitator.live.attendance import Mark, attended, mark
from facilitator.live.state import SessionState
from facilitator.notes.alike import NEAR_COPY, similarity
from facilitator.notes.facts import day_in_words
from facilitator.notes.note import Note


class Severity(StrEnum):
    STOP = "stop"  # the note cannot be signed like this
    LOOK = "look"  # somebody should look once more


@frozen
class Guard:
    """One thing to look at before signing; `sentence` says what and what to do."""

    severity: Severity
    code: str
    sentence: str


@frozen
class Other:
    """Another member as the guards see them."""

    member: str
    initials: str
    name: str = ""
    words: str = ""  # response and progress of their note of this session


@frozen
class Around:
    """What a note is held against: the others, this member's last note, and whether a flag is still open."""

    initials: str = ""
    others: tuple[Other, ...] = ()
    last: str = ""  # response and progress of this member's last note
    last_day: str = ""  # when that was, in words
    flag: str = ""  # "" none | open | answered
    brief: bool = False  # what was done says it all: a response is welcome, not needed
    near_copy: float = NEAR_COPY  # two texts at least this alike are near copies


def around(
    state: SessionState,
    member: str,
    names: Mapping[str, str] | None = None,
    last: NoteSigned | None = None,
) -> Around:
    """What the guards need for `member`. `names`: preferred names by id; `last`: their latest signed note."""
    others = tuple(
        Other(key, who.who.initials, (names or {}).get(key, ""), note_words(state, key))
        for key, who in state.members.items()
        if key != member
    )
    flag = state.flags.get(member)
    return Around(
        initials=state.members[member].who.initials,
        others=others,
        last=" ".join(part for part in (last.response, last.progress) if part) if last else "",
        last_day=day_in_words(last.at) if last else "",
        flag="" if flag is None else "open" if flag.answer is None else "answered",
    )


def note_words(state: SessionState, member: str) -> str:
    """Response and progress of a member's note as they stand."""
    signed = state.signed.get(member)
    found = signed[0] if signed else state.drafts.get(member)
    return " ".join(part for part in (found.response, found.progress) if part.strip()) if found else ""


def blocks(state: SessionState) -> tuple[str, ...]:
    """What keeps the session from being finished, a sentence each; empty when nothing does."""
    flags, notes = len(state.open_flags), len(owed(state))
    waiting = sum(mark(member, state) is Mark.EXPECTED for member in state.members.values())
    found = (
        (state.ended is None, "The group has not ended yet."),
        (waiting, f"{waiting} on the roster without a mark."),
        (flags, f"{flags} private flag{'s'[: flags - 1]} without who was told, what was decided and when."),
        (notes, f"{notes} note{'s'[: notes - 1]} not signed yet."),
    )
    return tuple(sentence for blocked, sentence in found if blocked)


def owed(state: SessionState) -> tuple[str, ...]:
    """Members who attended and whose note is not signed."""
    return tuple(key for key, who in state.members.items() if attended(who) and key not in state.signed)


def guards(words: Note, near: Around) -> tuple[Guard, ...]:
    """Everything that should be looked at, stops first."""
    found = [
        *_empty(words, near),
        *_flagged(words, near),
        *(guard for other in near.others for guard in _naming(words, other, near.initials)),
        *_copied(words, near),
        *(() if near.brief else _aimless(words)),
    ]
    return tuple(sorted(found, key=lambda guard: guard.severity is not Severity.STOP))


def stops(found: Iterable[Guard]) -> bool:
    return any(guard.severity is Severity.STOP for guard in found)


def _empty(words: Note, near: Around) -> Iterable[Guard]:
    if near.brief:
        return
    if not words.response.strip():
        yield Guard(Severity.STOP, "empty-response", "No response yet: how did they take part?")
    if not words.progress.strip():
        yield Guard(Severity.LOOK, "empty-progress", "No progress yet: what moved?")


def _aimless(words: Note) -> Iterable[Guard]:
    if not words.goal.strip():
        yield Guard(Severity.LOOK, "no-goal", "No goal is linked yet; pick one.")


def _flagged(words: Note, near: Around) -> Iterable[Guard]:
    if near.flag == "open":
        yield Guard(
            Severity.STOP,
            "flag-open",
            "A private safety flag waits: write who was told, what was decided and when.",
        )
    elif near.flag and not (words.plan.strip() or "safety" in words.own_words.casefold()):
        yield Guard(
            Severity.STOP,
            "flag-not-addressed",
            "A safety flag was raised; say in the plan, or by the word safety, how this note deals with it.",
        )


def _naming(words: Note, other: Other, own: str) -> Iterable[Guard]:
    """Initials written as such stop; a name or bare capitals may be an ordinary word and ask for a look."""
    parts = {
        "The shared part": words.shared,
        "This note": " \n".join((words.response, words.progress, words.goal, words.plan)),
    }
    for where, text in parts.items():
        if other.initials != own and _initials(other.initials, r"\.\s?").search(text):
            yield Guard(
                Severity.STOP,
                "names-another",
                f"{where} names another member ({other.initials}); write 'another member' instead.",
            )
        elif other.initials != own and _initials(other.initials, r"\s?").search(text):
            yield Guard(
                Severity.LOOK,
                "may-name-another",
                f"{where} has another member's initials ({other.initials}); is something else meant?",
            )
        if other.name and re.search(rf"(?<!\w){re.escape(other.name)}(?!\w)", text):
            yield Guard(
                Severity.LOOK,
                "may-name-another",
                f"{where} has a word that is also the name of {other.initials}; make sure it is not meant.",
            )


def _initials(initials: str, between: str) -> re.Pattern[str]:
    """Capitals with `between` after each but the last; `9 A.M.` is a time of day."""
    letters = re.findall(r"\w", initials)
    body = between.join(map(re.escape, letters))
    clock = r"(?<!\d)(?<!\d\s)" if letters[:2] in (["A", "M"], ["P", "M"]) else ""
    return re.compile(rf"(?<![\w.]){clock}{body}(?!\w)") if len(letters) > 1 else re.compile(r"(?!)")


def _copied(words: Note, near: Around) -> Iterable[Guard]:
    least = near.near_copy
    alike = ((similarity(words.own_words, other.words, least), other.initials) for other in near.others)
    share, initials = max(alike, default=(0.0, ""))
    if share >= least:
        yield Guard(
            Severity.LOOK,
            "near-copy",
            f"{share:.0%} the same as the note of {initials} (asked about from {least:.0%}); "
            "payers screen for copies. What was different?",
        )
    share = similarity(words.own_words, near.last, least)
    if share >= least:
        yield Guard(
            Severity.LOOK,
            "near-copy-of-last",
            f"{share:.0%} the same as this member's note of {near.last_day} (asked about from {least:.0%}). "
            "What is new today?",
        )
