from __future__ import annotations

from django.apps import AppConfig


class Notices(AppConfig):
    name = "yiwang.toolbox.notices"
    label = "notices"
    verbose_name = "告知与送达"

    def ready(self) -> None:
        from yiwang.pillars.operations.base import api as operations
        from yiwang.toolbox.notices import providers

        operations.checks.add("sms", lambda: providers.provider().check())
