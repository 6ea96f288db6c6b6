"""What to look at before a note is signed. The guards point; they never rewrite.

Two texts are near copies when they share at least `NEAR_COPY` of their words in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from enum import StrEnum

from attrs import frozen

from facilitator.events import NoteSigned
from facilitator.live.attendance import Mark, attended, mark
from facilitator.live.session import SessionState
from facilitator.notes import Note, day_in_words

NEAR_COPY = 0.8
"""Two texts at least this alike (0 to 1) are near copies."""

FEWEST_WORDS = 5
"""Shorter texts are alike by chance and are not compared."""


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
        *_empty(words),
        *_flagged(words, near),
        *(guard for other in near.others for guard in _naming(words, other, near.initials)),
        *_copied(words, near),
        *_aimless(words),
    ]
    return tuple(sorted(found, key=lambda guard: guard.severity is not Severity.STOP))


def stops(found: Iterable[Guard]) -> bool:
    return any(guard.severity is Severity.STOP for guard in found)


def _empty(words: Note) -> Iterable[Guard]:
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
    alike = ((similarity(words.own_words, other.words), other.initials) for other in near.others)
    share, initials = max(alike, default=(0.0, ""))
    if share >= NEAR_COPY:
        yield Guard(
            Severity.LOOK,
            "near-copy",
            f"{share:.0%} the same as the note of {initials}; payers screen for copies. What was different?",
        )
    share = similarity(words.own_words, near.last)
    if share >= NEAR_COPY:
        yield Guard(
            Severity.LOOK,
            "near-copy-of-last",
            f"{share:.0%} the same as this member's note of {near.last_day}. What is new today?",
        )


def similarity(a: str, b: str) -> float:
    """Share of words that two texts have in common in the same order, 0 to 1; 0 when either is very short."""
    first, second = _words(a), _words(b)
    if min(len(first), len(second)) < FEWEST_WORDS:
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < NEAR_COPY or matcher.quick_ratio() < NEAR_COPY:
        return 0.0
    return matcher.ratio()


def _words(text: str) -> list[str]:
    """Words as compared: case, punctuation and initials make no difference."""
    bare = re.sub(r"\b(?:[^\W\d_]\.\s?){2,}", " ", text)
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", bare.casefold())
