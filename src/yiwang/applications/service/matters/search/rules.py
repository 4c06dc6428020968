"""How well a document answers a query: pure, on at most a few hundred candidates that the index proposed.

A query has readings (as typed, without filler words, with everyday wording replaced). A document has names (its title
and what else people call it), each with its sound. The best pair counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

EXACT, INSIDE, TOGETHER, SOUNDS, ALIKE, COVERED = 100.0, 78.0, 70.0, 66.0, 58.0, 56.0
ENOUGH = 24.0  # below this a document is no answer
OTHER_NAME = 0.94  # a name that is not the title


@dataclass(frozen=True)
class Word:
    """A word of the query and how much it tells (rare words tell more)."""

    text: str
    weight: float


@dataclass(frozen=True)
class Reading:
    """One way to understand the query. `sound` is its syllables, `letters` is set where only Latin letters were typed."""

    text: str
    parts: tuple[str, ...]
    words: tuple[Word, ...]
    sound: tuple[str, ...] = ()
    syllables: tuple[tuple[str, ...], ...] = ()
    letters: str = ""
    trust: float = 1.0


@dataclass(frozen=True)
class Name:
    text: str
    sound: tuple[str, ...] = ()

    @cached_property
    def initials(self) -> str:
        return "".join(one[0] for one in self.sound)

    @cached_property
    def letters(self) -> str:
        return "".join(self.sound)

    @cached_property
    def pairs(self) -> frozenset[str]:
        return _pairs(self.text)

    @cached_property
    def letter_pairs(self) -> frozenset[str]:
        return _pairs(self.letters)

    @cached_property
    def soft(self) -> tuple[str, ...]:
        return tuple(folded(one) for one in self.sound)

    @cached_property
    def soft_pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(zip(self.soft, self.soft[1:], strict=False))

    @cached_property
    def starts(self) -> frozenset[int]:
        """Where syllables begin in `letters`."""
        places, at = {0}, 0
        for one in self.sound:
            at += len(one)
            places.add(at)
        return frozenset(places)


@dataclass(frozen=True)
class Candidate:
    key: str
    names: tuple[Name, ...]
    plain: str = ""
    rank: int = 0


def best(readings: Sequence[Reading], candidate: Candidate, *, slips: bool = True) -> float:
    """The score of the best reading, 0 to 100. `slips` also allows for typing mistakes, which costs more time."""
    return max((one.trust * _score(one, candidate, slips) for one in readings), default=0.0)


def _score(reading: Reading, candidate: Candidate, slips: bool) -> float:
    found = 0.0
    for place, name in enumerate(candidate.names):
        own = _by_letters(reading, name) if reading.letters else 0.0
        own = max(own, _by_text(reading, name))
        if slips and own < ALIKE and reading.trust == 1.0:  # a slip is in what was typed
            own = max(own, _by_slip(reading, name))
        found = max(found, own * (OTHER_NAME if place else 1.0))
    return max(found, _by_words(reading, candidate), _by_sounds(reading, candidate.names[0]) if slips else 0.0)


def _by_text(reading: Reading, name: Name) -> float:
    text = reading.text
    if not text:
        return 0.0
    if text == name.text:
        return EXACT
    close = min(1.0, len(text) / max(1, len(name.text)))
    if text in name.text:
        return INSIDE + 12 * close + (4 if name.text.startswith(text) else 0)
    if len(reading.parts) > 1 and all(part in name.text for part in reading.parts):
        return TOGETHER + 10 * close
    return 0.0


def _by_letters(reading: Reading, name: Name) -> float:
    """Pinyin from the beginning of a syllable, whole or begun, or initials."""
    found, letters = 0.0, reading.letters
    close = len(letters) / max(1, len(name.letters))
    at = name.letters.find(letters)
    while at >= 0:
        if at in name.starts:
            whole = at + len(letters) in name.starts
            found = max(found, (SOUNDS if whole else SOUNDS - 8) + 14 * close + (6 if at == 0 else 0))
        at = name.letters.find(letters, at + 1)
    if len(letters) > 1 and letters in name.initials:
        close = len(letters) / len(name.initials)
        found = max(found, SOUNDS - 10 + 20 * close + (4 if name.initials.startswith(letters) else 0))
    return found


def _by_slip(reading: Reading, name: Name) -> float:
    """One wrong, missing, doubled or swapped character in a short query, two in a long one; same sound weighs less."""
    if reading.letters:
        most = len(reading.letters) // 5
        return (
            _near(reading.letters, name.letters, most, ALIKE - 8)
            if _may(reading.letters, name.letter_pairs, most)
            else 0.0
        )
    sounds, most = _sound_inside(reading.sound, name), allowed(len(reading.text))
    return max(sounds, _near(reading.text, name.text, most, ALIKE) if _may(reading.text, name.pairs, most) else 0.0)


def _may(text: str, pairs: frozenset[str], most: int) -> bool:
    """A slip spoils at most three pairs of neighbours: with more of them missing, measuring is in vain."""
    return most > 0 and len(_pairs(text) - pairs) <= 3 * most


@lru_cache(maxsize=64)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def allowed(length: int) -> int:
    """How many slips a query of this length may have."""
    return 0 if length < 3 else 1 if length < 7 else 2


def _near(text: str, inside: str, most: int, worth: float) -> float:
    if most < 1 or len(inside) < len(text) - most:
        return 0.0
    away = distance_inside(text, inside)
    if away > most:
        return 0.0
    return worth + 12 * (1 - away / len(text)) + 8 * min(1.0, len(text) / len(inside))


def _sound_inside(sound: Sequence[str], name: Name) -> float:
    """The same sound written with other characters, as input methods produce it."""
    length = len(sound)
    if length < 2 or length > len(name.sound):
        return 0.0
    wanted, soft, found = tuple(sound), _folded_all(tuple(sound)), 0.0
    if soft[0] not in name.soft:
        return 0.0
    for at in range(len(name.soft) - length + 1):
        if name.soft[at : at + length] == soft:
            same = 4 if name.sound[at : at + length] == wanted else 0
            found = max(found, SOUNDS - 4 + same + 8 * length / len(name.sound))
    return found


def _by_words(reading: Reading, candidate: Candidate) -> float:
    """How much of what the words tell is in the names, and less so in the sentence that explains."""
    total = sum(one.weight for one in reading.words)
    if not total:
        return 0.0
    title, others = candidate.names[0].text, [one.text for one in candidate.names[1:]]
    told, letters = 0.0, 0
    for word in reading.words:
        if word.text in title:
            told, letters = told + word.weight, letters + len(word.text)
        elif any(word.text in other for other in others):
            told, letters = told + 0.9 * word.weight, letters + len(word.text) // 2
        elif word.text in candidate.plain:
            told += 0.5 * word.weight
    return (COVERED + 12 * min(1.0, letters / max(1, len(title)))) * told / total


def _by_sounds(reading: Reading, name: Name) -> float:
    """Pairs of syllables in common: what is left where words were left out and a character is wrong as well."""
    if len(reading.sound) < 4 or reading.trust < 1.0:
        return 0.0
    soft = _folded_all(reading.sound)
    wanted = set(zip(soft, soft[1:], strict=False))
    share = len(wanted & name.soft_pairs) / len(wanted)
    return share * COVERED if share >= 0.5 else 0.0


def distance_inside(text: str, inside: str) -> int:
    """The fewest changes (replace, drop, add, swap neighbours) that turn `text` into some stretch of `inside`."""
    before: list[int] = []
    above = [0] * (len(inside) + 1)
    for row, letter in enumerate(text, 1):
        now = [row]
        for column, other in enumerate(inside, 1):
            cost = min(above[column] + 1, now[-1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == inside[column - 2] and text[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, above = above, now
    return min(above)


@lru_cache(maxsize=64)
def _folded_all(sound: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded(one) for one in sound)


@lru_cache(maxsize=2048)
def folded(syllable: str) -> str:
    """A syllable as the south speaks it: zh/z, ch/c, sh/s, and -ng/-n fall together."""
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") and len(syllable) > 2 else syllable


def segments(letters: str, syllables: frozenset[str], most: int = 4) -> tuple[tuple[str, ...], ...]:
    """Ways to read Latin letters as whole syllables, the fewest syllables first; a begun one at the end is left out."""
    found: list[tuple[str, ...]] = []
    _split(letters, 0, (), syllables, found)
    whole = max((sum(map(len, one)) for one in found), default=0)
    kept = {one for one in found if sum(map(len, one)) == whole and len(letters) - whole <= 4}
    return tuple(sorted(kept, key=lambda one: (len(one), one))[:most])


def _split(
    letters: str, at: int, done: tuple[str, ...], syllables: frozenset[str], found: list[tuple[str, ...]]
) -> None:
    if len(found) >= 64:
        return
    more = False
    for length in range(min(6, len(letters) - at), 0, -1):
        if letters[at : at + length] in syllables:
            more = True
            _split(letters, at + length, (*done, letters[at : at + length]), syllables, found)
    if not more and done:
        found.append(done)


def nearest(text: str, terms: Iterable[str], most: int = 3) -> list[str]:
    """The terms most like `text` by shared characters and pairs of them, for whoever found nothing."""
    wanted, pairs = set(text), {text[at : at + 2] for at in range(len(text) - 1)}

    def like(term: str) -> float:
        own = {term[at : at + 2] for at in range(len(term) - 1)}
        letters = len(wanted & set(term)) / (len(wanted | set(term)) or 1)
        return letters + 2 * len(pairs & own) / (len(pairs | own) or 1)

    return sorted(set(terms), key=lambda term: (-like(term), len(term), term))[:most]
