"""Why a file could not be looked into."""

from __future__ import annotations

from yiwang.kernel.errors import DomainError


class NotOfd(DomainError):
    """这份文件不是完整的 OFD：{problem}。请向发文单位重新要一份。"""

    code = "seals.not_ofd"
    status = 422


class BadSeal(DomainError):
    """印章数据读不出来：{problem}。请向盖章单位重新要一份。"""

    code = "seals.bad_seal"
    status = 422
