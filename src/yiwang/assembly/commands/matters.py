"""Commands for the library of matters."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import django


def matters_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    bring = verbs.add_parser("import", help="bring in a list of matters", description="Bring in a list of matters.")
    bring.add_argument("file", type=Path, help="the list: lines of JSON, CSV or xlsx")
    bring.add_argument("--format", choices=["national", "guangdong", "csv"], default="",
                       help="a mapping that comes along; csv: by --map alone")  # fmt: skip
    bring.add_argument("--map", type=Path, dest="mapping", help="a mapping file: which column feeds which field")
    bring.add_argument("--report", type=Path, help="where the report goes (default: beside the list)")
    bring.add_argument("--withdraw-missing", action="store_true",
                       help="withdraw what this list brought earlier and no longer holds")  # fmt: skip
    bring.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    verbs.add_parser("reindex", help="rebuild the search index", description="Rebuild the search index.")


def matters(given: argparse.Namespace) -> int:
    django.setup()
    return _bring(given) if given.verb == "import" else _reindex()


def _bring(given: argparse.Namespace) -> int:
    """Exit 0 when every row was kept, 2 when some were refused (the report says which and why), 1 on any other trouble."""
    from yiwang.applications.service.matters import api as library
    from yiwang.pillars.security.base import api as security

    mapping = _mapping(given)
    if mapping is None:
        print("yiwang: 请用 --format national、--format guangdong 或 --map 对照表.yaml 说明清单的格式", file=sys.stderr)
        return 1
    try:
        data = given.file.read_bytes()
    except OSError as wrong:
        print(f"yiwang: 打不开 {given.file}（{wrong.strerror}）", file=sys.stderr)
        return 1
    done = library.import_list(
        security.SYSTEM, data, mapping, withdraw_missing=given.withdraw_missing, dry=given.dry_run, progress=_progress
    )
    beside = given.report or given.file.with_name(f"{given.file.stem}.report.csv")
    beside.write_bytes(library.import_report(done))
    _say(done, beside, dry=given.dry_run)
    return 2 if done.counts["refused"] else 0


def _mapping(given: argparse.Namespace) -> Any:
    from yiwang.applications.service.matters import api as library

    if given.mapping:
        return library.read_mapping(given.mapping)
    return library.built_in_mapping(given.format) if given.format in ("national", "guangdong") else None


def _progress(at: int, of: int) -> None:
    print(f"\r已写入 {at} / {of} 项", end="" if at < of else "\n", file=sys.stderr, flush=True)


def _say(done: Any, beside: Path, *, dry: bool) -> None:
    from yiwang.applications.service.matters import api as library

    counted = "，".join(f"{library.IMPORT_TITLES[what]} {count}" for what, count in done.counts.items() if count)
    print(("试运行，没有改动任何数据：" if dry else "导入完成：") + (counted or "清单是空的"))
    refused = [one for one in done.outcomes if one.what == "refused"]
    for one in refused[:10]:
        print(f"  第 {one.line} 行没有收下：{one.title or one.code or '（读不出来）'}：{one.why}")
    if len(refused) > 10:
        print(f"  还有 {len(refused) - 10} 行没有收下，见报告")
    print(f"逐行报告：{beside}")


def _reindex() -> int:
    from yiwang.applications.service.matters import api as library

    print(f"索引已重建：{library.rebuild()} 项可以搜到")
    return 0
