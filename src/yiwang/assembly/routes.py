from django.urls import path

from . import pages, phone

urlpatterns = [
    path("health/live/", pages.live, name="live"),
    path("health/ready/", pages.ready, name="ready"),
    path("metrics", pages.metrics, name="metrics"),
    path(".well-known/security.txt", pages.security_txt, name="security-txt"),
    path("sw.js", phone.service_worker, name="service-worker"),
    path("offline/", phone.offline, name="offline"),
    path("login/", pages.login, name="login"),
    path("login/code/", pages.code, name="login-code"),
    path("logout/", pages.logout, name="logout"),
    path("account/", pages.account, name="account"),
    path("account/hat/", pages.hat, name="hat"),
    path("account/totp/", pages.totp, name="totp"),
    path("language/", pages.language, name="set_language"),
]
