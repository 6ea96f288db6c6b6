"""One shared note, two hands: nobody's words are lost when both write at once."""

from __future__ import annotations


def both(before: str, mine: str, theirs: str) -> str:
    """`mine`, and at its end the lines that only `theirs` has; `theirs` alone when mine is still `before`.

    `before` is what both began from. Lines that the other hand took out stay: this hand decides.
    """
    if mine == before:
        return theirs
    known = {*before.splitlines(), *mine.splitlines()}
    new = [line for line in theirs.splitlines() if line.strip() and line not in known]
    return "\n".join([mine.rstrip("\n"), *new]) if new else mine
