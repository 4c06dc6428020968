"""What every page may say about the house and about who looks at it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yiwang.applications.collaboration.desk import api as desk
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.notices import api as notices

CONSOLES = (
    ("/console/matters/", gettext_noop("事项库"), "list-check"),
    ("/console/migrate/", gettext_noop("流程换版"), "switch-horizontal"),
    ("/console/flows/", gettext_noop("流程"), "switch-horizontal"),
    ("/console/organisation/", gettext_noop("机构和岗位"), "sitemap"),
    ("/console/rights/", gettext_noop("谁能办什么"), "shield-check"),
    ("/console/reviews/", gettext_noop("权限复核"), "progress-check"),
    ("/console/systems/", gettext_noop("接入登录的系统"), "external-link"),
    ("/console/halls/", gettext_noop("政务大厅"), "building-community"),
    ("/console/kiosks/", gettext_noop("自助终端"), "device-mobile-message"),
    ("/console/calendar/", gettext_noop("工作日历"), "calendar"),
    ("/console/erasure/", gettext_noop("个人信息删除"), "trash"),
    ("/console/trail/", gettext_noop("安全审计日志"), "history"),
    ("/console/keys/", gettext_noop("密钥"), "key"),
    ("/console/health/", gettext_noop("运行状况"), "heartbeat"),
    ("/console/sms/", gettext_noop("短信"), "message"),
    ("/console/reporting/", gettext_noop("数据上报"), "send"),
    ("/console/elsewhere/", gettext_noop("别处办理"), "external-link"),
)


WORKPLACES = (
    ("/desk/window/", gettext_noop("窗口叫号"), "users"),
    ("/desk/intake/", gettext_noop("窗口收件"), "rubber-stamp"),
    ("/desk/ratings/", gettext_noop("差评和回访"), "star"),
    ("/desk/late/", gettext_noop("督办台"), "alert-triangle"),
    ("/desk/counts/", gettext_noop("办件统计"), "chart-bar"),
)


def workplaces(actor: security.Actor | None) -> list[dict[str, str]]:
    """What stands in the desk's rail beside the worklist, as far as `actor` may enter."""
    return _open_to(actor, WORKPLACES)


def consoles(actor: security.Actor | None) -> list[dict[str, str]]:
    """The consoles `actor` may enter: a link nobody may follow is a promise broken."""
    return _open_to(actor, CONSOLES)


def _open_to(actor: security.Actor | None, places: tuple[tuple[str, str, str], ...]) -> list[dict[str, str]]:
    found = []
    for path, title, icon in places:
        if actor and not resolve(path).func.access.why_not(actor):  # type: ignore[attr-defined]
            found.append({"path": path, "title": _(title), "icon": icon})
    return found


def unread(actor: security.Actor | None) -> int:
    return notices.unread(actor) if actor and actor.is_citizen else 0


def samples() -> list[dict[str, str]]:
    """Who can be logged in as where nothing is real."""
    if settings.LIVE:
        return []
    from yiwang.assembly.sample.accounts import ACCOUNTS

    return ACCOUNTS


def house(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "workplaces": SimpleLazyObject(lambda: workplaces(actor)),
        "consoles": SimpleLazyObject(lambda: consoles(actor)),
        "kept_lists": SimpleLazyObject(lambda: desk.lists(actor) if actor and actor.is_staff else None),
        "acting_for": SimpleLazyObject(lambda: security.acting_for(actor) if actor else ""),
        "unread": SimpleLazyObject(lambda: unread(actor)),
        "live": settings.LIVE,
        "accounts": SimpleLazyObject(samples),
        "elder": request.COOKIES.get("elder", ""),
        "text_size": request.COOKIES.get("text", ""),
    }
