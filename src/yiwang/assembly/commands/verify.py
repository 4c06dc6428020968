"""Is this OFD or PDF what it says it is? An OFD is checked without network or database; a PDF of ours needs the register."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from yiwang.toolbox.seals.api import Report

EXIT = {"good": 0, "valid": 0, "bad": 1, "altered": 1, "revoked": 1, "expired": 1}
MARKS = {True: "✓", False: "✗", None: "？"}


def verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="everything that was found, for machines")
    parser.add_argument("--trust", type=Path, action="append", default=[], metavar="FILE",
                        help="a root certificate or revocation list (DER or PEM) to go by; may be given again")  # fmt: skip


def verify(given: argparse.Namespace) -> int:
    """Exit 0 when it is good, 1 when something is wrong (it is named), 2 when it cannot be decided here."""
    os.environ["YIWANG_COMPOSE"] = "no"
    django.setup()
    try:
        content = given.file.read_bytes()
    except OSError as wrong:
        print(f"yiwang: 打不开 {given.file}（{wrong.strerror}）", file=sys.stderr)
        return 2
    return _pdf(content, given.json) if content.startswith(b"%PDF-") else _ofd(content, given)


def _ofd(content: bytes, given: argparse.Namespace) -> int:
    from yiwang.toolbox.seals import api as seals

    report = seals.check(content, seals.installed(given.trust))
    if given.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(given.file, report)))
    return EXIT.get(report.state, 2)


def _lines(file: Path, report: Report) -> Iterator[str]:
    yield f"{file}：{report.says}"
    yield f"  共 {report.pages} 页，SM3 摘要 {report.digest}"
    for nth, one in enumerate(report.signatures, 1):
        when = f"，{one.at:%Y-%m-%d %H:%M:%S}" if one.at else ""
        where = f"，盖在第 {'、'.join(map(str, one.pages))} 页" if one.pages else ""
        yield f"  签名 {nth}：{one.form or '读不出来'}"
        yield f"    {one.seal or '没有印章'}，签章人 {one.signer or '不明'}{when}{where}，签了 {one.parts} 份内容"
        for step in one.steps:
            yield f"    {MARKS[step.good]} {step.title}：{step.says}"


def _pdf(content: bytes, as_json: bool) -> int:
    """Our PDFs carry a code; their signature stands in the register, beside the file."""
    from django.db import Error

    from yiwang.toolbox.documents import api as documents

    try:
        verdict = documents.verify("", content)
    except Error:
        found: dict[str, Any] = {
            "state": "unsure",
            "says": "PDF 的签名在登记簿里，本机现在连不上数据库，核对不了。请到核验网页上传这份文件",
        }
    else:
        found = {"state": verdict.state, "says": verdict.says, "facts": verdict.facts, "proof": verdict.proof}
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print(found["says"])
        for label, value in {**found.get("facts", {}), **found.get("proof", {})}.items():
            print(f"  {label}：{value}")
    return EXIT.get(found["state"], 2)
