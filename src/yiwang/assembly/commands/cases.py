"""Commands for cases."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import django


def cases_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    bring = verbs.add_parser("import", help="take running cases over from an older system",
                             description="Take running cases over from an older system.")  # fmt: skip
    bring.add_argument("file", type=Path, help="the list: CSV (.csv) or lines of JSON (.jsonl)")
    bring.add_argument("--map", type=Path, required=True, dest="mapping", help="which column is what (YAML)")
    bring.add_argument("--good-rows", action="store_true", help="take over what is right although other rows are wrong")
    bring.add_argument("--dry-run", action="store_true", help="say what is wrong, change nothing")


def cases(given: argparse.Namespace) -> int:
    """Exit 0 when every row is here now, 2 when some are wrong (each is named), 1 on any other trouble."""
    django.setup()
    from yiwang.assembly import moving_in

    try:
        how, data = moving_in.read_map(given.mapping), given.file.read_bytes()
    except OSError as wrong:
        print(f"yiwang: 打不开 {wrong.filename}（{wrong.strerror}）", file=sys.stderr)
        return 1
    done = moving_in.bring(data, given.file.name, how, good_rows=given.good_rows, dry=given.dry_run)
    for place, number, says in done.wrong:
        print(f"第 {place} 行 {number}：{says}", file=sys.stderr)
    if done.wrong and not done.taken and not done.there:
        print(f"{len(done.wrong)} 行有问题，一件也没有迁入。改好再来，或者加 --good-rows 先迁入没有问题的")
    else:
        print(f"迁入 {len(done.taken)} 件，原来就在的 {len(done.there)} 件，有问题的 {len(done.wrong)} 行")
    return 2 if done.wrong else 0
