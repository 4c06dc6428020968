"""Which database, and as whom. Three roles: the owner changes tables, web and worker only rows."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .server import Server

ROLES = {"owner": "yiwang_owner", "web": "yiwang_web", "worker": "yiwang_worker"}


def given() -> bool:
    """Is the database somebody else's (`DATABASE_URL`), not the program's own?"""
    return bool(os.environ.get("DATABASE_URL"))


def url() -> str:
    """The owner's address: what `DATABASE_URL` says, else the program's own server's."""
    return os.environ.get("DATABASE_URL") or Server().url()


def settings(role: str = "web") -> dict[str, Any]:
    """Django's connection settings as `role`. Where the URL has a password, all three roles use the same one."""
    parts = urlsplit(url())
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "yiwang",
        "USER": ROLES[role] if role != "owner" else unquote(parts.username or ROLES["owner"]),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": f"yiwang-{role}", "connect_timeout": 10,
            "server_side_binding": True, "prepare_threshold": 3,  # a statement often sent is parsed and planned once
        },
    }  # fmt: skip
