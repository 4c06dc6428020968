from django.apps import AppConfig


class StandardsConsole(AppConfig):
    name = "yiwang.pillars.standards.console"
    label = "standards_console"
    verbose_name = "制度标准·控制台"
