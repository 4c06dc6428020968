from __future__ import annotations

from django.apps import AppConfig


class Crypto(AppConfig):
    name = "yiwang.infrastructure.crypto"
    label = "crypto"
    verbose_name = "密码服务"
