from django.apps import AppConfig


class OperationsConsole(AppConfig):
    name = "yiwang.pillars.operations.console"
    label = "operations_console"
    verbose_name = "运行维护·控制台"
