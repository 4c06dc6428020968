"""What is so verifies; every way of not being so is named; one changed byte is found."""

from __future__ import annotations

import pytest
from asn1crypto import core
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.files import api as files
from yiwang.toolbox.seals import api, checking, making
from yiwang.toolbox.seals.structures import SealSignature
from yiwang.toolbox.seals.tests import cast

TRUST = cast.trust()
SIGNED_PARTS = ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Page.xml", "Doc_0/Signs/Sign_0/Seal.esl",
                "Doc_0/Signs/Sign_0/Signature.xml", "Doc_0/Signs/Sign_0/SignedValue.dat"]  # fmt: skip


def wrong(content, trust=TRUST):
    return {step.key for one in api.check(content, trust).signatures for step in one.wrong}


def test_the_outside_example_verifies_and_its_seal_had_expired_when_it_was_used():
    report = api.check(cast.SAMPLE, api.Trust())
    (one,) = report.signatures

    assert {step.key for step in one.wrong} == {"seal_expired", "signer_dates"}
    assert "盖章时电子印章已经过期：有效期到 2022年4月22日，盖章在 2026年8月4日" in report.says
    assert {"seal_signature", "signature", "digest", "parts", "listed", "same_seal"} <= {
        step.key for step in one.steps if step.good
    }
    assert (one.seal, one.parts, one.pages, report.state) == ("OFD R&W 测试用印章", 5, (1,), "bad")


def test_a_document_sealed_by_us_is_good():
    report = api.check(cast.good(), TRUST)

    assert report.state == "good", report
    assert report.signatures[0].signer == "五华区市场监督管理局"
    assert report.signatures[0].at.isoformat() == "2026-11-24T10:00:00+08:00"


def test_who_signed_is_only_believed_by_a_root_one_trusts():
    report = api.check(cast.good(), api.Trust())

    assert report.state == "unsure"
    assert {step.key for step in report.signatures[0].open} == {"maker_chain", "signer_chain"}


def test_without_a_list_nobody_knows_whether_it_was_revoked():
    report = api.check(cast.good(), api.Trust.of([cast.ROOT.certificate]))

    assert {step.key for step in report.signatures[0].open} == {"maker_revoked", "signer_revoked"}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (lambda: cast.sealed(seal_=cast.seal(until=cast.SINCE)), "seal_expired"),
        (lambda: cast.sealed(seal_=cast.seal(since=cast.LATER)), "seal_not_yet"),
        (lambda: cast.sealed(at=cast.UNTIL.replace(year=2031)), "signer_dates"),
        (lambda: cast.sealed(signer=cast.OTHERS, key=cast.OTHER), "listed"),
        (lambda: cast.sealed(key=cast.OTHER), "signature"),
        (lambda: cast.sealed(seal_=cast.seal(key=cast.OTHER)), "seal_signature"),
    ],
)
def test_each_failure_has_its_name(content, key):
    assert key in wrong(content())


def test_a_certificate_revoked_before_is_refused_and_one_revoked_after_is_not():
    assert wrong(cast.good(), cast.trust([(cast.HOLDERS, cast.SINCE)])) == {"signer_revoked"}
    assert wrong(cast.good(), cast.trust([(cast.HOLDERS, cast.LATER)])) == set()


def altered(**changes):
    return making.packed({**cast.opened(cast.good()), **changes})


def test_parts_that_are_altered_gone_or_added_are_named():
    parts = cast.opened(cast.good())
    gone = making.packed({name: data for name, data in parts.items() if name != "Doc_0/Page.xml"})

    assert wrong(altered(**{"Doc_0/Page.xml": b"<other/>"})) == {"part_altered"}
    assert wrong(gone) == {"part_missing"}
    assert wrong(altered(**{"Doc_0/Annots.xml": b"<more/>"})) == {"uncovered"}


def test_another_seal_in_the_package_is_named():
    assert "same_seal" in wrong(altered(**{"Doc_0/Signs/Sign_0/Seal.esl": cast.seal()}))


def test_a_weak_digest_is_refused_even_where_everything_else_holds():
    parts = cast.opened(cast.good())
    name = "Doc_0/Signs/Sign_0/Signature.xml"
    content = parts[name].replace(b'CheckMethod="SM3"', b'CheckMethod="MD5"')
    value = making.signed_value(content, name, parts["Doc_0/Signs/Sign_0/Seal.esl"], cast.AT, cast.HOLDERS,
                                lambda data: crypto.sm2_sign(cast.HOLDER.private, data))  # fmt: skip

    assert wrong(altered(**{name: content, "Doc_0/Signs/Sign_0/SignedValue.dat": value})) == {"digest_method"}


def test_a_digest_with_z_in_front_is_called_what_it_is(monkeypatch):
    z = crypto.sm3(b"\x00\x80" + b"1234567812345678" + checking.CURVE + cast.HOLDER.public[1:])
    plain = crypto.sm3
    with monkeypatch.context() as patch:
        patch.setattr(making.crypto, "sm3", lambda data: plain(z + data if data.startswith(b"<?xml") else data))
        content = cast.sealed()

    assert wrong(content) == {"digest_z"}


def test_a_signature_moved_from_another_place_is_named():
    parts = cast.opened(cast.good())
    name = "Doc_0/Signs/Sign_0/Signature.xml"
    value = making.signed_value(parts[name], "Doc_9/Signature.xml", parts["Doc_0/Signs/Sign_0/Seal.esl"], cast.AT,
                                cast.HOLDERS, lambda data: crypto.sm2_sign(cast.HOLDER.private, data))  # fmt: skip

    assert wrong(altered(**{"Doc_0/Signs/Sign_0/SignedValue.dat": value})) == {"place"}


def test_a_timestamp_is_said_not_to_be_checked():
    value = cast.opened(cast.good())["Doc_0/Signs/Sign_0/SignedValue.dat"]
    parsed = SealSignature.load(value)
    fields = {name: parsed[name] for name in ("signed", "cert", "algorithm", "signature")}
    stamped = SealSignature({**fields, "stamp": making.bit(core.OctetBitString(b"token"))}).dump()
    report = api.check(altered(**{"Doc_0/Signs/Sign_0/SignedValue.dat": stamped}), TRUST)

    assert (report.state, [step.key for step in report.signatures[0].open]) == ("unsure", ["timestamp"])


@pytest.mark.parametrize("part", SIGNED_PARTS)
@settings(max_examples=25, deadline=None)
@given(place=st.integers(0, 10**7), change=st.integers(1, 255))
def test_one_changed_byte_anywhere_in_a_signed_part_is_found(part, place, change):
    """Of ours, and of the stranger's example below."""
    assert found(cast.good(), part, place, change, set())


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 7), st.integers(0, 10**7), st.integers(1, 255))
def test_one_changed_byte_of_the_outside_example_is_found(nth, place, change):
    parts = sorted(name for name in cast.opened(cast.SAMPLE) if not name.endswith("Signatures.xml"))
    assert found(cast.SAMPLE, parts[nth % len(parts)], place, change, {"seal_expired", "signer_dates"})


def found(content, part, place, change, expected):
    parts = cast.opened(content)
    at = place % len(parts[part])
    parts[part] = parts[part][:at] + bytes([parts[part][at] ^ change]) + parts[part][at + 1 :]
    try:
        return bool(wrong(making.packed(parts)) - expected)
    except (api.NotOfd, files.Broken, files.Dangerous):
        return True


def test_the_guards_are_what_finds_it(monkeypatch):
    content = altered(**{"Doc_0/Page.xml": b"<other/>"})
    monkeypatch.setattr(checking, "_same", lambda *_: True)
    assert api.check(content, TRUST).state == "good"

    monkeypatch.setattr(checking, "_uncovered", lambda *_: [])
    assert api.check(altered(**{"Doc_0/Annots.xml": b"<more/>"}), TRUST).state == "good"

    monkeypatch.setattr(checking, "_verifies", lambda *_: True)
    assert wrong(cast.sealed(key=cast.OTHER)) == set()


BOMB = b'<!DOCTYPE x [<!ENTITY a "aa">]><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016">&a;</ofd:OFD>'


@pytest.mark.parametrize("content", [BOMB, b"", b"<OFD", b"<OFD/>", b"<a>" * 100])
def test_an_ofd_of_entities_or_half_an_ofd_is_refused(content):
    with pytest.raises(api.NotOfd):
        api.check(making.packed({"OFD.xml": content}), TRUST)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_noise_is_refused_in_words(noise):
    with pytest.raises((api.NotOfd, files.Broken, files.Dangerous)):
        api.check(noise, TRUST)


def test_nothing_signed_is_said():
    plain = cast.PARTS["OFD.xml"].replace("<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>", "")
    parts = {name: text.encode() for name, text in {**cast.PARTS, "OFD.xml": plain}.items()}

    assert api.check(making.packed(parts), TRUST).state == "unsigned"


class Old(core.Sequence):
    _fields = [("body", core.Any), ("signature", core.OctetBitString)]


class Some(core.SequenceOf):
    _child_spec = core.Any


def row(*values):
    return core.Any(Some([one if isinstance(one, core.Any) else core.Any(one) for one in values]))


def test_the_older_form_is_read_and_said_to_be_so():
    info = row(
        row(core.IA5String("ES"), core.Integer(1)), core.IA5String("1"), row(core.Integer(1), core.UTF8String("旧章"))
    )
    body = row(core.Integer(1), row(info, row(core.OctetString(b""))), core.OctetBitString(b"t"), core.OctetBitString(b"d"),
               core.IA5String("x"), core.OctetString(b"c"), core.ObjectIdentifier(crypto.SM2_WITH_SM3))  # fmt: skip
    older = Old({"body": body, "signature": b"s"}).dump()
    report = api.check(altered(**{"Doc_0/Signs/Sign_0/SignedValue.dat": older}), TRUST)

    assert (report.state, report.signatures[0].seal) == ("unsure", "旧章")
    assert "GM/T 0031" in report.signatures[0].form


def test_a_plain_signature_is_checked_and_its_time_stays_open():
    parts = cast.opened(cast.good())
    name = "Doc_0/Signs/Sign_0/Signature.xml"
    parts["Doc_0/Signs/Signatures.xml"] = parts["Doc_0/Signs/Signatures.xml"].replace(b'"Seal"', b'"Sign"')

    def signed(content):
        made = crypto.make_signed(
            content, cast.HOLDERS, lambda data: crypto.sm2_sign(cast.HOLDER.private, data), beside=True
        )
        return making.packed({**parts, "Doc_0/Signs/Sign_0/SignedValue.dat": made})

    report = api.check(signed(parts[name]), TRUST)
    assert (report.state, [one.key for one in report.signatures[0].open]) == ("unsure", ["no_time"])
    assert wrong(signed(parts[name] + b" ")) == {"signature"}
