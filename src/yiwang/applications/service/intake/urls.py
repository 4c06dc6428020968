from django.urls import path

from . import views

urlpatterns = [
    path("desk/intake/", views.start, name="intake"),
    path("desk/intake/authority/", views.authority, name="intake-authority"),
    path("desk/intake/<uuid:sitting>/", views.fill, name="intake-sitting"),
    path("desk/intake/<uuid:sitting>/receipt/", views.receipt, name="intake-receipt"),
]
