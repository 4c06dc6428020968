from django.apps import AppConfig


class SecurityBase(AppConfig):
    name = "yiwang.pillars.security.base"
    label = "security"
    verbose_name = "安全保障·基座"
