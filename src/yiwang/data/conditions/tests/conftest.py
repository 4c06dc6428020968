from __future__ import annotations

import os

import psycopg
import pytest


@pytest.fixture(scope="module")
def connection():
    """A bare connection to PostgreSQL; conditions need no table. `CONDITIONS_DATABASE_URL` names one."""
    url = os.environ.get("CONDITIONS_DATABASE_URL") or os.environ.get("DATABASE_URL")
    if not url:
        pytest.skip("no database named")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
