"""Syllables, sentences and grades."""

import pytest

from curricula.readability import measure, syllables

COUNTED = {
    1: "a the time called years eyes are you safe plans reached young wave",
    2: "people something homework being going table tired agreed pizza idol safely evening wanted boxes",
    3: "anyone agreement everything easier areas banana idea",
    4: "material experience uncertainty",
    6: "responsibility",
}


@pytest.mark.parametrize(("count", "words"), COUNTED.items())
def test_syllables(count: int, words: str) -> None:
    wrong = {w: syllables(w) for w in words.split() if syllables(w) != count}
    assert set(wrong) <= {"tired"}, wrong


def test_the_grade_is_the_published_formula() -> None:
    text = "You can go out in the sun. You can sit down with me and have a cup of tea in the sun."
    reading = measure(text)
    assert len(reading.words) == 22
    assert len(reading.sentences) == 2
    assert reading.grade == pytest.approx(max(0, 0.39 * 11 + 11.8 * 22 / 22 - 15.59))


def test_a_known_text() -> None:
    """The opening of the Gettysburg address: 30 words, one sentence, 46 syllables by the dictionary."""
    text = (
        "Four score and seven years ago our fathers brought forth, on this continent, a new nation, "
        "conceived in Liberty, and dedicated to the proposition that all men are created equal."
    )
    reading = measure(text)
    assert len(reading.words) == 30
    assert reading.grade == pytest.approx(0.39 * 30 + 11.8 * 46 / 30 - 15.59, abs=0.8)


def test_markdown_is_no_text() -> None:
    reading = measure(
        "# Title here\n\n1. Say **this** to [them](https://example.org/long).\n- Find it\n\n____ \n"
    )
    assert reading.words == ("Title", "here", "Say", "this", "to", "them", "Find", "it")
    assert reading.sentences == ("Title here", "Say this to them.", "Find it")


def test_hard_parts_are_named() -> None:
    reading = measure("I go. It is an extraordinary responsibility that nobody can carry alone. You go.")
    assert set(reading.hardest_words(2)) == {"responsibility", "extraordinary"}
    assert reading.longest_sentences(1)[0].startswith("It is an")


def test_few_words_have_no_grade() -> None:
    assert measure("Extraordinary responsibilities.").grade == 0.0
    assert measure("").grade == 0.0
