"""The house serves no page that does not say who may enter (`tests/architecture/test_routes.py` finds such a page)."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from yiwang.pillars.security.base.middleware import Scoped


def forgetful(_request):
    raise AssertionError("served")


def test_a_page_that_says_nothing_is_not_served():
    with pytest.raises(RuntimeError, match="does not say who may enter"):
        Scoped(forgetful).process_view(RequestFactory().get("/planted/"), forgetful, (), {})
