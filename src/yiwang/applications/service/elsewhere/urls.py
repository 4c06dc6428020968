from django.urls import path

from . import views

urlpatterns = [
    path("elsewhere/", views.matters, name="elsewhere"),
    path("elsewhere/<str:slug>/", views.consent, name="elsewhere-consent"),
    path("api/elsewhere/<str:slug>/status/", views.status, name="elsewhere-status"),
    path("api/elsewhere/<str:slug>/redeem/", views.redeem, name="elsewhere-redeem"),
    path("console/elsewhere/", views.console, name="console-elsewhere"),
    path("console/elsewhere/<str:slug>/connect/", views.connect, name="console-elsewhere-connect"),
    path("console/elsewhere/news/<uuid:news>/retry/", views.retry, name="console-elsewhere-retry"),
    path("rehearsal/ministry/", views.ministry_door, name="rehearsal-ministry"),
    path("rehearsal/ministry/files/<str:number>/", views.ministry_file, name="rehearsal-ministry-file"),
]
