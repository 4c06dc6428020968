from __future__ import annotations

from django.apps import AppConfig


class Documents(AppConfig):
    name = "yiwang.toolbox.documents"
    label = "documents"
    verbose_name = "文书"

    def ready(self) -> None:
        from yiwang.pillars.operations.base import api as operations
        from yiwang.toolbox.documents.typesetting import check

        operations.checks.add("documents", check)
