"""Is this document what it says it is? Anybody may ask who holds the code or the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.files import api as files
from yiwang.kernel import clock
from yiwang.kernel.errors import DomainError
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.documents.issuing import KEY, statement
from yiwang.toolbox.documents.models import Document
from yiwang.toolbox.documents.rules import ERASED, UNKNOWN, Standing, State, chinese, code_inside, judge, read_code


@dataclass(frozen=True)
class Verdict:
    """`says` is the reason in plain words. `facts` (label → value, the holder masked) are empty when unknown."""

    state: State
    says: str
    facts: dict[str, str] = field(default_factory=dict)
    proof: dict[str, str] = field(default_factory=dict)
    synthetic: bool = False


def verify(code: str, uploaded: bytes | None = None, today: date | None = None) -> Verdict:
    """Judge the document that has `code`; with `uploaded` also whether that copy is byte for byte what was issued.

    Without a code the copy is asked for the one it carries. `MistypedCode` when the code cannot be one.
    """
    wanted = read_code(code) if code.strip() else code_inside(uploaded or b"")
    if not wanted:
        return Verdict(UNKNOWN.state, UNKNOWN.says)
    with security.viewing(security.current(), code=wanted):
        row = Document.objects.select_related("agency").filter(verify_code=wanted).first()
    if row is None:
        return Verdict(UNKNOWN.state, UNKNOWN.says)
    return verdict_on(row, uploaded, today or clock.today())


def verdict_on(row: Document, uploaded: bytes | None, today: date) -> Verdict:
    if row.file_id is None:
        return Verdict(ERASED.state, ERASED.says, facts_of(row), {}, row.synthetic)
    ended = row.revoked_at.astimezone(clock.CHINA).date() if row.revoked_at else None
    intact = is_intact(row, uploaded)
    opinion = judge(Standing(row.status, intact, row.valid_from, row.valid_until, ended, row.revoked_why), today)
    return Verdict(opinion.state, opinion.says, facts_of(row), proof_of(row), row.synthetic)


def is_intact(row: Document, uploaded: bytes | None) -> bool:
    """The kept bytes answer to their digest, the signature holds over it, and the copy (if any) is the same."""
    if uploaded is not None and crypto.sm3(uploaded).hex() != row.file_id:
        return False
    if row.file_id is None:
        return False
    try:
        files.open_file(row.file_id).close()
        signature = crypto.Signature(row.key_id, bytes(row.signature))
        return crypto.verify(KEY, statement(row.kind, row.number, row.verify_code, row.file_id), signature)
    except (files.Altered, files.Lost, crypto.NoSuchKey):
        return False


def facts_of(row: Document) -> dict[str, str]:
    until = chinese(row.valid_until) if row.valid_until else "长期"
    shown = {
        "名称": row.title,
        "编号": row.number,
        "持有人": row.holder_shown,
        "发证机关": row.agency.name,
        "签发日期": chinese(row.issued_at.astimezone(clock.CHINA).date()),
        "有效期": f"{chinese(row.valid_from)} 至 {until}",
    }
    return {label: value for label, value in shown.items() if value}


def proof_of(row: Document) -> dict[str, str]:
    """What a specialist needs to check it without us."""
    return {
        "文件摘要（SM3）": row.file_id or "",
        "签名（SM2，DER）": bytes(row.signature).hex(),
        "密钥": row.key_id,
        "公钥": _public(row.key_id),
    }


def _public(key_id: str) -> str:
    try:
        return crypto.public_key(KEY, key_id).hex()
    except DomainError:
        return ""
