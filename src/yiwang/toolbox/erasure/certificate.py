"""The certificate of destruction 删除证明: what, how many, when, by whom, on which ground. Never whose, never the contents."""

from __future__ import annotations

from collections.abc import Mapping

from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.toolbox.documents import api as documents

from .models import Request

KIND = "erasure/certificate"
GROUND = "个人信息保护法 第四十七条"
BODY = {
    "title": "个人信息删除证明",
    "layout": "letter",
    "number": "年份、连字符和请求编号的后 12 位",
    "addressee": "",
    "fields": [
        {"key": "request", "label": "删除请求"},
        {"key": "counts", "label": "删除了什么、多少"},
        {"key": "when", "label": "什么时候"},
        {"key": "checked", "label": "谁核对"},
        {"key": "approved", "label": "谁批准"},
        {"key": "ground", "label": "依据"},
    ],
    "paragraphs": [
        "对删除请求 {request}，经{checked}核对、{approved}批准，已于{when}在本系统里删除下列个人信息：",
        "{counts}。",
        "依据：{ground}。",
        "删除的内容不在本证明里，也不再能从本系统的数据库和文件里读出。审计日志里还留着“什么时候做过什么”和加盐的摘要，不能由它还原内容。"
        "此前做的备份在备份的保存期满时一起销毁。",
    ],
}


def declare() -> None:
    documents.kinds.add(KIND, documents.Kind(KIND, documents.KindOf.model_validate(BODY)))


def issue(record: security.Record, row: Request, counts: Mapping[str, int]) -> documents.DocumentView:
    """Print and sign it in the change that erases. It has no holder: there is nobody any more to name."""
    now = clock.now().astimezone(clock.CHINA)
    said = "；".join(f"{what} {many} 条" for what, many in sorted(counts.items())) or "没有可以删除的内容"
    data = {
        "request": row.code, "counts": said, "when": f"{now.year}年{now.month}月{now.day}日{now:%H:%M}",
        "checked": row.checked_post, "approved": row.approved_post, "ground": GROUND,
    }  # fmt: skip
    number = f"{now.year}-{row.pk.hex[-12:]}"
    synthetic = security.Party.objects.values_list("synthetic", flat=True).get(pk=row.party_id)
    return documents.issue(record, KIND, number=number, data=data, agency=row.agency_id or 0, synthetic=synthetic)
