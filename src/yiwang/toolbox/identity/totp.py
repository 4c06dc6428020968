"""The time step a code belongs to. A step counts once: whoever comes second with the same code comes too late."""

from __future__ import annotations

import pyotp

from yiwang.kernel import clock

STEP = 30


def step_of(secret: str, code: str, after: int) -> int | None:
    """The step of `code`, one of drift allowed, later than `after`; None where it is wrong or was used."""
    now, typed = int(clock.now().timestamp()) // STEP, code.replace(" ", "")
    for step in (now, now - 1, now + 1):
        if step > after and pyotp.TOTP(secret).verify(typed, for_time=step * STEP):
            return step
    return None
