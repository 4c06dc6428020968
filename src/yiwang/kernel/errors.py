"""One family of errors. A subclass's docstring is the sentence its reader sees, in Chinese, with facts in braces.

    >>> class CannotFollow(DomainError):
    ...     '''案件已在“{now}”，不能转到“{wanted}”。'''
    ...     code = "example.cannot_follow"
    >>> str(CannotFollow(now="审查", wanted="受理"))
    '案件已在“审查”，不能转到“受理”。'

Facts never hold personal data: they are logged. The text of every class is a gettext message.
"""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """操作没有完成。"""

    code: ClassVar[str] = "kernel.error"
    status: ClassVar[int] = 400
    hint: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.message())

    def message(self, template: str | None = None) -> str:
        """The sentence, from `template` (a translation) or the class's own docstring."""
        return (template or type(self).template()).format(**self.facts)

    @classmethod
    def template(cls) -> str:
        return (cls.__doc__ or DomainError.__doc__ or "").strip()


class NotFound(DomainError):
    """没有找到这一项。它可能不存在，也可能不在您的管辖范围内。"""

    code = "kernel.not_found"
    status = 404


class Refused(DomainError):
    """{why}"""

    code = "kernel.refused"
    status = 403


class Conflict(DomainError):
    """{who} {when} 改过这一项。您填的还在，请看过改动再提交。"""

    code = "kernel.conflict"
    status = 409


class Invalid(DomainError):
    """{problem}"""

    code = "kernel.invalid"
    status = 422
