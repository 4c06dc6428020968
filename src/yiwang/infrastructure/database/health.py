from __future__ import annotations

from django.db import connection

from yiwang.pillars.operations.base import api as operations


def answers() -> operations.Health:
    """Can we ask it something, and may our role not change tables?"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_user, rolbypassrls OR rolsuper "
                       "FROM pg_roles WHERE rolname = current_user")  # fmt: skip
        version, user, unbound = cursor.fetchone()
    if unbound:
        return operations.Health.degraded(f"PostgreSQL {version}，角色 {user} 不受行级边界约束")
    return operations.Health.good(f"PostgreSQL {version}，角色 {user}")
