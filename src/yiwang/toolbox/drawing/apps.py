from django.apps import AppConfig


class Drawing(AppConfig):
    name = "yiwang.toolbox.drawing"
    label = "drawing"
    verbose_name = "流程图"
