"""What citizens and officials do all day: hand in an application page by page, and bring it to its end."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from benchmarks.living.visitor import Unanswered, Visitor, expect

SHOP = "样例轮值小店"
MATTER = "food_operation.licence"
REVISION = re.compile(rb'name="revision" value="(\d+)"')
PAPERS = ("food_operation/accepted", "food_operation/licence", "food_operation/granted")  # of a case at its end


@dataclass(frozen=True)
class Move:
    """`does`: a verdict, or the page of another move; `who`: which of the officials."""

    does: str
    who: str
    told: str  # how the history calls it
    reason: str = ""


WAY = (
    Move("accept", "clerk", "accepted"),
    Move("pause", "examiner", "paused", "申请人要求听证"),
    Move("resume/", "examiner", "resumed", "听证结束"),
    Move("no_visit", "examiner", "forwarded", "不涉及加工和贮存场所"),
    Move("grant", "approver", "granted"),
    Move("delivered", "clerk", "finished"),
)


def picture() -> bytes:
    """A small photograph."""
    from PIL import Image

    buffer = BytesIO()
    Image.effect_noise((320, 240), 40).convert("RGB").save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def pages(operator: str, photo: bytes) -> Sequence[dict[str, object]]:
    """What is typed on each page of the application."""
    file = ("photo.jpg", photo, "image/jpeg")
    return (
        {"operator": operator, "uscc": "91110000600037341L", "head": "王样例", "registered_address": "翠湖东路 1 号",
         "revoked": "no"},
        {"county": "530102000000", "premises": "翠湖东路 1 号一层", "area": "46"},
        {"business_form": "餐饮服务经营者"},
        {"items_catering": ["热食类食品制售"], "online": "no"},
        {"manager": "王样例", "staff": "3", "handlers": "2", "healthy": "2", "systems": ["食品安全自查"]},
        {"agent": "no", "layout.new": file, "steps.new": file},
        {"contact": "王样例", "mobile": "15400000001"},
    )  # fmt: skip


def hand_in(who: Visitor, operator: str, photo: bytes, think: float = 0) -> str:
    """Page by page to the number of the case. Every page may be sent again; the last one ends at the same case."""
    draft = expect(who.post(f"/matters/{MATTER}/start/", sort="page"), 302, "start").location.removesuffix("1/")
    for number, typed in enumerate(pages(operator, photo), 1):
        time.sleep(think)
        expect(who.post(f"{draft}{number}/", sort="page", **typed), 302, f"page {number}")
    sent = expect(who.post(f"{draft}check/", sort="submit"), 302, "check")
    if not sent.location.startswith("/my/cases/"):
        raise Unanswered(sent.location)
    return sent.location.split("/")[3]


def move(who: Visitor, number: str, one: Move) -> None:
    """Look at the case, then do it; sent again under the same key, it is done once."""
    page = expect(who.get(f"/desk/cases/{number}/"), 200, number)
    found = REVISION.search(page.body)
    if found is None:
        raise Unanswered(f"{number}: nothing to do for {one}")
    given = {"revision": found[1].decode(), "key": f"{number}-{one.does}", "reason": one.reason}
    path = f"/desk/cases/{number}/"
    if one.does.endswith("/"):
        expect(who.post(path + one.does, **given), 302, f"{number} {one}")
    else:
        more = {"kind": "hearing"} if one.does == "pause" else {}
        expect(who.post(path, verdict=one.does, **given, **more), 302, f"{number} {one}")
