from django.urls import path

from . import views

urlpatterns = [
    path("verify/", views.check, name="verify"),
    path("verify/<str:code>/", views.check, name="verify-code"),
    path("documents/<uuid:number>.pdf", views.pdf, name="document-pdf"),
]
