from django.urls import path

from . import pages, phone

urlpatterns = [
    path("health/live/", pages.live, name="live"),
    path("health/ready/", pages.ready, name="ready"),
    path("metrics", pages.metrics, name="metrics"),
    path(".well-known/security.txt", pages.security_txt, name="security-txt"),
    path("sw.js", phone.service_worker, name="service-worker"),
    path("offline/", phone.offline, name="offline"),
    path("account/", pages.account, name="account"),
    path("account/hat/", pages.hat, name="hat"),
    path("language/", pages.language, name="set_language"),
]
