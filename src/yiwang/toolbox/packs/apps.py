from django.apps import AppConfig


class Packs(AppConfig):
    name = "yiwang.toolbox.packs"
    label = "packs"
    verbose_name = "应用包"
