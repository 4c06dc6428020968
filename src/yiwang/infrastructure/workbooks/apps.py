from django.apps import AppConfig


class Workbooks(AppConfig):
    name = "yiwang.infrastructure.workbooks"
    label = "workbooks"
    verbose_name = "表格文件"
