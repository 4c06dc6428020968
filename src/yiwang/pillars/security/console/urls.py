from django.urls import path

from . import views

urlpatterns = [
    path("console/trail/", views.search, name="console-trail"),
    path("console/trail/export/", views.export, name="console-trail-export"),
    path("console/trail/check/", views.check, name="console-trail-check"),
    path("console/keys/", views.keys, name="console-keys"),
    path("console/trail/<uuid:row>/", views.one, name="console-trail-row"),
]
