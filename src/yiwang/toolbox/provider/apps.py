from __future__ import annotations

from django.apps import AppConfig


class Provider(AppConfig):
    name = "yiwang.toolbox.provider"
    label = "provider"
    verbose_name = "给别的系统登录"
