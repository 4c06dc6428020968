from __future__ import annotations

from django.apps import AppConfig


class Files(AppConfig):
    name = "yiwang.infrastructure.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        from yiwang.infrastructure.files.health import check
        from yiwang.pillars.operations.base import api as operations

        operations.checks.add("files", check)
