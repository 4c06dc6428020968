"""Bad input, at the door: each gets an answer in the reader's words, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.journeys.walker import photo
from yiwang.applications.service.matters.testing import for_everybody
from yiwang.infrastructure.files import testing as files
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing

MATTER = "/matters/food_operation.licence/"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def cast(db):
    with for_everybody():
        yield testing.cast()


def at(actor: security.Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(security.User.objects.get(pk=actor.user), backend="yiwang.pillars.security.base.backends.ByName")
    testing.just_proved(client)
    return client


def begun(cast) -> tuple[Client, str]:
    """A draft of the application, at its first page."""
    client = at(cast.wang)
    answer = client.post(f"{MATTER}start/")
    return client, answer["Location"].removesuffix("1/")


def text(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


FIRST = {"operator": "翠湖小吃", "uscc": "92530102MA6L00031R", "head": "王小吃", "registered_address": "翠湖东路 1 号"}


def test_a_wrong_check_digit_is_said_beside_the_field_and_everything_typed_stays(cast):
    client, draft = begun(cast)
    answer = client.post(f"{draft}1/", {**FIRST, "uscc": "92530102MA6L00023A", "revoked": "no"})

    assert answer.status_code == 422
    assert "有错误：" in text(answer) and "92530102MA6L00023A" in answer.content.decode()
    assert "翠湖小吃" in answer.content.decode()
    again = client.get(f"{draft}1/").content.decode()
    assert "翠湖小吃" in again, "what was right is kept although another field was wrong"


def handed(client: Client, draft: str) -> None:
    client.post(f"{draft}1/", {**FIRST, "uscc": "91110000600037341L", "revoked": "no"})
    client.post(f"{draft}2/", {"county": "530102000000", "premises": "翠湖东路 1 号一层", "area": "46"})
    client.post(f"{draft}3/", {"business_form": "餐饮服务经营者"})
    client.post(f"{draft}4/", {"items_catering": ["热食类食品制售"], "online": "no"})
    client.post(
        f"{draft}5/", {"manager": "王小吃", "staff": "3", "handlers": "2", "healthy": "2", "systems": ["食品安全自查"]}
    )


def test_what_is_not_a_picture_is_refused_and_the_others_are_kept(cast):
    client, draft = begun(cast)
    handed(client, draft)
    good = photo()
    answer = client.post(f"{draft}6/", {
        "agent": "no", "layout.new": SimpleUploadedFile("布局.jpg", b"MZ\x90 not a picture"),
        "steps.new": SimpleUploadedFile("流程.jpg", good["buffer"], "image/jpeg"),
    })  # fmt: skip
    assert answer.status_code == 422
    assert "流程.jpg" in text(answer), "the whole file is kept although the other was refused"
    assert re.search(r"不是|内容", text(answer))


def test_a_file_over_the_limit_is_refused_before_it_is_read_whole(cast, settings):
    settings.YIWANG_FILE_LIMIT = 50_000
    client, draft = begun(cast)
    handed(client, draft)
    answer = client.post(f"{draft}6/", {"agent": "no", "layout.new": SimpleUploadedFile("大.jpg", PNG * 5000)})
    assert answer.status_code == 422 and "KB" in text(answer)


def test_a_full_disk_says_so_and_loses_nothing(cast, monkeypatch):
    client, draft = begun(cast)
    handed(client, draft)

    def full(*_args, **_kwargs):
        from yiwang.infrastructure.files.api import DiskFull

        raise DiskFull

    monkeypatch.setattr(files.Store, "keep", full)
    answer = client.post(f"{draft}6/", {"agent": "no", "layout.new": SimpleUploadedFile("a.jpg", photo()["buffer"])})
    assert answer.status_code == 422 and "磁盘" in text(answer)
    assert "翠湖小吃" in client.get(f"{draft}1/").content.decode()


def finished(cast) -> tuple[Client, str, str]:
    client, draft = begun(cast)
    handed(client, draft)
    files_ = {f"{slot}.new": SimpleUploadedFile(f"{slot}.jpg", photo()["buffer"]) for slot in ("layout", "steps")}
    client.post(f"{draft}6/", {"agent": "no", **files_})
    client.post(f"{draft}7/", {"contact": "王小吃", "mobile": "15400000001"})
    answer = client.post(f"{draft}check/")
    assert answer.status_code == 302, text(answer)[:800]
    return client, draft, answer["Location"].split("/")[3]


def test_two_clicks_on_submit_are_one_case(cast):
    client, draft, number = finished(cast)
    again = client.post(f"{draft}check/")
    assert again["Location"].split("/")[3] == number


def test_an_unfinished_application_is_not_taken_and_says_what_is_missing(cast):
    client, draft = begun(cast)
    answer = client.post(f"{draft}check/")
    assert answer.status_code == 422 and "没有填好" in text(answer)


def test_a_stale_page_is_told_and_keeps_the_opinion(cast):
    _, _, number = finished(cast)
    clerk = at(cast.liu)
    clerk.post(f"/desk/cases/{number}/", {"verdict": "accept", "revision": "0", "key": "a"})
    late = clerk.post(
        f"/desk/cases/{number}/", {"verdict": "decline", "revision": "0", "key": "b", "reason": "地址不对"}
    )
    assert late.status_code in (403, 409)
    examiner = at(cast.he)
    stale = examiner.post(
        f"/desk/cases/{number}/", {"verdict": "inspect", "revision": "0", "key": "c", "reason": "看现场"}
    )
    assert stale.status_code == 409 and "看现场" in stale.content.decode() and "办过这件" in text(stale)


def test_for_an_officer_of_another_county_it_does_not_exist(cast):
    _, _, number = finished(cast)
    stranger = at(cast.yang)
    assert stranger.get(f"/desk/cases/{number}/").status_code == 404
    assert stranger.post(f"/desk/cases/{number}/", {"verdict": "accept", "revision": "0"}).status_code == 404
    hidden, absent = (stranger.get(f"/desk/cases/{one}/") for one in (number, "530102-2611-999999"))
    said = [re.sub(r"编号 \w+", "", text(one)) for one in (hidden, absent)]
    assert said[0] == said[1], "what is out of reach looks exactly like what does not exist"


def test_a_role_without_the_right_gets_403_and_the_sentence_why(cast):
    _, _, number = finished(cast)
    answer = at(cast.he).post(f"/desk/cases/{number}/", {"verdict": "accept", "revision": "0", "key": "x"})
    assert answer.status_code == 403 and "由五华区市场监督管理局的窗口受理办理" in text(answer)
    assert at(cast.wang).get("/desk/").status_code == 403


@pytest.mark.parametrize("path", ["/desk/?page=999999999999", "/desk/?view=%00", "/matters/?q=" + "长" * 500, "/verify/!!/",
                                  "/my/cases/' OR 1=1/", "/apply/00000000-0000-0000-0000-000000000000/1/"])  # fmt: skip
def test_odd_addresses_never_break_anything(cast, path):
    for actor in (cast.liu, cast.wang):
        assert at(actor).get(path).status_code < 500


@pytest.mark.parametrize(
    ("path", "status"), [("/desk/?q=%00", 200), ("/desk/cases/%00/", 404), ("/matters/?q=茶%00", 200)]
)
def test_a_character_no_database_keeps_breaks_nothing(cast, path, status):
    assert at(cast.liu).get(path).status_code == status


def test_and_everything_else_that_was_typed_with_it_is_kept(cast):
    client, draft = begun(cast)
    client.post(f"{draft}1/", {**FIRST, "operator": "翠湖\x00小吃", "uscc": "91110000600037341L", "revoked": "no"})
    assert "翠湖小吃" in client.get(f"{draft}1/").content.decode()


def test_a_strange_revision_is_only_a_stale_page(cast):
    _, _, number = finished(cast)
    for odd in ("²", "-1", "", "9" * 300, "١"):
        answer = at(cast.liu).post(f"/desk/cases/{number}/", {"verdict": "accept", "revision": odd, "key": odd})
        assert answer.status_code == 409, odd


def test_a_very_long_file_name_is_kept_by_its_end(cast):
    client, draft = begun(cast)
    handed(client, draft)
    long = "布" * 80 + ".jpg"
    files_ = {f"{slot}.new": SimpleUploadedFile(long, photo()["buffer"]) for slot in ("layout", "steps")}
    client.post(f"{draft}6/", {"agent": "no", **files_})
    client.post(f"{draft}7/", {"contact": "王小吃", "mobile": "15400000001"})
    assert client.post(f"{draft}check/").status_code == 302
