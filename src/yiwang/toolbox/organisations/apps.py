from __future__ import annotations

from django.apps import AppConfig


class Organisations(AppConfig):
    name = "yiwang.toolbox.organisations"
    label = "organisations"
    verbose_name = "机构、岗位和权限"
