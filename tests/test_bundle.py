"""One case in one archive: what is in it, who may take it, and that no byte of it changes unseen."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.test_bad_input import at, cast, finished, text  # noqa: F401  the fixture
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.toolbox.casework import api as casework
from yiwang.toolbox.casework import unbundling
from yiwang.toolbox.casework.models import Case, Entry


@pytest.fixture
def number(cast) -> str:  # noqa: F811
    client, _, number = finished(cast)
    testing.enter(security.SYSTEM)
    case = Case.objects.get(number=number)
    Entry.objects.create(case=case, at=case.submitted_at, who="何", verb="noted", says="内部说明", public=False)
    return number


def parts(content) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archived(found: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    out.seek(0)
    return out


def test_what_is_in_it_and_that_it_is_whole(cast, number):  # noqa: F811
    made = casework.packed(cast.liu, number, "复议").read()
    found = parts(made)
    listed = json.loads(found["manifest.json"])
    assert {one["name"] for one in listed["files"]} == set(found) - {"manifest.json", "manifest.sig"}
    assert (listed["case"], listed["purpose"]) == (number, "复议")
    assert found["000-index.pdf"].startswith(b"%PDF")
    assert sum(name.endswith(".jpg") for name in found) == 2
    assert "内部说明" in found["history.json"].decode()
    assert all("/" not in name and "\\" not in name and not name.startswith(".") for name in found)
    assert unbundling.first_altered(io.BytesIO(made)) == ""


def test_its_party_gets_what_is_public_and_nobody_elses(cast, number):  # noqa: F811
    answer = at(cast.wang).get(f"/my/cases/{number}/bundle/")
    found = parts(b"".join(answer.streaming_content))
    events = json.loads(found["history.json"])
    assert events and "内部说明" not in [one["what"] for one in events]
    assert sum(name.endswith(".jpg") for name in found) == 2
    for other in (cast.li, cast.yang):
        with pytest.raises(NotFound):
            casework.packed(other, number, "看看")
    assert at(cast.li).get(f"/my/cases/{number}/bundle/").status_code == 404
    assert at(cast.yang).post(f"/desk/cases/{number}/bundle/", {"purpose": "看看"}).status_code == 404


def test_who_only_reads_along_gets_no_files(cast, number):  # noqa: F811
    with pytest.raises(Refused):
        casework.packed(cast.luo, number, "检查")
    assert "不能下载" in text(at(cast.luo).get(f"/desk/cases/{number}/bundle/"))


def test_a_purpose_is_asked_and_the_party_sees_it(cast, number):  # noqa: F811
    desk = at(cast.liu)
    assert desk.get(f"/desk/cases/{number}/bundle/").status_code == 200
    assert desk.post(f"/desk/cases/{number}/bundle/", {"purpose": ""}).status_code == 422
    assert desk.post(f"/desk/cases/{number}/bundle/", {"purpose": "行政复议答复"})["Content-Type"] == "application/zip"
    with security.viewing(cast.wang):
        taken = [one for one in security.readings_of(cast.wang) if one.what == "办件的整份卷宗"]
    assert [one.purpose for one in taken] == ["行政复议答复"]


def test_every_altered_file_is_named(cast, number):  # noqa: F811
    """Also a list that was altered with it, one that came later, one that is missing."""
    whole = parts(casework.packed(cast.liu, number, "复议").read())
    assert unbundling.first_altered(archived(whole)) == ""
    for name in whole:
        altered = {**whole, name: whole[name][:-2] + b"!!"}
        why = unbundling.first_altered(archived(altered))
        assert why.startswith("manifest" if name.startswith("manifest") else name), (name, why)
        gone = {key: value for key, value in whole.items() if key != name}
        assert unbundling.first_altered(archived(gone)), name
    assert "后来放进去" in unbundling.first_altered(archived({**whole, "more.txt": b"x"}))
    longer = {**whole, "history.json": whole["history.json"] + b" " * 10}
    assert "history.json" in unbundling.first_altered(archived(longer))
    assert unbundling.first_altered(io.BytesIO(b"no archive")) and unbundling.first_altered("/no/such/file")


def test_without_the_signature_a_list_altered_together_with_its_file_would_pass(cast, number, monkeypatch):  # noqa: F811
    """Planted fault."""
    whole = parts(casework.packed(cast.liu, number, "复议").read())
    listed = json.loads(whole["manifest.json"])
    forged = b"[]"
    for one in listed["files"]:
        if one["name"] == "history.json":
            one |= {"size": len(forged), "sm3": security.sm3(forged).hex()}
    changed = {**whole, "history.json": forged, "manifest.json": json.dumps(listed).encode()}
    assert unbundling.first_altered(archived(changed))
    monkeypatch.setattr(unbundling, "_signed", lambda *_: True)
    assert unbundling.first_altered(archived(changed)) == ""


def test_the_index_says_what_was_applied_for_masked_as_the_page_masks(cast, number, monkeypatch):  # noqa: F811
    from yiwang.toolbox.documents import api as documents

    printed = []
    real = documents.form_sheet
    monkeypatch.setattr(
        documents, "form_sheet", lambda title, blocks, **more: printed.append(blocks) or real(title, blocks)
    )
    for viewer, purpose in ((cast.liu, "复议"), (cast.wang, "")):
        casework.packed(viewer, number, purpose)
    theirs, own = (" ".join(row.value for block in blocks for row in block.rows) for blocks in printed)
    assert "翠湖小吃" in theirs and "15400000001" not in theirs and "154****0001" in theirs
    assert "15400000001" in own
