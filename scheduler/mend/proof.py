"""How much is proven of a mended week."""

from __future__ import annotations

from enum import IntEnum


class Proof(IntEnum):
    """From nothing to everything; of several weeks mended in a row the least of them holds.

    `LEAST`: whatever anybody tried, no less is lost, nor as little with fewer people or entries disturbed.
    `OTHERS_STAY`: the same as long as everybody who is not moved keeps their hours; other therapists and
    rooms at the same time are looked at.
    """

    NONE = 0
    OTHERS_STAY = 1
    LEAST = 2

    @property
    def words(self) -> str:
        return WORDS[self]

    @property
    def key(self) -> str:
        """The same for a program."""
        return self.name.lower().replace("_", "-")


WORDS = {
    Proof.NONE: "not proven least",
    Proof.OTHERS_STAY: "proven least while everybody else keeps their hours",
    Proof.LEAST: "proven least",
}
