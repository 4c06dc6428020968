from django.urls import path

from . import views

urlpatterns = [
    path("console/migrate/", views.versions, name="console-migrate"),
    path("console/migrate/<int:version>/", views.migrating, name="console-migrate-one"),
    path("console/migrate/back/", views.back, name="console-migrate-back"),
]
