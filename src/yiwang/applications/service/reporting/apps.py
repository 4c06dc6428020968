from __future__ import annotations

from django.apps import AppConfig


class Reporting(AppConfig):
    name = "yiwang.applications.service.reporting"
    label = "reporting"
    verbose_name = "数据上报"

    def ready(self) -> None:
        from yiwang.pillars.operations.base import api as operations

        from .platforms import platform

        operations.checks.add("reporting", lambda: platform().check())
