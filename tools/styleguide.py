"""Show the faces with made-up facts, without a database: `python tools/styleguide.py 8765`, then open /.

Every page is served under the product's content policy, so what breaks there breaks here.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import make_server

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

import django  # noqa: E402
from django.conf import settings  # noqa: E402

SOURCE = ROOT / "src/yiwang"
TEMPLATES = [ROOT / "tools", SOURCE / "assembly/templates", *SOURCE.glob("*/*/templates")]
POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
settings.configure(
    DEBUG=False, ALLOWED_HOSTS=["*"], SECRET_KEY="only for looking", ROOT_URLCONF=__name__, USE_I18N=True, USE_TZ=True,  # noqa: S106
    LANGUAGE_CODE="zh-hans", LANGUAGES=[("zh-hans", "中文"), ("en", "English")], TIME_ZONE="Asia/Shanghai",
    STATIC_URL="/static/", STATICFILES_DIRS=[SOURCE / "assembly/static"],
    INSTALLED_APPS=["django.contrib.staticfiles", "django_htmx"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": TEMPLATES, "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request",
                                                   "django.template.context_processors.i18n"]}}],
)  # fmt: skip
django.setup()

from django.contrib.staticfiles.views import serve  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.urls import path, re_path  # noqa: E402
from django.utils.safestring import mark_safe  # noqa: E402

NOW = datetime(2026, 11, 23, 14, 20, tzinfo=UTC)
CITIZEN = SimpleNamespace(user=1, kind="person", name="王秀珍", is_staff=False)
CLERK = SimpleNamespace(
    user=2, kind="staff", name="张敏", is_staff=True, agency_name="五华区市场监督管理局", post_title="受理岗"
)  # noqa: E501
MATTER: dict[str, Any] = {
    "title": "食品经营许可（新办）", "plain": "开饭店、奶茶店、食堂，要先办这张证。材料在网上交，现场看一次店面。",
    "fee": "不收费", "visits": 0, "result": "食品经营许可证", "theme": "开店办企业", "minutes": 20,
    "audience": ["person", "firm"], "catalog_code": "000131019000",
    "who": ["已经有营业执照", "店面和设备与经营的食品相称"], "who_not": ["只卖预包装食品（备案就行）"],
    "materials": [{"title": "营业执照", "source": "held", "need": True},
                  {"title": "店面平面图", "source": "upload", "need": True, "hint": "标出操作间、洗手池和餐位"},
                  {"title": "食品安全承诺", "source": "made", "need": True}],
    "process": [{"title": "您填 5 页", "who": "", "long": "大约 20 分钟"},
                {"title": "受理", "who": "区市场监管局", "long": "5 个工作日内"},
                {"title": "看现场", "who": "两名核查人员", "long": "提前 1 天告诉您"}],
    "questions": [{"q": "店还没装修好能办吗？", "a": "可以先填，装修好再约现场核查。"}],
    "grounds": [{"law": "《食品经营许可和备案管理办法》", "article": "第十二条", "says": "申请食品经营许可的条件", "how": "read"}],
    "pledge": "我填的都是真实的。",
}  # fmt: skip
LIMITS = {"promise": {"value": 10}, "law": {"value": 20, "ground": "办法第二十二条", "how": "remembered"}}
ENTRIES = [
    {"at": NOW, "says": "要求补材料", "who": "五华区市场监督管理局", "reason": "平面图看不清洗手池的位置。\n请重新拍一张。"},
    {"at": NOW, "says": "已受理", "who": "五华区市场监督管理局"},
    {"at": NOW, "says": "已提交", "who": "您"},
]  # fmt: skip
VIEW: dict[str, Any] = {
    "number": "530102-2611-004216", "status": "等补材料", "days_left": 3, "light": "yellow", "entries": ENTRIES,
    "step": {"title": "受理", "people": 1}, "task": {"due_on": NOW},
    "case": {"title": "食品经营许可", "party_shown": "王*珍", "status": "open", "submitted_at": NOW, "due_on": NOW,
             "due_provisional": True, "synthetic": True, "agency": {"name": "五华区市场监督管理局"},
             "limit": {"days": 20, "ground": "办法第二十二条", "how": "remembered"},
             "applicant": {"kind": "person", "identifier_masked": "5301** **** **** 0024", "mobile_masked": "138 **** 2471"}},
    "stages": [{"title": "提交", "state": "done"}, {"title": "受理", "state": "now"}, {"title": "现场核查", "state": ""},
               {"title": "决定", "state": ""}, {"title": "发证", "state": ""}],
    "attachments": [{"pk": 1, "name": "平面图.jpg", "size": 1258291, "added_at": NOW}],
    "offered": [{"key": "accept", "title": "受理", "effect": "accept"},
                {"key": "supplement", "title": "要求补正", "effect": "supplement"},
                {"key": "decline", "title": "不予受理", "effect": "decline"}],
    "flow": {"extension": True, "specials": []},
}  # fmt: skip
PARTS = [{"title": "经营场所", "lines": [
    {"label": "店名", "value": "翠湖小馆", "filled": True, "page": 1},
    {"label": "地址", "value": "五华区翠湖南路 12 号", "filled": True, "page": 1},
    {"label": "面积", "value": "没有填", "filled": False, "page": 2}]}]  # fmt: skip
LINES = [
    {"number": f"530102-2611-0042{n:02}", "light": light, "days_left": n, "title": "食品经营许可", "party": "王*珍",
     "synthetic": n == 2, "step": "受理", "status": "办理中", "submitted_at": NOW}
    for n, light in enumerate(["red", "yellow", "yellow", "grey", *[""] * 12])
]  # fmt: skip
CHOICES = [{"id": f"c{n}", "value": n, "title": t, "hint": h} for n, (t, h) in enumerate(
    [("我自己", "店是我开的"), ("替单位办", "用单位的执照"), ("帮家人办", "要家人同意")])]  # fmt: skip


def questions(error: str = "") -> str:
    """One page of a form in the form engine's own templates."""
    ask = {"required": True, "type": "text"}
    fields = [
        {"id": "who", "name": "who", "group": True, "widget": "forms/radios.html", "choices": CHOICES, "error": error,
         "question": {**ask, "title": "您为谁办", "hint": "选好后，我们只问和您有关的问题"}},
        {"id": "area", "name": "area", "widget": "forms/input.html", "value": "120",
         "question": {**ask, "title": "面积", "unit": "平方米"}},
        {"id": "day", "name": "day", "group": True, "widget": "forms/date.html", "question": {**ask, "title": "开业日期"},
         "date_parts": [{"id": i, "name": i, "length": n, "word": w} for i, n, w in [("y", 4, "年"), ("m", 2, "月"), ("d", 2, "日")]]},  # noqa: E501
        {"id": "plan", "name": "plan", "widget": "forms/file.html", "files": [{"id": 1, "name": "平面图.jpg"}],
         "file_words": "照片或 PDF，不超过 20 MB", "question": {"title": "店面平面图", "type": "file", "required": False}},
        {"id": "note", "name": "note", "widget": "forms/area.html", "question": {**ask, "title": "还有要说的", "required": False}},  # noqa: E501
    ]  # fmt: skip
    page = {"title": "经营场所", "single": False, "section": {}}
    text = render_to_string("forms/page.html", {"page": page, "rows": [{"fields": fields}]})
    return mark_safe(text)  # noqa: S308


def faults() -> str:
    errors = [{"first": "c0", "error": "请选择您为谁办"}]
    return mark_safe(render_to_string("forms/errors.html", {"errors": errors}))  # noqa: S308


SUMMARY = mark_safe(render_to_string("forms/summary.html", {"parts": PARTS, "change": "/apply/1/"}))  # noqa: S308
JOURNEY = {"draft": {"id": 1}, "matter": MATTER, "pages": [1, 2]}
WAITING = {**VIEW, "case": {**VIEW["case"], "status": "supplementing"}, "status": "等您补材料"}
ACCOUNTS = [
    {"username": f"account{n}", "title": t}
    for n, t in enumerate(["群众 王秀珍", "企业经办 李昌", "受理岗 张敏", "决定岗 李建国"])
]  # noqa: E501
HATS = [{"key": "a", "title": "受理岗", "where": "五华区市场监督管理局"}, {"key": "", "title": "本人", "where": ""}]
LIST = {
    "lines": LINES,
    "view": "mine",
    "total": 23,
    "page": 1,
    "pages": 2,
    "after": "?page=2",
    "filters": {},
    "chips": {},
}
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "": ("service/home.html", {"waiting": [WAITING], "drafts": [({"id": 1, "page": 2, "updated_at": NOW}, MATTER)],
                               "themes": {"开店办企业": [1, 2], "食品": [1]}, "popular": [("food", MATTER)]}),
    "matters/": ("service/browse.html", {"themes": ["开店办企业", "食品"], "found": [("food", MATTER), ("b", MATTER)]}),
    "matters/food/": ("service/guide.html", {"matter": MATTER, "limits": LIMITS, "slug": "food"}),
    "my/cases/": ("service/cases.html", {"cases": [VIEW, WAITING], "drafts": []}),
    "my/cases/1/": ("service/case.html", {"view": WAITING, "owed": [{"title": "店面平面图", "hint": "标出洗手池"}],
                                           "may_withdraw": True}),
    "my/cases/done/": ("service/case.html", {"view": VIEW, "done": True}),
    "apply/1/1/": ("service/question.html", {"journey": JOURNEY, "page": {"title": "经营场所", "number": 1, "total": 5, "sure": True},  # noqa: E501
                                             "questions": questions()}),
    "apply/error/": ("service/question.html", {"journey": JOURNEY, "page": {"title": "经营场所", "number": 2}, "failed": True,  # noqa: E501
                                               "questions": questions("请选择您为谁办"), "errors": faults()}),
    "apply/check/": ("service/check.html", {"journey": JOURNEY, "judged": {"ok": True}, "summary": SUMMARY,
                                            "promise": {"value": 10}}),
    "verify/": ("documents/verify.html", {}),
    "desk/": ("desk/worklist.html", {"views": {"mine": "待我办", "late": "快超期", "all": "科室全部"},
                                     "counts": {"mine": 23, "late": 4}, "list": LIST}),
    "desk/cases/1/": ("desk/case.html", {"view": VIEW, "parts": PARTS, "neighbours": {"before": "1", "after": "2"},
                                         "items": [{"key": "plan", "title": "店面平面图"}], "typed": {"verdict": "accept"}}),
    "login/": ("site/login.html", {"accounts": ACCOUNTS}),
    "login/code/": ("site/code.html", {"problem": "动态口令不对，或已经用过。等它换一个再填"}),
    "account/": ("site/account.html", {"hats": HATS, "hat": "a", "user": {"username": "zhangmin"}}),
    "account/totp/": ("site/totp.html", {"address": "otpauth://totp/yiwang:zhangmin?secret=ABCD&issuer=yiwang"}),
    "error/404/": ("site/error.html", {"sentence": "没有这一页。它可能已经搬走，也可能不在您的管辖范围内。", "missing": True}),
    "error/403/": ("site/error.html", {"sentence": "您的岗位不能签发证照。科室管理员何丽可以开通", "number": "E-20418",
                                       "error": {"status": 403}}),
    "error/500/": ("site/broken.html", {"sentence": "", "number": "E-20418"}),
    "console/calendar/": ("styleguide_pages/console.html", {"page": None}),
    "parts/": ("styleguide_pages/parts.html", {
        "stages": [{"look": "done", "title": "提交", "note": "11-18"}, {"look": "wait", "title": "等补材料"}, {"title": "决定"}],
        "entries": [{"look": "done", "title": "已提交", "when": "11月18日 09:42", "at": NOW},
                    {"look": "wait", "title": "等您补 1 份材料", "when": "11月21日 10:05", "who": "五华区", "at": NOW,
                     "says": "平面图看不清洗手池的位置。", "href": "#", "act": "补平面图"},
                    {"title": "决定"}],
        "facts": [{"label": "多久办好", "value": "10 个工作日"}, {"label": "收费", "value": "不收费"}],
        "pairs": [{"label": "店名", "value": "翠湖小馆"}, {"label": "面积", "value": ""}],
        "errors": [{"anchor": "q", "says": "请选择您为谁办"}]}),
}  # fmt: skip


def show(request: HttpRequest, name: str) -> HttpResponse:
    template, facts = PAGES[name]
    staff = name.startswith(("desk", "account", "console", "error/403"))
    actor = SimpleNamespace() if name.startswith("login") else CLERK if staff else CITIZEN
    house = {"actor": actor, "live": False, "unread": 2, "theme": request.GET.get("theme", ""),
             "elder": request.GET.get("elder", ""), "text_size": request.GET.get("text", "")}  # fmt: skip
    response = render(request, template, {**house, **facts})
    response["Content-Security-Policy"] = POLICY
    return response


urlpatterns = [
    re_path(r"^static/(?P<path>.*)$", serve, {"insecure": True}),
    *(path(name, show, {"name": name}) for name in PAGES),
    *(path(f"-{name}/", show, {"name": ""}, name=name) for name in ("logout", "hat", "set_language")),
    path("login/", show, {"name": "login/"}, name="login"),
    path("account/", show, {"name": "account/"}, name="account"),
    path("account/totp/", show, {"name": "account/totp/"}, name="totp"),
    path("verify/", show, {"name": "verify/"}, name="verify"),
]

if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
