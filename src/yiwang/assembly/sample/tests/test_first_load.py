"""The sample gets into an empty database whole and quickly, and into a live one not at all."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth import authenticate

from yiwang.assembly.sample import load
from yiwang.assembly.sample.accounts import ALL, PASSWORD
from yiwang.assembly.sample.agencies import agencies
from yiwang.pillars.security.base import api as security

from .test_load import count


def test_a_live_installation_takes_no_sample(db, settings):
    settings.LIVE = True
    with pytest.raises(load.LiveInstallation, match="不装入样例"):
        load.everything(people=1, firms=1, busy=False)
    assert security.user_named("admin") is None


def test_without_that_refusal_the_known_password_would_open_a_live_installation(db, settings, monkeypatch):
    settings.LIVE = True
    monkeypatch.setattr(load, "_rehearsal_only", lambda: None)
    monkeypatch.setattr(load.library, "adopt_everywhere", lambda _by: 0)
    load.everything(people=1, firms=1, busy=False)

    assert authenticate(username="admin", password=PASSWORD)


def test_the_whole_sample_is_there_quickly(db):
    began = time.monotonic()
    loaded = load.everything()

    assert time.monotonic() - began < 60
    assert loaded == load.Loaded(
        len(agencies()), sum(len(one.posts) for one in agencies()), 5000, 1000, len(ALL), loaded.lists, loaded.halls
    )
    assert loaded.lists >= 129, "every county's bureau has its list of each matter"
    assert count() == (loaded.agencies, loaded.posts, 6000, len(ALL), sum(len(one.posts) for one in ALL), 1)
