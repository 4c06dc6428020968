from __future__ import annotations

from django.apps import AppConfig


class Seals(AppConfig):
    name = "yiwang.toolbox.seals"
    label = "seals"
    verbose_name = "电子印章"
