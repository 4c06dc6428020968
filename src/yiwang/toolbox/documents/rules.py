"""Verification codes, and what a document is worth on a day. Pure: days come in, nothing is looked up."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from yiwang.toolbox.documents.errors import MistypedCode

State = Literal["valid", "altered", "revoked", "expired", "erased", "unknown"]
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"  # 31, a prime: the check letter finds any one slip and any swap
LENGTH = 16
MARK = "yiwang-verify:"


def check_letter(body: str) -> str:
    """The last letter of a code: weighted sum modulo 31."""
    total = sum((place + 2) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def new_code(choose: Callable[[str], str]) -> str:
    """15 letters of `choose` (74 bits from `secrets.choice`) and a check letter."""
    body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_letter(body)


def read_code(typed: str) -> str:
    """A code as people type it: any case, spaces, dashes, full width. `MistypedCode` when it cannot be one."""
    code = "".join(letter for letter in unicodedata.normalize("NFKC", typed).upper() if letter.isalnum())
    if len(code) != LENGTH or set(code) - set(ALPHABET) or check_letter(code[:-1]) != code[-1]:
        raise MistypedCode()
    return code


def code_inside(pdf: bytes) -> str:
    """The code that a PDF of ours says of itself in its (uncompressed) XMP metadata; empty when it says none."""
    mark = MARK.encode()
    at = pdf.find(mark)
    if at < 0:
        return ""
    try:
        return read_code(pdf[at + len(mark) : at + len(mark) + LENGTH].decode("ascii", "replace"))
    except MistypedCode:
        return ""


def clean(value: Any) -> Any:
    """Text without control characters and without the marks that turn the reading direction: what is printed is
    what was approved. Characters of names, however rare, stay. Days become 2026年1月5日."""
    if isinstance(value, str):
        kept = (c for c in value if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
        return "".join(kept)
    if isinstance(value, date):
        return chinese(value)
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value]
    return value


@dataclass(frozen=True)
class Standing:
    """What the register says of a document, and whether its bytes and its signature are as they were."""

    status: str
    intact: bool
    valid_from: date
    valid_until: date | None
    revoked_on: date | None = None
    revoked_why: str = ""


@dataclass(frozen=True)
class Opinion:
    state: State
    says: str


def chinese(day: date) -> str:
    """2026年1月5日"""
    return f"{day.year}年{day.month}月{day.day}日"


def judge(document: Standing, today: date) -> Opinion:
    """One of valid, altered, revoked, expired, with its reason. A change of the bytes outweighs all else; the last
    day of validity still counts."""
    if not document.intact:
        return Opinion("altered", "这份文件与签发时不一样，被改动过。请以发证机关留存的为准，不要采信")
    over = chinese(document.revoked_on) if document.revoked_on else ""
    if document.status == "revoked":
        return Opinion("revoked", f"这份文书已于 {over} 撤销。原因：{document.revoked_why}")
    if document.status == "replaced":
        return Opinion("revoked", f"这份文书已于 {over} 换发新的，这一份不再有效。{document.revoked_why}".rstrip())
    if document.valid_until and today > document.valid_until:
        return Opinion("expired", f"这份文书是真的，但有效期到 {chinese(document.valid_until)} 为止，已经过期")
    if today < document.valid_from:
        return Opinion("expired", f"这份文书是真的，但从 {chinese(document.valid_from)} 起才生效，现在还不能用")
    until = f"，有效期到 {chinese(document.valid_until)}" if document.valid_until else "，长期有效"
    return Opinion("valid", f"这份文书是真的，内容没有改动，现在有效{until}")


ERASED = Opinion("erased", "签发过这份文书，保存期满以后，它的内容已经依法删除，不能再逐字核对")
UNKNOWN = Opinion("unknown", "没有查到这份文书。请核对核验码；证件上没有核验码的，请向发证机关查询")
