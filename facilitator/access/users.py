"""The users of a record and their roles, folded from the access facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from facilitator.access.roles import Role, named
from facilitator.events import Entry, RolesGiven, UserAdded, UserRemoved

KINDS = (UserAdded.kind, RolesGiven.kind, UserRemoved.kind)
"""The facts that users are folded from."""


@frozen
class User:
    id: str
    name: str = ""
    roles: frozenset[Role] = frozenset()
    removed: bool = False

    @property
    def words(self) -> str:
        """`facilitator, coordinator`, in the order of the table."""
        return ", ".join(role for role in Role if role in self.roles)


Users = Mapping[str, User]


def users(entries: Iterable[Entry]) -> Users:
    """Everyone who could ever unlock, by id, in the order in which they came."""
    found: dict[str, User] = {}
    for entry in entries:
        match entry.fact:
            case UserAdded() as fact:
                found[fact.user] = _added(found.get(fact.user), fact)
            case RolesGiven() as fact if fact.user in found:
                found[fact.user] = evolve(found[fact.user], roles=named(fact.roles))
            case UserRemoved() as fact if fact.user in found:
                found[fact.user] = evolve(found[fact.user], removed=True, roles=frozenset())
            case _:
                pass
    return found


def _added(known: User | None, fact: UserAdded) -> User:
    """Somebody new, or a new key for somebody known, whose roles stay what they were."""
    if known is not None and not fact.roles:
        return evolve(known, name=fact.name or known.name)
    roles = named(fact.roles) if fact.roles else frozenset({Role.ADMINISTRATOR})
    return User(fact.user, fact.name or (known.name if known else ""), roles)


def administrators(found: Users) -> tuple[str, ...]:
    """Who can give roles; a record is never left without one."""
    return tuple(user.id for user in found.values() if Role.ADMINISTRATOR in user.roles)


def last_administrator(found: Users, user: str, roles: Iterable[Role] = ()) -> bool:
    """Whether `user`, with nothing but `roles` left, would leave the record without an administrator."""
    return administrators(found) == (user,) and Role.ADMINISTRATOR not in set(roles)
