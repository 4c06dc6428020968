"""RFC 9116: whom to tell of a weakness."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.test import Client

from yiwang.kernel import clock


def test_whom_to_tell_of_a_weakness_stands_where_it_is_looked_for(db, settings):
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@province.example"
    answer = Client().get("/.well-known/security.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == settings.SECURITY_CONTACT
    assert timedelta(days=30) < datetime.fromisoformat(lines["Expires"]) - clock.now() < timedelta(days=366)
