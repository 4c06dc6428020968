"""One door for each way of coming, and the same one for the same way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.applications.service.intake import rules

PHONE = "Mozilla/5.0 (Linux; Android 14; V2304A) AppleWebKit/537.36 Mobile Safari/537.36"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"


@pytest.mark.parametrize(
    ("facts", "door"),
    [
        ({"kind": "person", "device": DESKTOP}, "web"),
        ({"kind": "firm", "device": PHONE}, "mobile"),
        ({"kind": "person", "device": PHONE, "helping": True}, "helper"),
        ({"kind": "person", "device": PHONE, "kiosk": True}, "kiosk"),
        ({"kind": "staff", "device": DESKTOP}, "window"),
        ({"kind": "staff", "said": "hotline"}, "hotline"),
    ],
)
def test_each_way_of_coming_has_its_door(facts, door):
    assert rules.channel(**facts) == door


@given(
    kind=st.sampled_from(["person", "firm", "staff"]), helping=st.booleans(), kiosk=st.booleans(), said=st.text(max_size=9),
    device=st.text(max_size=90),
)  # fmt: skip
def test_whatever_is_sent_there_is_one_known_door_and_only_officials_name_theirs(kind, helping, kiosk, said, device):
    door = rules.channel(kind, helping=helping, kiosk=kiosk, said=said, device=device)
    assert door in rules.CHANNELS
    assert (door in rules.STAFF_DOORS) == (kind == "staff")
    if kind != "staff":
        assert door == rules.channel(kind, helping=helping, kiosk=kiosk, said="hotline", device=device)
