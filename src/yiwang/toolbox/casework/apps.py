from django.apps import AppConfig


class Casework(AppConfig):
    name = "yiwang.toolbox.casework"
    label = "casework"
    verbose_name = "办件"
