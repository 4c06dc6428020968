from django.apps import AppConfig


class StandardsBase(AppConfig):
    name = "yiwang.pillars.standards.base"
    label = "standards"
    verbose_name = "标准规范·基座"

    def ready(self) -> None:
        from .law import load_own

        load_own()
