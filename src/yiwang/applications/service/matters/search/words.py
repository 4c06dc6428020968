"""Taking text apart: normal form, words, syllables, and the tokens under which a document is found."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import rjieba
import yaml
from pypinyin import lazy_pinyin

_RUNS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_FILLERS = frozenset((Path(__file__).parent / "fillers.txt").read_text("utf8").split())  # words that ask for nothing
_SYLLABLES = (Path(__file__).parent / "syllables.txt").read_text("ascii")


def normal(text: str) -> str:
    """Half-width, lower case, one space between words, punctuation away."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("ü", "v")
    return " ".join(_RUNS.findall(plain))


def tight(text: str) -> str:
    return normal(text).replace(" ", "")


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    return frozenset(_SYLLABLES.split())


@lru_cache(maxsize=4096)
def sound(text: str) -> tuple[str, ...]:
    """Syllables of a text in normal form without spaces; a Latin run stays one piece."""
    return tuple(one for one in lazy_pinyin(text) if one)


def is_latin(text: str) -> bool:
    return text.isascii() and any(letter.isalpha() for letter in text)


def words(text: str) -> list[str]:
    """The words of a query that tell something; all of them where nothing else is left."""
    found = [word for run in text.split() for word in rjieba.cut(run)]
    return [word for word in found if word not in _FILLERS] or found


def pairs(text: str) -> list[str]:
    """Neighbouring characters inside each run; the run itself where it is one character or Latin."""
    found = []
    for run in _RUNS.findall(text):
        if run.isascii() or len(run) == 1:
            found.append(run)
        else:
            found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found


def token(text: str) -> int:
    """Texts as numbers: the index is a third as large. Two texts in one number do no harm, scoring reads the names."""
    return crc32(text.encode()) - 2**31


def sound_tokens(heard: tuple[str, ...], fold: bool = True) -> list[str]:
    from .rules import folded

    soft = [folded(one) if fold else one for one in heard]
    return (
        [f"~{one}" for one in soft] if len(soft) == 1 else [f"~{a} {b}" for a, b in zip(soft, soft[1:], strict=False)]
    )


def initial_tokens(letters: str) -> list[str]:
    if len(letters) == 2:
        return [f"'{letters}"]
    return [f"'{letters[at : at + 3]}" for at in range(len(letters) - 2)]


def tokens(names: list[str], plain: str = "") -> list[int]:
    """Everything a document is found under: characters, pairs, Latin words, sounds, initials; of `plain` words only."""
    found: set[str] = set()
    for name in names:
        kept = tight(name)
        found.update(letter for letter in kept if not letter.isascii())
        found.update(pairs(normal(name)))
        found.update(pairs(kept))
        heard = sound(kept)
        found.update(sound_tokens(heard))
        found.update(sound_tokens((one,))[0] for one in heard)
        initials = "".join(one[0] for one in heard)
        found.update(initial_tokens(initials))
        found.update(f"'{initials[at : at + 2]}" for at in range(len(initials) - 1))
    for word in rjieba.cut(normal(plain)):
        if len(word) > 1 and word.strip():
            found.update(pairs(word))
    return sorted({token(one) for one in found})


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Everyday wording → the terms of the law, both in normal form. The file is written the other way round."""
    read = yaml.safe_load((Path(__file__).parent / "synonyms.yaml").read_text("utf8"))
    found: dict[str, list[str]] = {}
    for term, phrases in read.items():
        for phrase in phrases:
            found.setdefault(tight(str(phrase)), []).append(tight(str(term)))
    return {phrase: tuple(terms) for phrase, terms in found.items()}
