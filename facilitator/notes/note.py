"""One member's note: facts that are computed, and four fields that are written.

The fields are response, progress, goal and plan; `facilitator.notes.views` shows the same words as DAP, SOAP,
BIRP or GIRP.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from facilitator.events import NoteDrafted, NoteSigned
from facilitator.live.state import SessionState
from facilitator.notes.facts import facts


@frozen
class Note:
    """The words of one member's note beside its facts; `shared` is the part that every note carries."""

    member: str
    facts: str
    shared: str = ""
    response: str = ""
    progress: str = ""
    goal: str = ""
    plan: str = ""

    @property
    def own_words(self) -> str:
        return " ".join(part for part in (self.response, self.progress) if part.strip())


def note(state: SessionState, member: str, names: Mapping[str, str] | None = None) -> Note:
    """The note of `member` as it stands: facts from the stamps, words from the latest draft, or as signed."""
    signed = state.signed.get(member)
    if signed:
        return note_of(signed[0])
    draft = state.drafts.get(member) or NoteDrafted("", member, "", "")
    return Note(
        member=member,
        facts=facts(state, member, names),
        shared=state.note.strip(),
        response=draft.response,
        progress=draft.progress,
        goal=draft.goal,
        plan=draft.plan,
    )


def note_of(fact: NoteSigned) -> Note:
    """The words that were signed."""
    return Note(fact.member, fact.facts, fact.shared, fact.response, fact.progress, fact.goal, fact.plan)


def unsigned(
    state: SessionState, member: str, signer: str, at: datetime, names: Mapping[str, str] | None = None
) -> NoteSigned:
    """The fact to be signed: everything that the signature will cover, the signature still empty."""
    assert state.opened is not None, "a note belongs to an opened session"
    words = note(state, member, names)
    return NoteSigned(
        note=f"{state.opened.session}.{member}",
        session=state.opened.session,
        member=member,
        facts=words.facts,
        shared=words.shared,
        response=words.response.strip(),
        progress=words.progress.strip(),
        goal=words.goal,
        plan=words.plan.strip(),
        signer=signer,
        meaning="author",
        at=at,
        signature="",
    )
