"""The public page takes anybody's OFD."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yiwang.toolbox.seals.tests import cast


@pytest.fixture
def hand_in(own_database):
    def hand(content):
        return Client().post("/verify/", {"file": SimpleUploadedFile("a.ofd", content, "application/ofd")})

    return hand


def test_the_page_says_what_is_wrong_with_a_strangers_ofd(hand_in):
    page = hand_in(cast.SAMPLE)

    assert page.status_code == 200
    text = page.content.decode()
    assert "签名有问题" in text and "盖章时电子印章已经过期" in text
    assert "5 份内容都与盖章时一样" in text


def test_what_is_no_ofd_is_refused_in_words(hand_in):
    page = hand_in(b"PK\x03\x04 and nothing")

    assert page.status_code == 422
    assert 'id="file-problem"' in page.content.decode()
