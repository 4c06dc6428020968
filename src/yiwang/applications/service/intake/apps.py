from __future__ import annotations

from django.apps import AppConfig


class Intake(AppConfig):
    name = "yiwang.applications.service.intake"
    label = "intake"
    verbose_name = "统一申办受理"
