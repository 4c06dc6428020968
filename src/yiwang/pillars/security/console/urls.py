from django.urls import path

from . import views

urlpatterns = [
    path("console/trail/", views.trail, name="console-trail"),
    path("console/trail/export/", views.export, name="console-trail-export"),
    path("console/trail/checks/", views.checks, name="console-trail-checks"),
    path("console/trail/checks/<int:number>/", views.check, name="console-trail-check"),
]
