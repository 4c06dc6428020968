from django.urls import path

from . import views

urlpatterns = [
    path("console/health/", views.health, name="console-health"),
    path("console/sms/", views.sms, name="console-sms"),
]
