from django.urls import path

from . import views

urlpatterns = [
    path("console/calendar/", views.calendar, name="console-calendar"),
    path("console/calendar/enter/", views.enter, name="console-calendar-enter"),
]
