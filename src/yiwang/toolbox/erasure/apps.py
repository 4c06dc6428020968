from __future__ import annotations

from django.apps import AppConfig


class Erasure(AppConfig):
    name = "yiwang.toolbox.erasure"
    label = "erasure"
    verbose_name = "个人信息删除"

    def ready(self) -> None:
        from . import certificate, jobs  # noqa: F401  a job is known once it is declared

        certificate.declare()
