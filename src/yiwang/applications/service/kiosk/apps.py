from django.apps import AppConfig


class Kiosk(AppConfig):
    name = "yiwang.applications.service.kiosk"
    label = "kiosk"
    verbose_name = "自助终端"
