from __future__ import annotations

from django.apps import AppConfig


class Identity(AppConfig):
    name = "yiwang.toolbox.identity"
    label = "identity"
    verbose_name = "身份与授权"
