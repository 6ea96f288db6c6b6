"""Which signed notes wait for a co-signature: of whoever led the group too, and of a supervisor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attrs import frozen

from facilitator.access.roles import Role
from facilitator.desk import Desk
from facilitator.events import Entry, NoteSigned, RolesGiven, UserAdded
from facilitator.live.digest import Digest
from facilitator.live.state import SessionState
from facilitator.notes.later import to_cosign, unsupervised

SUPERVISOR = "supervisor"


@frozen
class Uncosigned:
    """`by`: the user whose co-signature is missing, or `supervisor` where any of them will do."""

    note: NoteSigned
    by: str


def uncosigned(desk: Desk, first: date) -> tuple[Uncosigned, ...]:
    """What waits for who is signed in, and what waits for any supervisor, of services since `first`."""
    under, supervisors = _under(desk), ever_supervisors(desk.entries((UserAdded.kind, RolesGiven.kind)))

    def may_wait(held: Digest) -> bool:
        return bool(under & {*held.leaders}) or (desk.user in held.leaders and len(held.leaders) > 1)

    found = list(_of_groups(desk, desk.held(first, desk.today(), may_wait), under, supervisors))
    for name in desk.charted if under else ():
        for contact in desk.chart(name).contacts.values():
            since = contact.fact.starts.astimezone(desk.zone).date() >= first
            if contact.signed and since and unsupervised(contact.signed, contact.amended, under, supervisors):
                found.append(Uncosigned(contact.signed[0], SUPERVISOR))
    return tuple(found)


def for_me(desk: Desk, found: Sequence[Uncosigned]) -> tuple[NoteSigned, ...]:
    """Those that who is signed in can co-sign, each once."""
    supervises = SUPERVISOR in desk.record.roles
    mine = (each.note for each in found if each.by == desk.user or (supervises and each.by == SUPERVISOR))
    return tuple({note.note: note for note in mine if note.signer != desk.user}.values())


def ever_supervisors(entries: Iterable[Entry]) -> frozenset[str]:
    """Who has the role or once had it: what they co-signed then stays co-signed."""
    facts = (entry.fact for entry in entries)
    return frozenset(
        fact.user
        for fact in facts
        if isinstance(fact, UserAdded | RolesGiven) and Role.SUPERVISOR in fact.roles
    )


def _under(desk: Desk) -> frozenset[str]:
    return frozenset(each.id for each in desk.config.therapists if each.supervised)


def _of_groups(
    desk: Desk, states: Iterable[SessionState], under: frozenset[str], supervisors: frozenset[str]
) -> Iterator[Uncosigned]:
    for state in states:
        yield from (Uncosigned(note, desk.user) for note in to_cosign(state, desk.user))
        for facts in state.signed.values():
            if unsupervised(facts, state.amended, under, supervisors):
                yield Uncosigned(facts[0], SUPERVISOR)
