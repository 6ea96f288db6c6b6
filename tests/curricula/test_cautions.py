"""A session about what hurts says what to take care of; one that only mentions it need not."""

import pytest


@pytest.mark.parametrize(
    ("title", "fitting"),
    [
        ("Carrying grief", "A loss may be fresh."),
        ("After trauma", "Nobody tells what happened."),
        ("When I hurt myself", "Ask in private whether they are safe."),
        ("Thoughts of suicide", "See whoever thinks of dying, alone, today."),
        ("Domestic violence", "Nobody plans a talk with someone they are afraid of."),
        ("Alcohol withdrawal", "Shaking needs a doctor now."),
        ("My medicine", "Nobody stops a pill in this hour."),
        ("An overdose next door", "Have naloxone at hand."),
    ],
)
def test_what_hurts_asks_for_cautions_that_fit(break_it, title: str, fitting: str) -> None:
    one = f'title = "{title}"'
    assert break_it(('title = "One"', one)) == [("C305", 10, 1)]
    assert break_it(('title = "One"', one + '\ncautions = ["Bring water."]')) == [("C305", 13, 12)]
    assert break_it(('title = "One"', one + f'\ncautions = ["{fitting}"]')) == []
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
