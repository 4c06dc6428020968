from django.urls import path

from . import views

urlpatterns = [
    path("console/reporting/", views.reporting, name="console-reporting"),
    path("console/reporting/now/", views.now, name="console-reporting-now"),
    path("console/reporting/rehearsal/", views.rehearsal, name="console-reporting-rehearsal"),
    path("console/reporting/<str:number>/", views.batch, name="console-reporting-batch"),
]
