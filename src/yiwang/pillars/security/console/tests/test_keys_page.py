"""Keys changed from the console: by an administrator who proved once more who he is, seen while it runs, gone on with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from yiwang.infrastructure.jobs import api as jobs
from yiwang.kernel.errors import NotFound, Refused
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.security.console import rotating
from yiwang.pillars.security.console.tests.test_rotating import keys, opened, register  # noqa: F401  a fixture
from yiwang.toolbox.organisations.testing import house


@pytest.fixture
def admin(keys) -> security.Actor:  # noqa: F811
    with transaction.atomic():
        return house().admin


def at(actor: security.Actor) -> Client:
    client = Client(raise_request_exception=False)
    user = security.User.objects.get(pk=actor.user)
    client.force_login(user, backend="yiwang.pillars.security.base.backends.ByName")
    testing.just_proved(client)
    return client


def test_a_key_is_rotated_on_the_page_and_a_job_seals_anew(keys, admin):  # noqa: F811
    for serial in range(3):
        register(serial)
    browser = at(admin)
    assert "personal-1" in browser.get("/console/keys/").content.decode()
    assert browser.post("/console/keys/", {"name": "personal", "key": "a"}).status_code == 302
    page = browser.get("/console/keys/").content.decode()
    assert "personal-2" in page and "<progress" in page and "接着做" in page
    again = browser.post("/console/keys/", {"name": "personal", "key": "b"})
    assert again.status_code == 409 and "还没有做完" in again.content.decode()
    jobs.work_off()
    assert "<progress" not in browser.get("/console/keys/").content.decode()
    assert {one.values for one in rotating.holdings("personal") if not one.newest} == {0}
    assert all(opened(serial)[1] for serial in range(3))


def test_a_lost_job_is_gone_on_with(keys, admin, monkeypatch):  # noqa: F811
    register(1)
    with monkeypatch.context() as lost:
        lost.setattr(rotating.jobs, "defer", lambda *_args, **_more: None)
        rotating.ask_rotation(admin, "personal")
    jobs.work_off()
    assert any(one.running for one in rotating.progress())
    assert at(admin).post("/console/keys/", {"name": "personal", "do": "on", "key": "c"}).status_code == 302
    jobs.work_off()
    assert not any(one.running for one in rotating.progress())


def test_only_an_administrator_who_proved_himself_and_only_keys_there_are(keys, admin):  # noqa: F811
    register(1)
    with pytest.raises(security.StepUp):
        rotating.ask_rotation(replace(admin, assurance=2), "personal")
    with transaction.atomic():
        auditor = house().auditor
    with pytest.raises(Refused):
        rotating.ask_rotation(auditor, "personal")
    for act in (rotating.ask_rotation, rotating.go_on):
        with pytest.raises(NotFound):
            act(admin, "no.such")
    assert at(admin).post("/console/keys/", {"name": "{}", "key": "z"}).status_code == 404


def secret_of(user: int, secret: str) -> int:
    """A second factor as it is kept, sealed for its owner."""
    data = {"secret": security.vault().encrypt("totp", secret.encode(), str(user).encode()).hex(), "last": 7}
    with security.acting(security.SYSTEM, "test.register"):
        return apps.get_model("mfa.Authenticator").objects.create(user_id=user, type="totp", data=data).pk


def test_second_factors_secrets_are_sealed_anew_too(keys, admin):  # noqa: F811
    row = secret_of(admin.user or 0, "JBSWY3DPEHPK3PXP")
    rotating.rotate("totp")
    assert [one.values for one in rotating.holdings("totp")] == [1, 0]
    assert rotating.reseal("totp") == 1
    assert [one.values for one in rotating.holdings("totp")] == [0, 1]
    with security.viewing(security.SYSTEM):
        kept = apps.get_model("mfa.Authenticator").objects.get(pk=row)
    secret = security.vault().decrypt("totp", bytes.fromhex(kept.data["secret"]), str(admin.user).encode())
    assert secret == b"JBSWY3DPEHPK3PXP" and kept.data["last"] == 7


def test_undeclared_it_would_be_left_under_the_old_key(keys, admin):  # noqa: F811
    """Planted fault: nobody says where the secret lies."""
    secret_of(admin.user or 0, "JBSWY3DPEHPK3PXP")
    blind = replace(security.sealed_columns["mfa_authenticator.data"], inside=("nothing",))
    with security.sealed_columns.plus(**{"mfa_authenticator.data": blind}):
        rotating.rotate("totp")
        assert rotating.reseal("totp") == 0
    assert [one.values for one in rotating.holdings("totp")] == [1, 0]
