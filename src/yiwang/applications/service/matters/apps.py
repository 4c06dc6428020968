from django.apps import AppConfig


class Matters(AppConfig):
    name = "yiwang.applications.service.matters"
    label = "matters"
    verbose_name = "事项库"
