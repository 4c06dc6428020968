"""What identity needs and does not own: a way to a person's phone. `toolbox/notices` fills it."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from yiwang.pillars.security.base import api as security


class Phone(Protocol):
    def __call__(self, record: security.Record, party: UUID, code: str, purpose: str = ...) -> bool:
        """Queue a one-time code for the number `party` left, inside the open change of the system. False: he left none.
        `purpose` is said in it. The code stands in clear nowhere but in the text on its way."""


class _Slot:
    def __init__(self) -> None:
        self._phone: Phone | None = None

    def fill(self, way: Phone) -> None:
        self._phone = way

    def __call__(self, record: security.Record, party: UUID, code: str, purpose: str = "重设登录密码") -> bool:
        return self._phone(record, party, code, purpose) if self._phone else False


phone = _Slot()
