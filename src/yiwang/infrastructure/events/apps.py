from django.apps import AppConfig


class Events(AppConfig):
    name = "yiwang.infrastructure.events"
    label = "events"
    verbose_name = "事件投递"

    def ready(self) -> None:
        from yiwang.pillars.operations.base import api as operations

        from .deliver import backlog

        operations.checks.add("events", backlog)
