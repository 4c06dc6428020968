from django.apps import AppConfig


class Service(AppConfig):
    name = "yiwang.applications.service"
    label = "service"
    verbose_name = "一网通办"
