from django.apps import AppConfig


class Collaboration(AppConfig):
    name = "yiwang.applications.collaboration"
    label = "collaboration"
    verbose_name = "一网协同"
