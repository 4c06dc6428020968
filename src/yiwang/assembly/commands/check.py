"""Commands that look and say."""

from __future__ import annotations

import argparse
import json
import os

import django


def _looking() -> None:
    """Start without composing the packs: what is wrong with them shall be said, and not stop us."""
    os.environ["YIWANG_COMPOSE"] = "no"
    django.setup()


def verify_trail(_given: argparse.Namespace) -> int:
    """Exit 0 when the trail holds, 1 when a row is broken (it is named)."""
    django.setup()
    from yiwang.pillars.security.base import api as security

    while security.seal():
        pass
    verdict = security.verify()
    if verdict.broken is None:
        print(f"审计链完整：{verdict.rows} 条记录，逐条核对，没有改动")
        return 0
    broken = verdict.broken
    print(f"审计链在第 {broken.seq} 条断开：{broken.why}。记录 {broken.row or '（已不在）'}")
    return 1


def packcheck(_given: argparse.Namespace) -> int:
    _looking()
    from yiwang.toolbox.packs import api as packs

    problems = packs.packcheck()
    for problem in problems:
        print(problem)
    many = len(list(packs.PACKS.glob("*/*/pack.yaml")))
    print(f"{len(problems)} 个问题" if problems else f"{many} 个应用包，没有问题")
    return 1 if problems else 0


def plan_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON array: id, title, clause, works, test, gaps")
    parser.add_argument("--markdown", action="store_true", help="the page docs/plan.md")


def plan(given: argparse.Namespace) -> int:
    from yiwang.assembly import plan as page

    rows = page.rows()
    if given.json:
        print(json.dumps([row.as_dict() for row in rows], ensure_ascii=False, indent=1))
    else:
        print(page.markdown(rows) if given.markdown else page.table(rows))
    return 0


def openapi(_given: argparse.Namespace) -> int:
    django.setup()
    from yiwang.assembly import openapi as surface

    print(json.dumps(surface.description(), ensure_ascii=False, indent=1))
    return 0


def access(_given: argparse.Namespace) -> int:
    django.setup()
    from yiwang.assembly import access_matrix

    print(access_matrix.current(), end="")
    return 0


def fields_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--markdown", action="store_true", help="the page docs/fields.md")


def fields(given: argparse.Namespace) -> int:
    django.setup()
    from yiwang.assembly import fields as page

    if given.markdown:
        print(page.markdown(), end="")
        return 0
    for one in page.declared():
        print(f"{one.level} {one.table}.{one.column}")
    return 0


def new_pack_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", help="group/system, for example market/tea_shop")
    parser.add_argument("--title", required=True, help="its Chinese title")


def new_pack(given: argparse.Namespace) -> int:
    _looking()
    from yiwang.toolbox.packs import api as packs

    group, _, key = given.key.partition("/")
    print(packs.new_pack(group, key, given.title))
    return 0


def schema_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", help="where to write them")


def schema(given: argparse.Namespace) -> int:
    _looking()
    from pathlib import Path

    from yiwang.toolbox.packs import api as packs

    for path in packs.write_schemas(Path(given.folder)):
        print(path)
    return 0


def bundle_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser(
        "verify", help="is the archive of a case whole?", description="Is the archive of a case whole?"
    )
    check.add_argument("file", help="the archive (ZIP)")


def bundle(given: argparse.Namespace) -> int:
    """Exit 0 when nothing was altered since it was taken, 1 otherwise: the first altered file is named."""
    django.setup()
    from yiwang.toolbox.casework import api as casework

    why = casework.first_altered(given.file)
    print(why or "卷宗完整：每个文件都和下载那天一样")
    return 1 if why else 0
