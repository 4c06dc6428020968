from django.apps import AppConfig


class Database(AppConfig):
    name = "yiwang.infrastructure.database"
    label = "database"
    verbose_name = "数据库"

    def ready(self) -> None:
        from yiwang.pillars.operations.base import api as operations

        from .health import answers

        operations.checks.add("database", answers)
