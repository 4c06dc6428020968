"""How a query may be understood: as typed, in the guide's wording instead of everyday wording, as sounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import log

from . import words
from .rules import Reading, Word, segments

MOST, OTHER_WORDING, FEWEST, ABOUT = 5, 0.93, 50, 2.0
Count = Callable[[int], int]


def readings(text: str) -> list[Reading]:
    """At most five readings, as typed first; words have no weight yet."""
    plain = words.normal(text)[:80]
    if not plain:
        return []
    tight = plain.replace(" ", "")
    others = {
        tight.replace(phrase, f" {term} ", 1).strip(): term
        for phrase, terms in _everyday(tight) for term in terms if phrase not in term or phrase == tight
    }  # fmt: skip
    others.pop(plain, None)
    found = [_reading(plain, 1.0), *(_reading(one, OTHER_WORDING, term) for one, term in others.items())]
    return found[:MOST]


def _everyday(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Phrases of everyday speech inside the text, the longest first; one inside another is left out."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for phrase, terms in sorted(words.synonyms().items(), key=lambda pair: -len(pair[0])):
        if phrase in text and not any(phrase in other for other, _ in found):
            found.append((phrase, terms))
    return found[:3]


def _reading(text: str, trust: float, subject: str = "") -> Reading:
    """`subject` is the wording we put in: it is what the query is about, so it tells more than the words around it."""
    parts = tuple(words.words(text))
    core = tuple(text.split()) if len(text.split()) > 1 else parts
    tight = text.replace(" ", "")
    latin = words.is_latin(tight) and not any(letter.isdigit() for letter in tight)
    return Reading(
        text=tight, parts=core, words=tuple(Word(one, ABOUT if one in subject else 1.0) for one in parts),
        sound=() if latin else words.sound(tight), letters=tight if latin else "",
        syllables=segments(tight, words.syllables()) if latin else (), trust=trust,
    )  # fmt: skip


def strict_tokens(reading: Reading) -> list[list[int]]:
    """Sets of tokens, one of which an entry must have whole: the text, its telling words, a way to say it, initials."""
    if not reading.letters:
        whole = words.pairs(reading.text)
        telling = [pair for word in reading.words for pair in words.pairs(word.text)]
        return [_numbers(one) for one in dict.fromkeys((tuple(whole), tuple(telling)))]
    found = [words.pairs(reading.text), *(words.sound_tokens(one) for one in reading.syllables[:2])]
    if 2 <= len(reading.letters) <= 20:
        found.append(words.initial_tokens(reading.letters))
    return [_numbers(one) for one in found]


def loose_tokens(reading: Reading) -> list[int]:
    """Tokens of which an answer has many: pairs of characters and, for other characters of the same sound, of syllables."""
    if reading.letters:
        return _numbers([one for way in reading.syllables[:2] for one in words.sound_tokens(way)])
    telling = [pair for word in reading.words for pair in words.pairs(word.text)]
    heard = words.sound_tokens(reading.sound) if len(reading.sound) > 1 else []
    return _numbers([*telling, *words.pairs(reading.text), *heard])


def weighed(reading: Reading, count: Count, entries: int) -> Reading:
    """The same with words that know how much they tell. What nobody writes tells little."""
    return replace(reading, words=tuple(_weighed(one, count, max(entries, FEWEST)) for one in reading.words))


def _weighed(word: Word, count: Count, entries: int) -> Word:
    seen = min((count(token) for token in _numbers(words.pairs(word.text))), default=0)
    weight = log(1 + entries / (1 + seen)) if seen else 0.35 * log(1 + entries)
    return Word(word.text, word.weight * weight * (0.5 if len(word.text) == 1 else 1.0))


def _numbers(texts: list[str] | tuple[str, ...]) -> list[int]:
    return [words.token(one) for one in dict.fromkeys(texts)]
