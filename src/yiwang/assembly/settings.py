"""One settings file. What differs between installations comes from the environment (docs/operations.md lists it)."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from yiwang.assembly.keys import secret
from yiwang.assembly.units import units
from yiwang.infrastructure.database import connection
from yiwang.kernel import home
from yiwang.toolbox.identity import sources

HOME = home.home()
LIVE = os.environ.get("YIWANG_LIVE", "") == "1"  # a real installation, not a rehearsal on sample data
DEBUG = False
SECRET_KEY = secret("django")
BASE_URL = os.environ.get("YIWANG_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = os.environ.get("YIWANG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HTTPS = BASE_URL.startswith("https://")  # how people reach us, though a proxy may speak plainly to this process
PROXIES = int(os.environ.get("YIWANG_PROXIES", "0"))  # how many of our own stand in front and say whom they heard
LIMITED = os.environ.get("YIWANG_LIMITS", "") != "off"  # off only where strength itself is measured
SECURITY_CONTACT = os.environ.get(
    "YIWANG_SECURITY_CONTACT", ""
)  # mailto:…, https://… or tel:… of /.well-known/security.txt

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    *units(),
]
MIDDLEWARE = [
    "yiwang.assembly.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yiwang.pillars.operations.base.middleware.Observed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yiwang.applications.service.kiosk.middleware.Shared",
    "yiwang.assembly.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yiwang.toolbox.identity.middleware.Used",
    "django_htmx.middleware.HtmxMiddleware",
    "yiwang.assembly.limiting.Limited",
    "yiwang.pillars.security.base.middleware.Scoped",
]
ROOT_URLCONF = "yiwang.assembly.urls"
WSGI_APPLICATION = "yiwang.assembly.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "yiwang.assembly.context.house",
            ],
        },
    }
]

DATABASES = {"default": connection.settings(os.environ.get("YIWANG_ROLE", "web"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "security.User"
AUTHENTICATION_BACKENDS = ["yiwang.pillars.security.base.backends.ByName"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
]
LOGIN_URL = "/login/"
STAFF_PLACES = ("/desk/", "/console/trail/", "/console/health/", "/console/rights/", "/console/matters/")

# Counters every process sees: files of the home, or a Redis where several machines serve one installation.
CACHE_URL = os.environ.get("YIWANG_CACHE_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL} if CACHE_URL else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(HOME / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}  # fmt: skip

# One login for the whole network, on allauth. Only the views `toolbox/identity` mounts are reached.
ACCOUNT_ADAPTER = "yiwang.toolbox.identity.adapters.Accounts"
ACCOUNT_FORMS = {"login": "yiwang.toolbox.identity.forms.ByName"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_TIMEOUT = 300
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_RATE_LIMITS = False  # the house counts tries itself, so that no stranger shuts an owner out
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = 8 * 3600
SOURCES = sources.read(HOME)  # other places people prove who they are
if not LIVE:
    SOURCES += sources.rehearsal(os.environ.get("YIWANG_REHEARSAL_SOURCE", ""))
SOCIALACCOUNT_ADAPTER = "yiwang.toolbox.identity.linking.Sources"
SOCIALACCOUNT_PROVIDERS = sources.providers(SOURCES)
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "yiwang.toolbox.identity.adapters.Factors"
MFA_FORMS = {
    "authenticate": "yiwang.toolbox.identity.forms.Code", "reauthenticate": "yiwang.toolbox.identity.forms.CodeAgain",
    "activate_totp": "yiwang.toolbox.identity.forms.NewTotp", "login_webauthn": "yiwang.toolbox.identity.forms.Passkey",
    "add_webauthn": "yiwang.toolbox.identity.forms.NewPasskey",
    "authenticate_webauthn": "yiwang.toolbox.identity.forms.PasskeyToo",
    "reauthenticate_webauthn": "yiwang.toolbox.identity.forms.PasskeyAgain",
}  # fmt: skip
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = False
MFA_TOTP_ISSUER = "Yiwang 一网"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
STEP_UP_URL, STEP_UP_ONWARD = "/account/confirm/", "/account/confirm/on/"
STEP_UP_MINUTES = int(os.environ.get("YIWANG_STEP_UP_MINUTES", "15"))
SECOND_FACTOR_REQUIRED = os.environ.get("YIWANG_SECOND_FACTOR", "") == "required"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "yiwang.assembly.forged.without_token"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
COOKIE_PREFIX = "__Host-" if HTTPS else ""  # only this host can have set it, for all paths, and by https
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF], "img-src": [SELF, "data:", "blob:"], "object-src": [NONE], "base-uri": [NONE],
        "frame-ancestors": [NONE], "form-action": [SELF, *(one.origin for one in SOURCES)],
    }
}  # fmt: skip

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_HANDLERS = ["yiwang.infrastructure.files.upload.Limited"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING_CONFIG = "yiwang.pillars.operations.base.log.configure"
LOGGING: dict[str, object] = {"version": 1}  # Django calls the above only when this is not empty
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # `compose` loads the jobs, with everything else
PROCRASTINATE_ON_APP_READY = None
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
