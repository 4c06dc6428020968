from django.apps import AppConfig


class Portal(AppConfig):
    name = "yiwang.applications.service.portal"
    label = "portal"
    verbose_name = "政务服务门户"
