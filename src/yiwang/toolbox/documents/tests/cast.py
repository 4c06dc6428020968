"""Two kinds of document, as a pack would declare them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from yiwang.kernel.clock import CHINA
from yiwang.toolbox.documents.kinds import Kind, KindOf
from yiwang.toolbox.documents.typesetting import Page

LICENCE = Kind(
    "demo/licence",
    KindOf.model_validate(
        {
            "title": "食品经营许可证",
            "layout": "licence",
            "fields": [
                {"key": "name", "label": "经营者名称"},
                {"key": "boss", "label": "法定代表人"},
                {"key": "place", "label": "经营场所", "wide": True},
                {"key": "remark", "label": "备注", "optional": True},
            ],
        }
    ),
)
LETTER = Kind(
    "demo/letter",
    KindOf.model_validate(
        {
            "title": "准予行政许可决定书",
            "layout": "letter",
            "number": "五市监许准〔年〕序号号",
            "addressee": "{name}",
            "fields": [{"key": "name", "label": "申请人"}, {"key": "matter", "label": "事项"}],
            "paragraphs": ["您申请的“{matter}”，符合法定条件，我局决定准予。"],
        }
    ),
)
FACTS = {"name": "滇味老街餐饮店", "boss": "王秀珍", "place": "云南省昆明市五华区文林街 128 号"}
CODE = "7K3MQ9XWPT2HRV4A"


def page(**changes: Any) -> Page:
    facts: dict[str, Any] = {
        "number": "JY15301020012345", "agency": "昆明市五华区市场监督管理局",
        "issued_at": datetime(2026, 11, 23, 10, tzinfo=CHINA), "valid_from": "2026年11月23日",
        "valid_until": "2031年11月22日", "code": CODE, "address": f"http://127.0.0.1:8000/verify/{CODE}/",
        "synthetic": True,
    }  # fmt: skip
    return Page(**{**facts, **changes})
