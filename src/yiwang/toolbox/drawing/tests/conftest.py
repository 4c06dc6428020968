"""Who looks at the console of flows."""

from __future__ import annotations

import pytest
from django.test import Client

from yiwang.pillars.security.base import testing
from yiwang.pillars.security.base.api import User
from yiwang.toolbox.organisations.testing import seated


def browser(user: int | None) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user))
    return client


@pytest.fixture
def steward(db) -> Client:
    cast = testing.cast()
    return browser(seated("editor", "编", cast.luo.agency, "data_steward").user)
