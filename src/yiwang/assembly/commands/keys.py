"""Keys: which there are, and changing them while the house is open."""

from __future__ import annotations

import argparse
import os

import django


def keys_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="every version of every key, and how many sealed values need it")
    rotate = acts.add_parser("rotate", help="make a new version; old values still open and are sealed anew by a job")
    rotate.add_argument("name")
    rotate.add_argument(
        "--marks", action="store_true", help="also change the blind index (personal.person, personal.firm)"
    )
    reseal = acts.add_parser("reseal", help="seal anew, now, what older versions hold")
    reseal.add_argument("name", nargs="?", default="")
    acts.add_parser("signing", help="another key signs logins to other systems; the former stays published for a day")
    retire = acts.add_parser("retire", help="forget an old version that no value needs")
    retire.add_argument("name")
    retire.add_argument("version")


def keys(given: argparse.Namespace) -> int:
    os.environ.setdefault("YIWANG_ROLE", "worker")
    django.setup()
    from yiwang.infrastructure.crypto import api as crypto
    from yiwang.pillars.security.console import rotating

    if given.act == "list":
        for one in rotating.holdings():
            state = f"停用于 {one.version.retired}" if one.version.retired else "在用" if one.newest else "只用来打开"
            print(f"{one.version.id:<28} {one.version.made}  {state}  {one.values} 个值")
        return 0
    if given.act == "rotate":
        if given.marks:
            print(f"{given.name}：{rotating.change_marks(given.name)} 个号码的索引已更换")
        else:
            print(f"新写的用 {rotating.rotate(given.name)}，旧的由后台任务重新封存")
        return 0
    if given.act == "signing":
        from yiwang.toolbox.provider import api as provider

        print(f"登录凭据从现在起用 {provider.rotate()} 签名，旧的再公布一天")
        return 0
    if given.act == "reseal":
        for name in [given.name] if given.name else crypto.provider().names():
            print(f"{name}：重新封存了 {rotating.reseal(name)} 个值")
        return 0
    rotating.retire(given.name, given.version)
    print(f"{given.version} 已停用：签名还能验，密文不再能用它打开")
    return 0
