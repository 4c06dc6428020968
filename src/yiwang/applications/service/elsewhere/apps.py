from django.apps import AppConfig


class Elsewhere(AppConfig):
    name = "yiwang.applications.service.elsewhere"
    label = "elsewhere"
    verbose_name = "别处办理"
