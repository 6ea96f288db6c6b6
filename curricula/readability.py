"""How hard an English text is to read: the Flesch-Kincaid grade, with syllables counted by rule.

Kincaid et al. 1975: grade = 0.39 words per sentence + 11.8 syllables per word - 15.59. English only.
Markdown is taken off first; each heading and list item without a full stop counts as a sentence.
"""

import re
from functools import cache

from attrs import frozen

FEWEST_WORDS = 20  # a grade of fewer words says nothing

_MARKUP = re.compile(r"^[ \t]*(?:#{1,6}|[-*+>]|\d+[.)]|\[[ xX]?\])[ \t]+|[*_`~\\|]+|<[^>]*>", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ITEM = re.compile(r"^[ \t]*(?:#{1,6}|[-*+>]|\d+[.)])[ \t]+", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n\s*\n")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][A-Za-z]+)*")


@frozen
class Reading:
    """The words and sentences of a text, as they were counted."""

    words: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade; 0 for a text of fewer than FEWEST_WORDS words, never below 0."""
        if len(self.words) < FEWEST_WORDS:
            return 0.0
        per_sentence = len(self.words) / len(self.sentences)
        per_word = sum(syllables(w) for w in self.words) / len(self.words)
        return max(0.0, 0.39 * per_sentence + 11.8 * per_word - 15.59)

    def hardest_words(self, count: int) -> list[str]:
        """The words of most syllables, longest first, each once."""
        distinct = dict.fromkeys(w.lower() for w in self.words)
        return sorted(distinct, key=lambda w: (-syllables(w), -len(w), w))[:count]

    def longest_sentences(self, count: int) -> list[str]:
        """The sentences of most words, longest first."""
        return sorted(self.sentences, key=lambda s: -len(_WORD.findall(s)))[:count]


def measure(markdown: str) -> Reading:
    """Count a Markdown text."""
    plain = _MARKUP.sub(" ", _LINK.sub(r"\1", _ITEM.sub("\n\n", markdown)))
    sentences = [" ".join(s.split()) for s in _SENTENCE_END.split(plain)]
    kept = tuple(s for s in sentences if _WORD.search(s))
    return Reading(tuple(w for s in kept for w in _WORD.findall(s)), kept)


# Vowels side by side that are said apart: being, science, experience, easier, idea, beyond, prism.
_APART = re.compile(
    "[aeou]ing|[^aeiou]ying|ia(?!l|n|ge|r)|iet|[lnrt]ia[ln]|ie(?:r|st|nce)$|io(?!n|us)|[iu]ous|eo(?!n|u|p)|[^lt]eas?$"
    "|(?<![qg])ua(?!r)|uit[ye]|react|[aeiou]y[aeiou]|yone|[^aeiou]ism|[^aeiou]les$"
)
# Vowels that are not heard: time, called, times, safely, something.
_SILENT = re.compile(
    "[^aeiouy]{1,2}(?<!l)e$|[aeiou]le$|[^aeioutd]ed$|[^aeiouyscxzgh]es$|[^cs]hes$|[^aeiou]ely$|[^aeioue]ement"
    "|e(?:ful|less|ness|ty$)|(?:some|home|before)(?=[a-z]{4})|every|evening|busine|^eye|^are$|^were$"
)


@cache
def syllables(word: str) -> int:
    """Syllables of an English word: groups of vowels, less the silent ones, plus those said apart."""
    w = re.sub("[^a-z]", "", word.lower().replace("’", "'").split("'")[0])
    groups = len(re.findall("[aeiouy]+", w))
    return max(1, groups + len(_APART.findall(w)) - len(_SILENT.findall(w)))
