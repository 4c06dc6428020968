from __future__ import annotations

from django.apps import AppConfig

from yiwang.infrastructure.crypto.api import provider, which
from yiwang.infrastructure.crypto.vault import HouseVault


class Crypto(AppConfig):
    name = "yiwang.infrastructure.crypto"
    label = "crypto"
    verbose_name = "密码服务"

    def ready(self) -> None:
        from yiwang.pillars.operations.base import api as operations
        from yiwang.pillars.security.base import api as security

        security.vault.fill(HouseVault())
        operations.checks.add("crypto", lambda: operations.Health.good(f"{which()}；{provider().check()}"))
