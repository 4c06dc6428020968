"""What can go wrong with a rating, in the reader's words."""

from __future__ import annotations

from yiwang.kernel.errors import DomainError, Invalid, NotFound


class LinkUnclear(NotFound):
    """这个评价链接不完整，或者不是我们发的。请从办件页面、短信或者回执上的二维码重新打开。"""

    code = "ratings.link_unclear"


class LinkExpired(DomainError):
    """办完以后 {days} 天内可以评价，这次服务已经过了。有意见请打 12345。"""

    code = "ratings.link_expired"
    status = 409


class AlreadyRated(DomainError):
    """这次服务已经评过了。一次服务评一次，要改请先撤回，有新的意见请打 12345。"""

    code = "ratings.already_rated"
    status = 409


class NotFinished(DomainError):
    """{number} 还没有办结，办结以后才能评价。"""

    code = "ratings.not_finished"
    status = 409


class GradeMissing(Invalid):
    """请选一个满意程度。"""

    code = "ratings.grade_missing"


class WordsMissing(Invalid):
    """请写明{what}。评价人会看到原话。"""

    code = "ratings.words_missing"


class ChoiceMissing(Invalid):
    """请选{what}。"""

    code = "ratings.choice_missing"


class OwnAgency(DomainError):
    """被评价的是{agency}，{what}要由别的单位来做，不能由本单位做。"""

    code = "ratings.own_agency"
    status = 403


class NotNow(DomainError):
    """这条评价现在是“{now}”，不能{wanted}。"""

    code = "ratings.not_now"
    status = 409


class TooLate(DomainError):
    """评价后 {days} 天内可以撤回，现在已经过了。"""

    code = "ratings.too_late"
    status = 409
