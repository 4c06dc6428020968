"""What a browser is told whose form came without its token: most often it only waited too long."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from yiwang.kernel.errors import DomainError
from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.middleware import say

log = operations.logger("forged")


class NoToken(DomainError):
    """这一页打开得太久，或者浏览器不让保存 Cookie，所以没有提交。请返回上一页，把填的内容复制下来，刷新后再提交一次。"""

    code = "assembly.no_token"
    status = 400


@security.public
def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's own call
    route = request.resolver_match.route if request.resolver_match else ""
    log.warning("no_token", route=route)
    answer = say(request, NoToken())
    answer.status_code = 403
    return answer
