"""What a record keeps beside its entries, made from them and only to be quick."""

from __future__ import annotations

from attrs import frozen


@frozen
class Kept:
    """`rows` are (session, number of its first entry, text), in the order of the numbers.

    They stand for every entry up to `seq`; `form` names the way in which the texts were made.
    """

    seq: int = 0
    form: str = ""
    rows: tuple[tuple[str, int, str], ...] = ()
