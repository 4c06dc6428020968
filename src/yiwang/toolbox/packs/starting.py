"""A small working pack to start from."""

from __future__ import annotations

import json
import re
from pathlib import Path

from yiwang.kernel.errors import Conflict, Invalid

from .discovery import PACKS
from .manifest import KEY

GROUPS = (
    "economy", "market", "society", "livelihood", "ecology", "organs", "openness", "data", "security", "operations",
)  # fmt: skip
FILES = {
    "pack.yaml": """\
key: {key}
title: {title}
plan: {group}.{plan}
clause: 云政发〔2023〕8号（写明条款和原话）
owner: （写明牵头单位）
needs: []
description: {title}
""",
    "rules.py": '''\
"""The heart of this pack: pure functions, today is an argument."""

from __future__ import annotations

from datetime import date


def in_force(day: date, since: date) -> bool:
    """Is something that began on `since` in force on `day`?"""
    return day >= since
''',
    "scenarios/in_force.yaml": """\
title: 从哪天起算数
function: in_force
tests:
  - says: 施行前一天还不算数
    given: {{day: 2025-06-30, since: 2025-07-01}}
    expect: false
  - says: 施行当天就算数
    given: {{day: 2025-07-01, since: 2025-07-01}}
    expect: true
""",
}


class AlreadyThere(Conflict):
    """“{key}”已经有了，换一个名字，或者直接改它。"""

    code = "packs.already_there"


class BadName(Invalid):
    """组要是 {groups} 之一，名字用小写字母、数字和下划线，以字母开头，2 到 40 个；中文名称 2 到 60 个字。"""

    code = "packs.bad_name"


def new_pack(group: str, key: str, title: str, root: Path = PACKS) -> Path:
    """Write the pack `group/key`; the folder made. It passes `packcheck`. Raises `BadName`, `AlreadyThere`."""
    if group not in GROUPS or not re.fullmatch(KEY, key) or not 2 <= len(title) <= 60 or "\n" in title:
        raise BadName(groups="、".join(GROUPS))
    if any((other / key).exists() for other in root.iterdir() if other.is_dir()):
        raise AlreadyThere(key=key)
    folder = root / group / key
    plan = re.sub(r"[0-9]", "", key)
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        told = json.dumps(title, ensure_ascii=False) if name.endswith(".yaml") else title
        words = {"key": key, "title": told, "group": group, "plan": plan}
        path.write_text(text.format(**words) if name.endswith(".yaml") else text, encoding="utf-8")
    return folder
