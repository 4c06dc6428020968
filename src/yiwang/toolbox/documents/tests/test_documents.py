"""From issuing to verifying, on a real database in the roles that serve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiwang.infrastructure.crypto import api as crypto
from yiwang.infrastructure.files import api as files
from yiwang.infrastructure.files import testing as keeping
from yiwang.kernel import clock
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base.api import Agency
from yiwang.toolbox.documents import api, typesetting, verifying
from yiwang.toolbox.documents.models import Document
from yiwang.toolbox.documents.tests import cast

DIVISION = 530102000000
DAY = date(2026, 11, 23)


@pytest.fixture
def scene(own_database, tmp_path, monkeypatch):
    """An agency, its clerk, a holder; two kinds; a home of its own; the clock stands."""
    try:
        typesetting.fonts()
    except api.NoFont:
        pytest.skip("no Chinese font on this machine")
    monkeypatch.setenv("YIWANG_HOME", str(tmp_path))
    kinds = api.kinds.only(**{cast.LICENCE.key: cast.LICENCE, cast.LETTER.key: cast.LETTER})
    acts = security.actions.plus(**{"test.act": security.Action("试做", frozenset({"staff", "system"}))})
    with kinds, acts, clock.frozen(DAY):
        yield Scene.made()


@dataclass
class Scene:
    agency: int
    clerk: security.Actor
    holder: security.Actor

    @classmethod
    def made(cls) -> Scene:
        with security.acting(security.SYSTEM, "test.act"):
            agency = Agency.objects.create(
                uscc="11530102000000001X", name="昆明市五华区市场监督管理局", short_name="区市监局", line="test",
                division_id=DIVISION, level=4,
            )  # fmt: skip
            party = security.new_party("person", "王秀珍", "53010219620101002X", synthetic=True)
            party.save(force_insert=True)
        reach = (DIVISION, DIVISION + 999_999)
        clerk = security.Actor(
            "staff", user=1, post=1, agency=agency.pk, divisions=reach, agencies=frozenset({agency.pk})
        )
        return cls(agency.pk, clerk, security.Actor("person", user=2, party=party.id))

    def issue(self, number: str = "JY1", kind: str = "demo/licence", **changes) -> api.DocumentView:
        facts = {"data": cast.FACTS, "agency": self.agency, "holder": self.holder.party, "synthetic": True, **changes}
        with security.acting(security.SYSTEM, "test.act") as record:
            return api.issue(record, kind, number=number, **facts)

    def pdf(self, made: api.DocumentView) -> bytes:
        return files.open_file(made.file).read()


def test_what_is_issued_verifies_and_shows_the_holder_masked(scene):
    made = scene.issue(valid_until=date(2031, 11, 22))
    verdict = api.verify(made.verify_code)

    assert verdict.state == "valid"
    assert verdict.facts["持有人"] == "王*珍"
    assert verdict.facts["发证机关"] == "昆明市五华区市场监督管理局"
    assert verdict.synthetic
    assert api.verify("", scene.pdf(made)).state == "valid"
    assert api.verify(made.verify_code, today=date(2031, 11, 23)).state == "expired"


def test_only_what_is_printed_is_kept(scene):
    made = scene.issue(data={**cast.FACTS, "phone": "13888888888", "remark": [date(2026, 1, 5), "乙"]})

    assert made.data == {**cast.FACTS, "remark": ["2026年1月5日", "乙"]}


def test_the_signature_can_be_checked_without_us(scene):
    made = scene.issue()
    proof = api.verify(made.verify_code).proof
    signed = f"demo/licence\nJY1\n{made.verify_code}\n{crypto.sm3(scene.pdf(made)).hex()}"

    assert crypto.sm2_verify(bytes.fromhex(proof["公钥"]), signed.encode(), bytes.fromhex(proof["签名（SM2，DER）"]))


def test_any_altered_byte_of_a_copy_is_found(scene):
    made = scene.issue()
    whole = scene.pdf(made)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(place=st.integers(0, len(whole) - 1), flip=st.integers(1, 255))
    def holds(place: int, flip: int) -> None:
        copy = bytearray(whole)
        copy[place] ^= flip
        assert api.verify(made.verify_code, bytes(copy)).state == "altered"
        assert api.verify("", bytes(copy)).state in ("altered", "unknown")

    holds()
    assert api.verify(made.verify_code, whole[:-1]).state == "altered"
    assert api.verify(made.verify_code, b"").state == "altered"
    assert api.verify("", b"%PDF-1.7 something else").state == "unknown"


def test_an_altered_byte_in_our_own_store_is_found(scene):
    made = scene.issue()
    place = keeping.store().address(made.file)
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)

    assert api.verify(made.verify_code).state == "altered"
    place.unlink()
    assert api.verify(made.verify_code).state == "altered"


def test_a_row_pointed_at_another_document_is_found(scene):
    """Somebody who can write the database but not sign: number, code and file of a row belong together."""
    first, second = scene.issue("JY1"), scene.issue("JY2")
    with security.acting(security.SYSTEM, "test.act"):
        other = Document.objects.get(pk=second.id)
        Document.objects.filter(pk=first.id).update(
            file=other.file_id, signature=bytes(other.signature), key_id=other.key_id
        )

    assert api.verify(first.verify_code).state == "altered"
    assert api.verify(second.verify_code).state == "valid"


def test_the_guards_are_the_digest_and_the_signature(scene, monkeypatch):
    """Planted fault: with the look at bytes and signature removed, an altered copy passes."""
    made = scene.issue()
    monkeypatch.setattr(verifying, "is_intact", lambda *_: True)

    assert api.verify(made.verify_code, b"forged").state == "valid"


def test_the_signature_is_looked_at(scene, monkeypatch):
    made = scene.issue()
    monkeypatch.setattr(verifying.crypto, "verify", lambda *_: False)

    assert api.verify(made.verify_code).state == "altered"


def test_after_the_keys_are_rotated_old_documents_verify(scene):
    made = scene.issue("JY1")
    crypto.provider().rotate("documents")
    later = scene.issue("JY2")

    assert api.verify(made.verify_code).state == api.verify(later.verify_code).state == "valid"
    assert api.verify(made.verify_code).proof["密钥"] != api.verify(later.verify_code).proof["密钥"]


def test_what_is_revoked_says_why_and_is_revoked_once(scene):
    made = scene.issue()
    with security.acting(scene.clerk, "test.act") as record:
        ended = api.revoke(record, made.id, "材料不实")

    assert ended.says == "已撤销"
    verdict = api.verify(made.verify_code, scene.pdf(made))
    assert verdict.state == "revoked"
    assert "材料不实" in verdict.says
    with pytest.raises(api.AlreadyOver), security.acting(scene.clerk, "test.act") as record:
        api.revoke(record, made.id, "再来一次")


def test_what_is_replaced_is_no_longer_valid(scene):
    old = scene.issue("JY1")
    new = scene.issue("JY1-2", replaces=old.id)

    assert "JY1-2" in api.verify(old.verify_code).says
    assert (api.verify(old.verify_code).state, api.verify(new.verify_code).state) == ("revoked", "valid")


def test_a_number_is_given_once_and_needed_facts_are_asked_for(scene):
    made = scene.issue("JY1")
    with pytest.raises(api.NumberTaken, match="JY1"):
        scene.issue("JY1")
    with pytest.raises(api.MissingFact, match="法定代表人、经营场所"):
        scene.issue("JY9", data={"name": "x"})
    row = Document(kind="demo/licence", number="JY1", agency_id=scene.agency, division=DIVISION, file_id=made.file,
                   signature=b"", issued_at=clock.now(), valid_from=DAY, verify_code="X" * 16)  # fmt: skip
    with (
        pytest.raises(IntegrityError, match="a_number_is_given_once_a_kind"),
        security.acting(security.SYSTEM, "test.act"),
    ):
        row.save(force_insert=True)


def test_nobody_finds_a_document_without_its_code(scene):
    made = scene.issue(case_number="C1")
    stranger = security.Actor("person", user=9, party=UUID(int=9))

    with security.viewing(security.NOBODY):
        assert Document.objects.count() == 0
    with security.viewing(stranger):
        assert api.of_case(stranger, "C1") == []
        with pytest.raises(NotFound):
            api.open_pdf(stranger, made.id)
    for viewer in (scene.holder, scene.clerk):
        with security.viewing(viewer):
            assert [one.number for one in api.of_case(viewer, "C1")] == ["JY1"]
            assert api.open_pdf(viewer, made.id).read() == scene.pdf(made)
    with security.viewing(scene.holder):
        assert [one.id for one in api.of_holder(scene.holder, scene.holder.party)] == [made.id]


def test_a_full_disk_issues_nothing(scene, monkeypatch):
    def full(*_args, **_kwargs):
        raise files.DiskFull

    monkeypatch.setattr(keeping.Store, "keep", full)
    with pytest.raises(files.DiskFull):
        scene.issue()
    with security.viewing(security.SYSTEM):
        assert Document.objects.count() == 0


@pytest.fixture
def portal(settings, tmp_path):
    """The least portal page the template can stand in, until the house has its own."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "portal.html").write_text(
        "<title>{% block title %}{% endblock %}</title>{% block content %}{% endblock %}"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.ROOT_URLCONF = "yiwang.toolbox.documents.urls"
    return Client()


def test_the_page_says_what_a_code_is_worth(scene, portal):
    made = scene.issue()
    page = portal.get(f"/verify/{made.verify_code}/").content.decode()

    assert "真实有效" in page
    assert "王*珍" in page
    assert "王秀珍" not in page
    assert "没有查到" in portal.get("/verify/2222222222222222/").content.decode()
    assert portal.get("/verify/").status_code == 200


def test_the_page_compares_an_uploaded_copy(scene, portal, tmp_path):
    made = scene.issue()
    (tmp_path / "good.pdf").write_bytes(scene.pdf(made))
    (tmp_path / "bad.pdf").write_bytes(scene.pdf(made).replace(b"%%EOF", b"%%EOG"))

    with (tmp_path / "good.pdf").open("rb") as file:
        assert "一字不差" in portal.post("/verify/", {"file": file}).content.decode()
    with (tmp_path / "bad.pdf").open("rb") as file:
        assert "被改动过" in portal.post("/verify/", {"file": file}).content.decode()


def test_the_page_says_what_to_do_with_a_slip(scene, portal):
    slip = portal.get("/verify/7K3M/")
    nothing = portal.post("/verify/", {"code": ""})

    assert slip.status_code == nothing.status_code == 422
    assert "16 位" in slip.content.decode()
    assert "请输入核验码" in nothing.content.decode()
