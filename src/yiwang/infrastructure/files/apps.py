from __future__ import annotations

import os

from django.apps import AppConfig


class Files(AppConfig):
    name = "yiwang.infrastructure.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        from yiwang.infrastructure.files.clamav import ClamAV
        from yiwang.infrastructure.files.health import check
        from yiwang.infrastructure.files.keeping import scanners
        from yiwang.pillars.operations.base import api as operations

        operations.checks.add("files", check)
        if address := os.environ.get("YIWANG_CLAMD", ""):
            scanners.add("clamav", ClamAV(address))
