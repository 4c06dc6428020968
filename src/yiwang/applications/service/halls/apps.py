from django.apps import AppConfig


class Halls(AppConfig):
    name = "yiwang.applications.service.halls"
    label = "halls"
    verbose_name = "政务服务大厅"
