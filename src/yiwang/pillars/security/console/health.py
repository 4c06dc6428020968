from __future__ import annotations

from yiwang.pillars.operations.base import api as operations
from yiwang.pillars.security.base import api as security


def kept_apart() -> operations.Health:
    """Is there a second place for the chain's head?"""
    if security.heads_apart():
        return operations.Health.good(f"审计链的链头每天保存到 {security.heads_folder()}")
    return operations.Health.degraded("审计链的链头和数据放在一起。请用 YIWANG_HEADS 指到另一台机器的文件夹")
