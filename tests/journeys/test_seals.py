"""A stranger's OFD on the public page: what it is worth, said one thing after another, on a phone and at a desk."""

from __future__ import annotations

import pytest

from yiwang.toolbox.seals.tests import cast

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("phone", [True, False])
def test_anybody_checks_an_ofd_without_logging_in(walk, phone):
    somebody = walk(phone=phone)
    somebody.go("/verify/").look(f"seal-form-{phone}")
    whole = {"name": "协议.ofd", "mimeType": "application/ofd", "buffer": cast.SAMPLE}
    somebody.page.set_input_files("[name=file]", whole)
    somebody.click("核验")
    somebody.reads("盖章时电子印章已经过期").look(f"seal-wrong-{phone}")
    changed = bytearray(cast.SAMPLE)
    changed[len(changed) // 2] ^= 1
    somebody.page.set_input_files("[name=file]", {**whole, "buffer": bytes(changed)})
    somebody.click("核验")
    assert "核验证照和文书" in somebody.page.content()
    somebody.look(f"seal-changed-{phone}")
