from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base.api import User
from yiwang.toolbox.forms import drafts as drafts_module
from yiwang.toolbox.forms.api import (
    SAVE,
    Overtaken,
    drafts,
    drop_draft,
    form_of,
    forms,
    parse,
    resume,
    save_draft,
    use,
)
from yiwang.toolbox.forms.models import Draft, FormVersion

from .example import CITIZEN, FORM, GOOD, TODAY, UPLOADS

NAME = "allowance/apply"
ANSWERS = parse(FORM, GOOD, TODAY, uploads=UPLOADS).answers


@pytest.fixture(autouse=True)
def _declared():
    with forms.only(**{NAME: FORM}):
        yield


def somebody(name, number):
    with security.acting(security.SYSTEM, SAVE_AS_SYSTEM):
        party = security.new_party("person", name, number)
        party.save()
        user = User.objects.create(username=uuid4().hex, party=party)
    return security.Actor("person", user=user.pk, name=name, party=party.pk)


SAVE_AS_SYSTEM = "test.prepare"


@pytest.fixture
def li(db):
    with security.actions.plus(**{SAVE_AS_SYSTEM: security.Action("准备", frozenset({"system"}))}):
        yield somebody("李桂珍", CITIZEN)


@pytest.fixture
def other(li):
    return somebody("王强", "530102199003070011")


def save(by, **more):
    with security.acting(by, SAVE) as record:
        return save_draft(record, NAME, ANSWERS, **more)


def test_a_draft_is_found_again_on_another_device(li):
    made = save(li, page=3, subject="allowance", uploads=UPLOADS)
    with security.viewing(li):
        again = resume(li, made.id)
        assert (again.answers, again.page, again.revision, again.uploads) == (ANSWERS, 3, 1, UPLOADS)
        assert [one.id for one in drafts(li, NAME, "allowance")] == [made.id]
        assert drafts(li, "other/form") == []


def test_two_devices_never_overwrite_each_other_silently(li):
    made = save(li)
    phone = save(li, draft=made.id, revision=1, page=2)
    assert phone.revision == 2
    with pytest.raises(Overtaken, match="在另一处改过"):
        save(li, draft=made.id, revision=1, page=9)
    with security.viewing(li):
        assert resume(li, made.id).page == 2


def test_nobody_else_reaches_a_draft(li, other):
    made = save(li)
    with security.viewing(other):
        assert drafts(other) == []
        with pytest.raises(NotFound):
            resume(other, made.id)
    with pytest.raises(NotFound):
        save(other, draft=made.id, revision=1)
    with pytest.raises(NotFound), security.acting(other, SAVE) as record:
        drop_draft(record, made.id)


def test_the_database_itself_hides_it(li, other, monkeypatch):
    made = save(li)
    monkeypatch.setattr(drafts_module.security, "visible", lambda rows, by: rows)
    with security.viewing(other), pytest.raises(NotFound):
        resume(other, made.id)


def test_identity_numbers_and_phones_do_not_lie_in_the_table(li, monkeypatch):
    made = save(li)
    with security.viewing(li), connection.cursor() as cursor:
        cursor.execute("SELECT answers::text, sealed FROM forms_draft WHERE id = %s", [made.id])
        text, sealed = cursor.fetchone()
    assert CITIZEN not in text
    assert "13800002471" not in text
    assert CITIZEN.encode() not in bytes(sealed)
    monkeypatch.setattr(drafts_module, "split", lambda form, answers: drafts_module.Split(dict(answers), {}))
    bare = save(li)
    with security.viewing(li):
        assert CITIZEN in str(Draft.objects.get(pk=bare.id).answers)


def test_a_running_draft_keeps_the_form_it_was_begun_with(li):
    made = save(li)
    changed = FORM.model_copy(update={"title": "新的高龄津贴申领"})
    with forms.only(**{NAME: changed}), security.acting(li, SAVE) as record:
        kept = save_draft(record, NAME, ANSWERS, draft=made.id, revision=1)
        assert kept.version == made.version
        assert form_of(made.version) == FORM
        assert use(record, NAME).pk != made.version
    with security.viewing(li):
        assert FormVersion.objects.filter(name=NAME).count() == 2


def test_what_was_handed_in_is_no_draft_any_more(li):
    made = save(li)
    with security.acting(li, SAVE) as record:
        drop_draft(record, made.id)
    with security.viewing(li):
        assert drafts(li) == []
