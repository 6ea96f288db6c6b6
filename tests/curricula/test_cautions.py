"""A session about what hurts says what to take care of; one that only mentions it need not."""

import pytest


@pytest.mark.parametrize(
    "title",
    [
        "Carrying grief",
        "After trauma",
        "When I hurt myself",
        "Thoughts of suicide",
        "Domestic violence",
        "Alcohol withdrawal",
        "My medicine",
        "An overdose next door",
    ],
)
def test_what_hurts_asks_for_cautions(break_it, title: str) -> None:
    one = f'title = "{title}"'
    assert break_it(('title = "One"', one)) == [("C305", 10, 1)]
    assert break_it(('title = "One"', one + '\ncautions = ["Whoever is shaken may sit out."]')) == []
    assert break_it(('title = "One"', one), ("format = 1", 'format = 1\nlanguage = "de"')) == []


@pytest.mark.parametrize(
    ("prompt", "codes"),
    [
        ("Medicine, medicine.", []),
        ("Medicine, prescriptions, a medication.", ["C305"]),
        ("Medicine, grief, trauma.", []),
        ("The aggrieved withdrew; a medical cut.", []),
    ],
)
def test_a_word_in_passing_is_no_topic(break_it, prompt: str, codes: list[str]) -> None:
    found = break_it(('label = "Work"', f'label = "Work"\n  prompts = ["{prompt}"]'))
    assert [code for code, *_ in found] == codes
