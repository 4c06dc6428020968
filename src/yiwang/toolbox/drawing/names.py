"""Names both sides of BPMN use."""

from __future__ import annotations

import re

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
WAYS = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:yiwang:flow"
CONDITIONS = "urn:yiwang:conditions"

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LETTERS = re.compile(r"[A-Za-z0-9_]+")


def shown(text: str) -> str:
    """A title as an attribute can hold it."""
    return NOT_IN_XML.sub("", text)


def part(key: str) -> str:
    """A key as a part of an identifier, apart from others by a point: two keys never share one."""
    return key if LETTERS.fullmatch(key) else "x-" + key.encode().hex()
