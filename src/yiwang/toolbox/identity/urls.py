from django.urls import path

from . import views
from .pages import elsewhere, first, mobile, onward, recovery, sessions

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/code/", views.code, name="mfa_authenticate"),
    path("logout/", views.logout, name="account_logout"),
    path("account/protection/", views.protection, name="mfa_index"),
    path("account/totp/", views.totp, name="mfa_activate_totp"),
    path("account/totp/off/", views.totp_off, name="mfa_deactivate_totp"),
    path("account/codes/", views.codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", views.new_codes, name="mfa_generate_recovery_codes"),
    path("account/passkeys/", views.passkeys, name="mfa_list_webauthn"),
    path("account/passkeys/new/", views.new_passkey, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("login/passkey/", views.passkey, name="mfa_login_webauthn"),
    path("account/password/", views.password, name="account_change_password"),
    path("account/mobile/", mobile.mobile, name="account-mobile"),
    path("account/sessions/", sessions.listed, name="account-sessions"),
    path("login/first/", first.first, name="first-password"),
    path("login/recover/", recovery.ask, name="recover"),
    path("login/recover/code/", recovery.reset, name="recover-code"),
    path("account/confirm/", views.confirm, name="account_reauthenticate"),
    path("account/confirm/code/", views.confirm_code, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", views.confirm_passkey, name="mfa_reauthenticate_webauthn"),
    path("account/confirm/on/", onward.onward, name="confirm-onward"),
    path("login/by/<str:provider_id>/", elsewhere.there, name="openid_connect_login"),
    path("login/by/<str:provider_id>/back/", elsewhere.back, name="openid_connect_callback"),
]
