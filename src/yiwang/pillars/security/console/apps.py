from django.apps import AppConfig


class SecurityConsole(AppConfig):
    name = "yiwang.pillars.security.console"
    label = "security_console"
    verbose_name = "安全保障·控制台"

    def ready(self) -> None:
        from yiwang.pillars.operations.base import api as operations

        from .health import kept_apart

        operations.checks.add("trail_heads", kept_apart)
