"""Commands that keep an installation safe."""

from __future__ import annotations

import argparse
from pathlib import Path

import django


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup to write")


def backup(given: argparse.Namespace) -> int:
    django.setup()
    from yiwang.infrastructure.database import api as database

    path = database.backup(given.file.absolute())
    print(f"备份完成：{path}（{path.stat().st_size / 1e6:.1f} MB）。它含密钥，请和密钥一样保管")
    return 0


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup to bring in")


def restore(given: argparse.Namespace) -> int:
    """The tables come as they were, then are brought to this release."""
    django.setup()
    from yiwang.infrastructure.database import api as database

    database.restore(given.file.absolute())
    database.prepare()
    print("恢复完成。请运行 yiwang verify-trail 核对审计链")
    return 0
