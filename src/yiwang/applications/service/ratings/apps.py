from django.apps import AppConfig


class Ratings(AppConfig):
    name = "yiwang.applications.service.ratings"
    label = "ratings"
    verbose_name = "政务服务好差评"

    def ready(self) -> None:
        from .own import load_own

        load_own()
