from django.urls import path

from . import views

urlpatterns = [
    path("my/erasure/", views.mine, name="my-erasure"),
    path("my/erasure/<uuid:request_>/withdraw/", views.withdraw, name="my-erasure-withdraw"),
    path("erasure/<str:code>/", views.status, name="erasure-status"),
    path("erasure/<str:code>/certificate.pdf", views.certificate, name="erasure-certificate"),
    path("console/erasure/", views.listing, name="console-erasure"),
    path("console/erasure/<uuid:request_>/", views.one, name="console-erasure-one"),
    path("console/erasure/<uuid:request_>/check/", views.check, name="console-erasure-check"),
    path("console/erasure/<uuid:request_>/approve/", views.approve, name="console-erasure-approve"),
    path("console/erasure/<uuid:request_>/hold/", views.hold, name="console-erasure-hold"),
]
