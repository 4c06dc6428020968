"""From nothing to a database with tables, roles, grants and boundaries. Every step can be repeated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from yiwang.pillars.security.base import api as security

from . import connection
from .server import Server

# What the working roles may do where it differs from reading and writing rows.
APPEND_ONLY = ("security_trail", "security_looked", "security_link", "security_seal")
INSERT_ONLY_FOR_WEB = ("operations_outbox",)
PARTITIONED = ("security_trail", "security_looked", "operations_outbox")


def prepare() -> None:
    """Start the program's own server if it is ours to start, then create, migrate, grant and protect."""
    if not connection.given():
        Server().start()
    _create_database()
    _create_roles()
    with as_owner():
        call_command("migrate", interactive=False, verbosity=0)
    protect_tables()


@contextmanager
def as_owner() -> Iterator[None]:
    """Django's default connection as the owner of the tables, for migrating only."""
    handle = connections["default"]
    handle.close()
    saved = dict(handle.settings_dict)
    handle.settings_dict.update({key: connection.settings("owner")[key] for key in ("USER", "PASSWORD")})
    try:
        yield
    finally:
        handle.close()
        handle.settings_dict.clear()
        handle.settings_dict.update(saved)


def _create_database() -> None:
    parts = urlsplit(connection.url())
    name = parts.path.lstrip("/")
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _create_roles() -> None:
    password = urlsplit(connection.url()).password
    with psycopg.connect(connection.url(), autocommit=True) as server:
        for role in ("web", "worker"):
            name = connection.ROLES[role]
            if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
                server.execute(sql.SQL("CREATE ROLE {} LOGIN NOBYPASSRLS NOSUPERUSER").format(sql.Identifier(name)))
            if password:
                server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(password)))


def protect_tables(url: str = "") -> None:
    """Grants and row-level boundaries, from their declarations; months ahead for what is partitioned by month."""
    both = sql.SQL(", ").join(map(sql.Identifier, security_roles()))
    with psycopg.connect(url or connection.url(), autocommit=True) as server:
        for table in PARTITIONED:
            server.execute("SELECT yiwang_monthly(%s)", [table])
        for grant in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
        ):
            server.execute(sql.SQL(grant).format(both))
        for table in APPEND_ONLY:
            server.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), both))
        web = sql.Identifier(connection.ROLES["web"])
        for table in INSERT_ONLY_FOR_WEB:
            server.execute(sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), web))
        server.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION yiwang_monthly FROM PUBLIC, {}").format(both))
        for policy in security.policies():
            server.execute(policy.encode())


def security_roles() -> tuple[str, str]:
    return connection.ROLES["web"], connection.ROLES["worker"]
