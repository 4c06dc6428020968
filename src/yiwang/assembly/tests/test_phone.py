"""The portal on a phone's first page: its parts are there, and nothing personal is kept on the device."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from yiwang.assembly import phone

pytestmark = pytest.mark.django_db


def test_the_portal_can_be_installed():
    manifest = json.loads(Path(finders.find("manifest.webmanifest")).read_text("utf8"))
    assert manifest["display"] == "standalone" and manifest["start_url"] == "/"
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])
    assert b'rel="manifest"' in Client().get("/").content


def test_the_helper_looks_after_all_pages_and_is_never_stale():
    answer = Client().get("/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8" and answer["Cache-Control"] == "no-cache"


def test_only_what_is_the_same_for_everybody_is_kept():
    """The helper's own words: pages go to the network, and `put` is reached for /static/ alone."""
    text = phone.HELPER.read_text()
    navigating, rest = text.split('asked.mode === "navigate"')[1].split('startsWith("/static/")')
    assert ".put(" not in navigating and rest.count(".put(") == 1


def test_without_a_network_one_page_says_so():
    page = Client().get("/offline/").content.decode()
    assert "没有网络" in page and "一处也没有丢" in page
