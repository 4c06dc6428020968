"""A terminal as somebody types it in: checked, registered, its key told once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from yiwang.applications.service.halls import api as halls
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .errors import NotFilled
from .models import PLACES, Terminal
from .terminals import Place, register

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,5}")


def enter(by: security.Actor, typed: Mapping[str, str]) -> tuple[str, bytes]:
    """Register a terminal of one's own agency; its code, and the key it signs with. Raises `NotFilled`."""
    agency = standards.agency(by.agency or 0)
    place = Place(
        code=_code(typed), name=_said(typed, "name", "名称", 120), kind=_kind(typed), address=_said(typed, "address", "地址", 200),
        division=agency.division_id, agency=agency.pk, hours=_hours(typed), point=_point(typed),
    )  # fmt: skip
    return place.code, register(by, place)


def _said(typed: Mapping[str, str], name: str, title: str, longest: int) -> str:
    text = typed.get(name, "").strip()
    if not text:
        raise NotFilled(where=title, problem="还没有填")
    return text[:longest]


def _code(typed: Mapping[str, str]) -> str:
    text = _said(typed, "code", "编号", 40).lower()
    if not CODE.fullmatch(text):
        raise NotFilled(where="编号", problem="只用小写字母、数字和中间的横线，例如 wuhua-hall-1")
    if Terminal.objects.filter(code=text).exists():
        raise NotFilled(where="编号", problem=f"“{text}”已经有一台在用，请换一个")
    return text


def _kind(typed: Mapping[str, str]) -> str:
    if typed.get("kind") not in dict(PLACES):
        raise NotFilled(where="放在哪里", problem="请选一个")
    return typed["kind"]


def _hours(typed: Mapping[str, str]) -> dict[str, Any]:
    """One span for every day, or around the clock where nothing is typed."""
    try:
        spans = halls.spans_in(typed.get("hours", ""))
    except halls.Unclear as unclear:
        raise NotFilled(where="开放时间", problem=str(unclear)) from None
    return {str(day): spans for day in range(7)} if spans else {}


def _point(typed: Mapping[str, str]) -> tuple[float, float] | None:
    texts = [typed.get(name, "").strip() for name in ("latitude", "longitude")]
    if not any(texts):
        return None
    try:
        latitude, longitude = (float(text) for text in texts)
    except ValueError:
        raise NotFilled(where="经纬度", problem="两格都填数字，例如 25.0453 和 102.7097，或者都不填") from None
    if not (20 <= latitude <= 30 and 97 <= longitude <= 107):
        raise NotFilled(where="经纬度", problem="这个地点不在云南。先填纬度，再填经度")
    return latitude, longitude
