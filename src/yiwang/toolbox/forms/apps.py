from django.apps import AppConfig


class Forms(AppConfig):
    name = "yiwang.toolbox.forms"
    label = "forms"
    verbose_name = "表单"
