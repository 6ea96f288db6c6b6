"""What makes a passphrase good enough, in words."""

from __future__ import annotations

from attrs import frozen

SHORTEST = 10


@frozen
class Advice:
    """`ok` when it may be used; `words` say why not, or how good it is."""

    ok: bool
    words: str


def advice(passphrase: str, user: str = "") -> Advice:
    """About a new passphrase. Length is what counts; there are no rules about kinds of characters."""
    length = len(passphrase)
    if not length:
        return Advice(False, f"At least {SHORTEST} characters; four unrelated words are easy to keep.")
    if length < SHORTEST:
        return Advice(False, f"■ {length} of at least {SHORTEST} characters. Add a word or two.")
    if len(set(passphrase.lower())) < 5 or (user and passphrase.lower().replace(user.lower(), "") == ""):
        return Advice(False, "■ Too easy to guess: it repeats itself. Take unrelated words.")
    if length < 16:
        return Advice(True, "○ Good enough. One more word makes it much better.")
    return Advice(True, "● Strong, if the words do not belong together and stand nowhere else.")
