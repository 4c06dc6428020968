"""The product's tables and database, with nothing of its own between them and the framework."""

from yiwang.assembly.settings import *  # noqa: F403
from yiwang.assembly.settings import INSTALLED_APPS as OURS
from yiwang.infrastructure.database import connection

INSTALLED_APPS = [*OURS, "rest_framework"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.peers.drf_worklist"
DATABASES = {"default": connection.settings("owner")}
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [], "DEFAULT_PERMISSION_CLASSES": [], "UNAUTHENTICATED_USER": None}
