from django.urls import path

from . import views

urlpatterns = [
    path("kiosks/", views.finder, name="kiosks"),
    path("kiosk/<slug:code>/", views.start, name="kiosk"),
    path("kiosk/<slug:code>/mine/", views.mine, name="kiosk-mine"),
    path("kiosk/<slug:code>/end/", views.end, name="kiosk-end"),
    path("kiosk/<slug:code>/alive/", views.alive, name="kiosk-alive"),
    path("kiosk/<slug:code>/report/", views.report, name="kiosk-report"),
    path("console/kiosks/", views.console, name="console-kiosks"),
    path("console/kiosks/new/", views.new, name="console-kiosk-new"),
]
