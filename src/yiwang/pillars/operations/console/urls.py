from django.urls import path

from . import views

urlpatterns = [path("console/sms/", views.sms, name="console-sms")]
