"""Why a condition is refused. Each says the word, where it stands, and what to write instead."""

from __future__ import annotations

from yiwang.kernel.errors import DomainError


class NotUnderstood(DomainError):
    """条件{where}“{word}”：{instead}。"""

    code = "conditions.not_understood"
    status = 422


class UnknownName(NotUnderstood):
    """条件{where}“{word}”：没有这一项。{instead}。"""

    code = "conditions.unknown_name"


class WrongType(NotUnderstood):
    """条件{where}“{word}”：{instead}。"""

    code = "conditions.wrong_type"


class TooLong(DomainError):
    """条件太长或括号套得太深：{what}最多 {most}，这里有 {now}。请拆成几个条件。"""

    code = "conditions.too_long"
    status = 422


class WrongValue(DomainError):
    """“{name}”这一项的值不是{kind}，条件没有法子判断。"""

    code = "conditions.wrong_value"
    status = 422


class MissingParameter(DomainError):
    """判断条件时没有给出“:{name}”的值。"""

    code = "conditions.missing_parameter"
    status = 500
