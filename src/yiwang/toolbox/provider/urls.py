from django.urls import path

from . import console, pages, views

urlpatterns = [
    path(".well-known/openid-configuration", views.configuration, name="provider-configuration"),
    path("provider/keys/", views.jwks, name="provider-keys"),
    path("provider/authorize/", pages.authorize, name="provider-authorize"),
    path("provider/token/", views.token, name="provider-token"),
    path("provider/revoke/", views.revoke, name="provider-revoke"),
    path("provider/introspect/", views.introspect, name="provider-introspect"),
    path("provider/userinfo/", views.userinfo, name="provider-userinfo"),
    path("provider/logout/", pages.logout, name="provider-logout"),
    path("provider/logout/yes/", pages.leave, name="provider-leave"),
    path("account/systems/", pages.given, name="account-systems"),
    path("console/systems/", console.listed, name="console-systems"),
    path("console/systems/new/", console.register, name="console-system-new"),
    path("console/systems/key/", console.key, name="console-systems-key"),
    path("console/systems/<str:number>/", console.one, name="console-system"),
    path("console/systems/<str:number>/secret/", console.renew, name="console-system-secret"),
    path("console/systems/<str:number>/stop/", console.stop, name="console-system-stop"),
]
