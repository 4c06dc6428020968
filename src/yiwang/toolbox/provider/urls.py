from django.urls import path

from . import views

urlpatterns = [
    path(".well-known/openid-configuration", views.configuration, name="provider-configuration"),
    path("provider/keys/", views.jwks, name="provider-keys"),
    path("provider/authorize/", views.authorize, name="provider-authorize"),
    path("provider/token/", views.token, name="provider-token"),
    path("provider/revoke/", views.revoke, name="provider-revoke"),
    path("provider/introspect/", views.introspect, name="provider-introspect"),
    path("provider/userinfo/", views.userinfo, name="provider-userinfo"),
    path("account/systems/", views.given, name="account-systems"),
]
