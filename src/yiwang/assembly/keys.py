"""Secrets of an installation: made once, kept in its home, readable by its user alone."""

from __future__ import annotations

import os
import secrets

from yiwang.kernel import home


def secret(name: str) -> str:
    """The secret called `name`: from `YIWANG_SECRET_<NAME>`, else from a file of the installation, made at first use."""
    if given := os.environ.get(f"YIWANG_SECRET_{name.upper()}"):
        return given
    path = home.home() / "secrets" / name
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        value = secrets.token_urlsafe(48)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(value)
        except FileExistsError:
            return path.read_text()
        return value
