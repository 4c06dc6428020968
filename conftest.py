"""The suite's database: one template, made once for each state of the migrations, and a clone of it for each worker."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).parent
SOURCES = ROOT / "src" / "yiwang"
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=300")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Static files are collected before any worker starts: every test client scans their folder as it is made."""
    if not hasattr(session.config, "workerinput"):
        _collect_static()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come last: a worker that keeps a browser open runs a loop, and Django closes no database inside one."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


def _collect_static() -> None:
    """As an installation has them, hashed: journeys are served from there."""
    from django.conf import settings

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = [path for folder in SOURCES.rglob("static") for path in folder.rglob("*") if path.is_file()]
    if not manifest.exists() or manifest.stat().st_mtime <= max(path.stat().st_mtime for path in sources):
        collect = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--clear", "--verbosity=0"]
        subprocess.run(collect, env={**os.environ, "DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings"}, check=True)


def _state() -> str:
    """A digest of everything the template is made from."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for pattern in ("src/**/migrations/*.py", "src/**/models.py", "src/**/boundary.py", "src/**/data/*", "src/**/prepare.py",
                    "src/**/reference.py", "src/**/matters/*.py", "src/**/packs/**/*.yaml"):  # fmt: skip
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _admin(url: str) -> psycopg.Connection:
    return psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True)


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def template_database(django_db_blocker) -> tuple[str, str]:
    """The owner's address of the server, and the template's name. Made by the first worker that comes."""
    from yiwang.infrastructure.database import api as database

    database.home().mkdir(parents=True, exist_ok=True)
    given = os.environ.get("YIWANG_TEST_DATABASE_URL", "")
    url = given or database.Server(settings=QUICK).start().url()
    name = f"yiwang_template_{_state()}"
    with (database.home() / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _admin(url) as server:
            made = server.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not made or not made[0]:
                server.execute(f'DROP DATABASE IF EXISTS "{name}"')
                with django_db_blocker.unblock():
                    _make(_named(url, name))
                server.execute(f'ALTER DATABASE "{name}" WITH IS_TEMPLATE true ALLOW_CONNECTIONS false')
    return url, name


def _make(url: str) -> None:
    from django.db import connections

    from yiwang.assembly import reference
    from yiwang.infrastructure.database import api as database

    saved, os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL"), url
    handle = connections["default"]
    try:
        handle.settings_dict.update(database.settings("web"))
        database.prepare()
        reference.load()
        _empty_trail(url)
    finally:
        handle.close()
        os.environ.pop("DATABASE_URL")
        if saved:
            os.environ["DATABASE_URL"] = saved


def _empty_trail(url: str) -> None:
    """Tests of the trail count from its first row: what loading the reference lists left is not theirs."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("TRUNCATE security_trail, security_link, security_seal")


def _clone(url: str, template: str, name: str) -> None:
    with _admin(url) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _point_django_at(url: str) -> None:
    from django.db import connections

    from yiwang.infrastructure.database import api as database

    handle = connections["default"]
    handle.close()
    os.environ["DATABASE_URL"] = url
    handle.settings_dict.update(database.settings("web"))
    _forget_rows()


def _forget_rows() -> None:
    """What the process remembers of the rows of another database."""
    from yiwang.pillars.security.base import testing
    from yiwang.toolbox.casework import flows

    testing.forget()
    flows._kept.clear()
    flows._flow.cache_clear()


@pytest.fixture(scope="session")
def django_db_setup(template_database, django_db_blocker, worker_id) -> Iterator[None]:
    url, template = template_database
    name = f"yiwang_{worker_id}_{os.getpid()}"
    _clone(url, template, name)
    with django_db_blocker.unblock():
        _point_django_at(_named(url, name))
    yield
    from django.db import connections

    with django_db_blocker.unblock():
        connections["default"].close()
    with _admin(url) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Tries to log in are counted across requests; each test begins without any."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def worker_id(request) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "gw")


@contextmanager
def _apart(server: str, template: str, name: str, blocker: Any) -> Iterator[str]:
    """A database aside from the worker's, and Django pointed at it meanwhile."""
    shared = os.environ["DATABASE_URL"]
    _clone(server, template, name)
    with blocker.unblock():
        _point_django_at(_named(server, name))
        yield _named(server, name)
        _point_django_at(shared)
    with _admin(server) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def own_database(django_db_setup, template_database, django_db_blocker, worker_id) -> Iterator[str]:
    """A database for this test alone, with real commits. For what only shows between transactions."""
    with _apart(*template_database, f"yiwang_own_{worker_id}_{os.getpid()}", django_db_blocker) as url:
        yield url


@pytest.fixture(scope="module")
def module_database(django_db_setup, template_database, django_db_blocker, worker_id) -> Iterator[str]:
    """A database for the tests of one module, to be filled once: what each does inside `db` is rolled back."""
    with _apart(*template_database, f"yiwang_module_{worker_id}_{os.getpid()}", django_db_blocker) as url:
        yield url


@pytest.fixture
def as_owner(django_db_setup) -> Iterator[psycopg.Connection]:
    """A connection that owns the tables: for planting faults a working role could not."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        yield owner
