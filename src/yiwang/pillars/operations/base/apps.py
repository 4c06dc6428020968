from django.apps import AppConfig


class OperationsBase(AppConfig):
    name = "yiwang.pillars.operations.base"
    label = "operations"
    verbose_name = "运行维护·基座"
