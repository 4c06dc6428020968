"""Settings of the test suite: a home of its own, beside the real one, and quick to throw away."""

import os

os.environ.setdefault("YIWANG_HOME", os.environ.get("YIWANG_TEST_HOME", ""))
if not os.environ["YIWANG_HOME"]:
    from yiwang.kernel.home import home as _home

    del os.environ["YIWANG_HOME"]
    os.environ["YIWANG_HOME"] = str(_home().with_name(_home().name + "-test"))

os.environ.setdefault("YIWANG_HEADS", f"{os.environ['YIWANG_HOME']}/heads-{os.getpid()}")

from .settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
LIMITED = False  # fuzzing asks more often than anybody may; the limits have tests of their own
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
