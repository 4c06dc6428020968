"""Is what an OFD says of its seals so? In the order of GB/T 38540: the seal, who may use it, the signature, the parts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from yiwang.infrastructure.crypto import api as crypto
from yiwang.kernel.clock import CHINA
from yiwang.toolbox.seals.errors import BadSeal
from yiwang.toolbox.seals.packages import Described, Package
from yiwang.toolbox.seals.rules import State, Step, certificate_dates, seal_dates, state_of, whole
from yiwang.toolbox.seals.structures import Seal, Stamped, read_older, read_seal, read_stamped
from yiwang.toolbox.seals.trust import Trust

SM3_NAMES = ("SM3", "1.2.156.10197.1.401")
# sm2p256v1 (GB/T 32918.5): a ‖ b ‖ Gx ‖ Gy, to recognise digests that some products make with Z in front
CURVE = bytes.fromhex(
    "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"
    "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"
    "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
    "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"
)


@dataclass(frozen=True)
class Checked:
    """One signature. Names and times are as the signature says: worth what `steps` leave of them."""

    id: str
    state: State
    form: str
    seal: str
    seal_id: str
    signer: str
    at: datetime | None
    pages: tuple[int, ...]
    parts: int
    steps: tuple[Step, ...]

    @property
    def wrong(self) -> list[Step]:
        return [step for step in self.steps if step.good is False]

    @property
    def open(self) -> list[Step]:
        return [step for step in self.steps if step.good is None]


@dataclass(frozen=True)
class Report:
    """What a file is worth. `digest` is its SM3."""

    state: State
    says: str
    digest: str
    pages: int
    signatures: tuple[Checked, ...]

    def as_dict(self) -> dict[str, Any]:
        """For machines; times in ISO 8601."""
        facts = asdict(self)
        for one in facts["signatures"]:
            one["at"] = one["at"].isoformat() if one["at"] else None
        return facts


SAYS: dict[State, str] = {
    "good": "签名都成立，签过的内容一个字节也没有改动",
    "bad": "请不要采信：",
    "unsure": "签过的内容没有改动，但有的事在本机核对不了，不能断定是真的。见下面逐项说明",
    "unsigned": "这份文件里没有签名，谁都可以改动它",
}


def check(content: bytes, trust: Trust) -> Report:
    """Everything a file says of itself, checked without asking anybody. `NotOfd`, `Dangerous`, `Broken`."""
    package = Package(content)
    described = package.signatures()
    pages = package.pages()
    uncovered = _uncovered(package, described)
    checked = tuple(_checked(package, one, trust, pages, uncovered) for one in described)
    state = whole(one.state for one in checked)
    wrong = dict.fromkeys(step.says for one in checked for step in one.wrong)
    says = f"{SAYS[state]}{'；'.join(wrong)}"
    return Report(state, says, crypto.sm3(content).hex(), len(pages), checked)


def _uncovered(package: Package, described: list[Described]) -> list[str]:
    """Parts no signature names. What signatures themselves are made of is not counted."""
    own = {*package.lists()}
    for one in described:
        own |= {one.place, one.value, one.seal} | {part.name for part in one.parts}
    return sorted(set(package.parts) - own)


def _checked(
    package: Package, one: Described, trust: Trust, pages: dict[str, int], uncovered: list[str]
) -> Checked:  # fmt: skip
    shown = tuple(sorted({pages[page] for page in one.pages if page in pages}))
    steps: list[Step] = [_method(one)]
    value = package.parts.get(one.value, b"")
    form, seal, seal_id, signer, at = "", "", "", "", None
    if one.kind == "Sign":
        form, signer = "GB/T 35275 数字签名", _plain(package, one, value, trust, steps)
    elif older := read_older(value):
        form, seal, seal_id = "GM/T 0031-2014 签章（旧规范）", older.name, older.id
        steps.append(
            Step("older_form", "签章写法", None, "这是旧规范 GM/T 0031 的签章，只读出了印章名称，没有核验签名")
        )
    else:
        try:
            stamped = read_stamped(value)
        except (BadSeal, crypto.BadCertificate) as wrong:
            steps.append(Step("unreadable", "签章数据", False, str(wrong)))
        else:
            form, seal, seal_id = f"GB/T 38540 签章（版本 {stamped.seal.version}）", stamped.seal.name, stamped.seal.id
            signer, at = stamped.signer.name, stamped.at.astimezone(CHINA)
            steps += _stamped(package, one, stamped, trust, at)
    steps += _parts(package, one, uncovered)
    return Checked(one.id, state_of(steps), form, seal, seal_id, signer, at, shown, len(one.parts), tuple(steps))


def _method(one: Described) -> Step:
    method, title = one.method, "算法"
    if method not in (crypto.SM2_WITH_SM3, "1.2.156.10197.1.301.1"):
        return Step("method", title, False, f"签名算法是 {method or '空'}，不是 SM2 配 SM3")
    if one.digest_method.upper() not in SM3_NAMES:
        return Step("digest_method", title, False, f"各部分的摘要用的是 {one.digest_method or '空'}，不是 SM3")
    return Step("method", title, True, "SM2 签名，SM3 摘要")


def _stamped(package: Package, one: Described, stamped: Stamped, trust: Trust, at: datetime) -> Iterator[Step]:
    seal = stamped.seal
    yield from _maker(package, one, seal, trust)
    yield seal_dates(at, seal.since.astimezone(CHINA), seal.until.astimezone(CHINA))
    yield listed(seal, stamped.signer)
    held = stamped.algorithm == crypto.SM2_WITH_SM3 and _verifies(stamped.signer, stamped.signed, stamped.signature)
    says = "签名出自签章人的密钥" if held else "签名不成立：签章数据被改动过，或者不是这个人签的"
    yield Step("signature", "签章的签名", held, says)
    yield certificate_dates(
        "signer", at, stamped.signer.since.astimezone(CHINA), stamped.signer.until.astimezone(CHINA)
    )
    if not stamped.signer.may("digital_signature") and not stamped.signer.may("non_repudiation"):
        yield Step("signer_use", "签章人证书用途", False, "这张证书不能用来签名")
    yield from trust.step("signer", stamped.signer, at)
    yield _digest(package, one, stamped)
    if package.at(stamped.about, one.place) != one.place:
        yield Step("place", "签的是哪一份", False, f"签章数据说签的是 {stamped.about}，和所在的位置不一样")
    if stamped.stamp:
        yield Step("timestamp", "时间戳", None, "带有时间戳，本平台还不会核验它")


def _maker(package: Package, one: Described, seal: Seal, trust: Trust) -> Iterator[Step]:
    if one.seal:
        try:
            same = read_seal(package.parts.get(one.seal, b"")).der == seal.der
        except (BadSeal, crypto.BadCertificate):
            same = False
        says = "包里的印章和签章用的是同一枚" if same else "包里的印章和签章用的不是同一枚"
        yield Step("same_seal", "印章", same, says)
    held = seal.algorithm == crypto.SM2_WITH_SM3 and _verifies(seal.maker, seal.signed, seal.signature)
    says = f"印章由“{seal.maker.name}”制作，没有改动" if held else "制章人的签名不成立：印章被改动过，或者是伪造的"
    yield Step("seal_signature", "制章人的签名", held, says)
    made = seal.created.astimezone(CHINA)
    yield certificate_dates("maker", made, seal.maker.since.astimezone(CHINA), seal.maker.until.astimezone(CHINA))
    if not seal.maker.may("digital_signature"):
        yield Step("maker_use", "制章人证书用途", False, "制章人的证书不能用来签名")
    yield from trust.step("maker", seal.maker, made)


def listed(seal: Seal, signer: crypto.Certificate) -> Step:
    """May this signer use this seal?"""
    wanted = crypto.sm3(signer.der) if seal.by_digest else signer.der
    good = wanted in seal.listed
    says = f"“{signer.name}”在可以使用这枚印章的名单里" if good else f"“{signer.name}”不在可以使用这枚印章的名单里"
    return Step("listed", "使用印章的资格", good, says)


def _verifies(who: crypto.Certificate, signed: bytes, signature: bytes) -> bool:
    try:
        return crypto.sm2_verify(who.point, signed, signature)
    except crypto.BadKey:
        return False


def _digest(package: Package, one: Described, stamped: Stamped) -> Step:
    content, title = package.parts[one.place], "签名清单的摘要"
    if stamped.digest == crypto.sm3(content):
        return Step("digest", title, True, "签名清单与盖章时一样")
    identity = b"1234567812345678"
    z = crypto.sm3((len(identity) * 8).to_bytes(2) + identity + CURVE + stamped.signer.point[1:])
    if stamped.digest == crypto.sm3(z + content):
        return Step("digest_z", title, False, "摘要里多算了签名人的身份，不合国家标准（内容没有改动）")
    return Step("digest", title, False, f"签名清单 {one.place} 在盖章以后被改动过")


def _plain(package: Package, one: Described, value: bytes, trust: Trust, steps: list[Step]) -> str:
    """A signature without a seal: national signed data over Signature.xml. It says no time, so dates stay open."""
    try:
        signed = crypto.read_signed(value)
    except crypto.BadCertificate as wrong:
        steps.append(Step("unreadable", "签名数据", False, str(wrong)))
        return ""
    held = signed.holds(package.parts[one.place])
    steps.append(
        Step("signature", "签名", held, "签名成立" if held else "签名不成立：签名清单被改动过，或者不是这个人签的")
    )
    steps.append(Step("no_time", "签名时间", None, "数字签名里没有可信的时间，证书当时是否有效核对不了"))
    if not crypto.chain_of(signed.signer, (*signed.others, *trust.between), trust.roots):
        steps.append(Step("signer_chain", "签名人证书来源", None, "本机没有它的根证书，认不出是不是真的机构"))
    return signed.signer.name


def _parts(package: Package, one: Described, uncovered: list[str]) -> Iterator[Step]:
    title = "签过的内容"
    missing = [part.name for part in one.parts if part.name not in package.parts]
    altered = [
        part.name for part in one.parts if part.name in package.parts and not _same(package, part.name, part.digest)
    ]
    if missing:
        yield Step("part_missing", title, False, f"签过的内容少了：{'、'.join(missing)}")
    if altered:
        yield Step("part_altered", title, False, f"盖章以后被改动过：{'、'.join(altered)}")
    if not one.parts:
        yield Step("nothing_signed", title, False, "这个签名没有签任何内容")
    if uncovered:
        yield Step("uncovered", "没有签的内容", False, f"有内容不在签名范围内，谁都可以改动：{'、'.join(uncovered)}")
    if one.parts and not missing and not altered:
        yield Step("parts", title, True, f"{len(one.parts)} 份内容都与盖章时一样")


def _same(package: Package, name: str, digest: str) -> bool:
    try:
        return base64.b64decode(digest, validate=True) == crypto.sm3(package.parts[name])
    except (binascii.Error, ValueError):
        return False
