"""What a contact's note is held against: others' latest words, this member's last note, a flag."""

from __future__ import annotations

from collections.abc import Mapping

from facilitator.desk import Desk
from facilitator.events import NoteSigned
from facilitator.notes.alike import NEAR_COPY
from facilitator.notes.facts import day_in_words
from facilitator.notes.guards import Around, Other
from facilitator.people import people_on


def near_contact(desk: Desk, member: str, last: Mapping[str, NoteSigned]) -> Around:
    """`last`: each person's latest signed note."""
    person = desk.people.get(member)
    others = tuple(
        Other(each.id, each.initials, each.name, _words(last.get(each.id)))
        for each in people_on(desk.people, desk.today())
        if each.id != member
    )
    mine, flag = last.get(member), desk.chart(member).flag
    return Around(
        initials=person.initials if person else "",
        others=others,
        last=_words(mine),
        last_day=day_in_words(mine.at) if mine else "",
        flag="" if flag is None else "open" if flag.answer is None else "answered",
        near_copy=near_copy(desk),
    )


def last_notes(desk: Desk, but: str = "") -> Mapping[str, NoteSigned]:
    """Everybody's latest signed note, counselling notes aside. `but`: the session or contact left out."""
    facts = (entry.fact for entry in desk.record.entries((NoteSigned.kind,)))
    mine = (fact for fact in facts if isinstance(fact, NoteSigned) and not fact.counselling)
    return {fact.member: fact for fact in mine if fact.session != but}


def near_copy(desk: Desk) -> float:
    """From how alike on two notes are pointed at: what the clinic's rule packs say."""
    return desk.rules.number("near_copy.threshold", NEAR_COPY)


def _words(fact: NoteSigned | None) -> str:
    return " ".join(part for part in (fact.response, fact.progress) if part) if fact else ""
