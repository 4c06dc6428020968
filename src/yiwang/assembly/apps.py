from django.apps import AppConfig


class Assembly(AppConfig):
    name = "yiwang.assembly"
    label = "assembly"
    verbose_name = "总装"

    def ready(self) -> None:
        from . import compose

        compose.everything()
