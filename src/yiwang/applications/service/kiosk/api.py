"""Self-service terminals: where they stand, how they are, which is nearest; and a screen nobody leaves traces on.

secret = register(by, Place("wuhua-01", …))             # told once
hear("wuhua-01", body, sign(secret, body))              # a report: time, paper, faults
find("food_operation/licence", 530102000000)            # open now, working, nearest first
"""

from __future__ import annotations

from .terminals import Place, find, hear, register, sample, shown, sign

__all__ = ["Place", "find", "hear", "register", "sample", "shown", "sign"]
