from django.urls import path

from . import views

urlpatterns = [
    path("my/messages/", views.box, name="my-messages"),
    path("my/messages/read/", views.read, name="my-messages-read"),
    path("my/messages/receipt/<uuid:document>/", views.receipt, name="my-receipt"),
]
