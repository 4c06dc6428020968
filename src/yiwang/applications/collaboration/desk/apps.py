from django.apps import AppConfig


class Desk(AppConfig):
    name = "yiwang.applications.collaboration.desk"
    label = "desk"
    verbose_name = "办公桌"
