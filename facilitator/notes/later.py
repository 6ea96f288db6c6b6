"""What is added to a signed note: a co-signature, an addendum, a late entry, or that it was an error.

Nothing replaces the note: each is a fact of its own, signed for itself.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime

from attrs import evolve

from facilitator.events import NoteAmended, NoteSigned
from facilitator.live.state import SessionState

AUTHOR, COSIGNED = "author", "co-signature"
ADDENDUM, LATE, ERROR = "addendum", "late-entry", "marked-in-error"

TITLES = {
    ADDENDUM: "Addendum",
    LATE: "Late entry",
    ERROR: "Mark in error",
}


def cosignature(note: NoteSigned, user: str, at: datetime) -> NoteSigned:
    """The same words once more, to be signed by somebody who stands by them."""
    return evolve(note, signer=user, meaning=COSIGNED, at=at, signature="", head="")


def amendment(
    note: NoteSigned, meaning: str, text: str, user: str, at: datetime, happened: datetime | None = None
) -> NoteAmended:
    """To be signed: new words beside the old ones. `happened`: of a late entry, when it took place."""
    return NoteAmended(note.note, meaning, text, user, at, "", happened=happened)


def author_of(facts: tuple[NoteSigned, ...]) -> str:
    return facts[0].signer


def cosigners(facts: tuple[NoteSigned, ...]) -> frozenset[str]:
    return frozenset(fact.signer for fact in facts if fact.meaning == COSIGNED)


def in_error(amended: Iterable[NoteAmended], note: str) -> bool:
    return any(fact.note == note and fact.meaning == ERROR for fact in amended)


def unsupervised(
    facts: tuple[NoteSigned, ...],
    amended: Iterable[NoteAmended],
    under: Container[str],
    supervisors: frozenset[str],
) -> bool:
    """Somebody `under` supervision wrote it, no supervisor has signed it besides, and it is no error."""
    author = author_of(facts)
    lacks = author in under and not cosigners(facts) & (supervisors - {author})
    return lacks and not in_error(amended, facts[0].note)


def to_cosign(state: SessionState, user: str) -> tuple[NoteSigned, ...]:
    """Notes of a group that `user` led with somebody else, who signed them; not those marked in error."""
    if state.opened is None or user not in state.opened.leaders:
        return ()
    return tuple(
        facts[0]
        for facts in state.signed.values()
        if user not in {author_of(facts)} | cosigners(facts) and not in_error(state.amended, facts[0].note)
    )
