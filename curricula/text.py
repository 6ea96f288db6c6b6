"""Text from outside: one function that every string passes on its way in."""

import unicodedata

# Newline and tab lay text out; the two joiners are needed to spell Persian, Hindi and many emoji.
_KEPT = "\n\t\u200c\u200d"
_DROPPED = ("Cc", "Cf", "Cs", "Co")


class _Table(dict[int, int | None]):
    """Code point -> itself or None, filled as characters are met."""

    def __missing__(self, code: int) -> int | None:
        kept = chr(code) in _KEPT or unicodedata.category(chr(code)) not in _DROPPED
        self[code] = code if kept else None
        return self[code]


_TABLE = _Table()


def clean(s: str) -> str:
    """Return `s` without the characters that could steer a terminal or hide in text.

    Control characters (Cc, but newline and tab stay), format characters such as direction overrides (Cf, but
    the zero-width joiner and non-joiner stay), surrogates (Cs) and private use (Co) are dropped.
    """
    if s.isascii() and s.isprintable():
        return s
    return s.translate(_TABLE)


def dropped(s: str) -> list[str]:
    """The distinct characters that `clean` leaves out of `s`, as `U+001B`, in order of appearance."""
    found = dict.fromkeys(c for c in s if _TABLE[ord(c)] is None)
    return [f"U+{ord(c):04X}" for c in found]
