"""What all numbers share: taking text as people type it."""

from __future__ import annotations

import re
import unicodedata

from yiwang.kernel.errors import DomainError

_NOISE = re.compile(r"[\s\-‐‑‒–—_.·\u200b-\u200f\u2060\ufeff]+")


class WrongNumber(DomainError):
    """这个号码和证件上的写法不一样，请对照证件再看一遍"""

    code = "kernel.number"
    status = 422


def cleaned(text: str) -> str:
    """Half-width, capital, without spaces, hyphens and the invisible characters that copying brings along."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def first_outside(text: str, alphabet: str) -> int | None:
    """The place (from 1) of the first character not in `alphabet`."""
    return next((place for place, character in enumerate(text, 1) if character not in alphabet), None)
