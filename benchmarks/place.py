"""A province to measure: an installation of its own, with the durability of a real one, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def folder() -> Iterator[Path]:
    """A folder the database's user may pass through, even where we are root."""
    made = Path(tempfile.mkdtemp(prefix="yiwang-bench-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def province(people: int = 300, firms: int = 80) -> Iterator[Path]:
    """Its home. Django is set up as the role `web`; nothing is switched off: fsync, commits and boundaries as in use."""
    with folder() as home:
        os.environ.pop("DATABASE_URL", None)
        os.environ.update(YIWANG_HOME=str(home), DJANGO_SETTINGS_MODULE="yiwang.assembly.settings",
                          YIWANG_ROLE="web", YIWANG_LOG="WARNING")  # fmt: skip
        import django

        django.setup()
        from django.db import connections

        from yiwang.assembly import reference
        from yiwang.assembly.sample import load
        from yiwang.infrastructure.database import api as database

        try:
            database.prepare()
            reference.load()
            if people:
                load.everything(people=people, firms=firms)
            yield home
        finally:
            connections.close_all()
            database.Server().stop()


@contextmanager
def owner() -> Iterator[object]:
    """A connection that may do what a working role may not: make tables, or forge."""
    import psycopg

    from yiwang.infrastructure.database import api as database

    with psycopg.connect(database.url(), autocommit=True) as connection:
        yield connection
