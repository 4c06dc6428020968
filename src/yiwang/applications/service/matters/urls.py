from django.urls import path

from . import views

urlpatterns = [
    path("console/matters/", views.lists, name="console-matters"),
    path("console/matters/export/", views.export, name="console-matters-export"),
    path("console/matters/<str:code>/", views.one, name="console-matter"),
    path("console/matters/<str:code>/history/", views.told, name="console-matter-history"),
    path("console/matters/<str:code>/editions/<int:number>/", views.edition, name="console-matter-edition"),
    path("console/matters/<str:code>/begin/", views.begin, name="console-matter-begin"),
    path("console/matters/<str:code>/edit/", views.edit, name="console-matter-edit"),
    path("console/matters/<str:code>/submit/", views.submit, name="console-matter-submit"),
    path("console/matters/<str:code>/drop/", views.drop, name="console-matter-drop"),
    path("console/matters/<str:code>/check/", views.check, name="console-matter-check"),
    path("console/matters/<str:code>/bind/", views.bind, name="console-matter-bind"),
    path("console/matters/<str:code>/withdraw/", views.withdraw, name="console-matter-withdraw"),
]
