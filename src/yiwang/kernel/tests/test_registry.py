"""What is registered is found; what is not is said by name, or answered with what was offered instead."""

from __future__ import annotations

import pytest

from yiwang.kernel.registry import Registry


def test_what_is_not_there_is_answered_with_the_default():
    packs: Registry[str] = Registry("pack")
    packs.add("petition", "信访")
    assert packs.get("petition", "?") == "信访"
    assert packs.get("hotline", "?") == "?"
    assert packs.get("hotline") is None
    with pytest.raises(LookupError, match="registered: petition"):
        packs["hotline"]
