from django.apps import AppConfig


class SecurityConsole(AppConfig):
    name = "yiwang.pillars.security.console"
    label = "security_console"
    verbose_name = "安全·控制台"
