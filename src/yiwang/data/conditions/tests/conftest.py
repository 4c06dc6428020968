from __future__ import annotations

import pytest


@pytest.fixture
def connection(db):
    """The suite's database, as a page uses it; conditions need no table."""
    from django.db import connection

    return connection
