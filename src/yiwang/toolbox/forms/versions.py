"""The forms packs declare, and the versions of them that were used."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from yiwang.kernel.canonical import canonical
from yiwang.kernel.errors import NotFound
from yiwang.kernel.registry import Registry
from yiwang.kernel.section import Declared
from yiwang.pillars.security.base import api as security

from .definition import Form
from .models import FormVersion

forms: Registry[Form] = Registry("form")


class OpenRecord(Protocol):
    """The open change: only that there is one matters here."""

    by: security.Actor


def load(declared: Declared) -> None:
    forms.add(declared.name, declared.body)


def digest(form: Form) -> str:
    """SM3 of the declaration, in hexadecimal. What is left at its default does not count."""
    return security.sm3(canonical(_body(form)).encode()).hex()


def _body(form: Form) -> dict[str, object]:
    return form.model_dump(mode="json", exclude_defaults=True)


def use(_record: OpenRecord, name: str) -> FormVersion:
    """The version of the form `name` (`pack/key`) as it is declared now, kept from its first use on."""
    form = forms[name]
    found, _made = FormVersion.objects.get_or_create(digest=digest(form), defaults={"name": name, "body": _body(form)})
    return found


def form_of(version: str) -> Form:
    """The form as it was in the version with this digest, which is why it can be remembered. Raises `NotFound`."""
    return _read(version)


@lru_cache(maxsize=256)
def _read(version: str) -> Form:
    found = FormVersion.objects.filter(pk=version).first()
    if found is None:
        raise NotFound
    return Form.model_validate(found.body)
