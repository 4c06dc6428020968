from __future__ import annotations

from django.apps import AppConfig


class Outgoing(AppConfig):
    name = "yiwang.infrastructure.outgoing"
    label = "outgoing"
    verbose_name = "对外访问"
