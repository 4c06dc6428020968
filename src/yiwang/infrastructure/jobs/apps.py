from django.apps import AppConfig


class Jobs(AppConfig):
    name = "yiwang.infrastructure.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from yiwang.pillars.operations.base import api as operations

        from .health import backlog

        operations.checks.add("jobs", backlog)
