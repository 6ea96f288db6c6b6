"""What `clean` keeps and what it drops."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.text import clean, dropped


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b]2;title\x07", "]2;title"),
        ("\x9b31m", "31m"),
        ("a\u202eb", "ab"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\ufeffmark", "mark"),
        ("\ud800", ""),
        ("\ue000", ""),
        ("\r\n", "\n"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d⚕️", "👩\u200d⚕️"),
        ("naïve ✓ 心", "naïve ✓ 心"),
    ],
)
def test_clean(given_text: str, kept: str) -> None:
    assert clean(given_text) == kept


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    left = clean(text)
    assert all(
        c in "\n\t\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") for c in left
    )
    assert clean(left) == left
    assert bool(dropped(text)) == (left != text)


def test_dropped_characters_are_named_once() -> None:
    assert dropped("a\x1b[1m\x1b[0m\u202e") == ["U+001B", "U+202E"]
