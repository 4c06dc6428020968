"""Commands that bring an installation to life."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

import django


def _ready(static: bool = True) -> None:
    django.setup()
    from django.core.management import call_command

    from yiwang.assembly import reference
    from yiwang.infrastructure.database import api as database
    from yiwang.toolbox.provider import api as provider

    database.prepare()
    reference.load()
    provider.ensure()
    if static:
        call_command("collectstatic", interactive=False, verbosity=0)


def migrate(_given: argparse.Namespace) -> int:
    _ready()
    print("数据库已是这一版的样子")
    return 0


def init_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--admin", default="admin", help="name of the first administrator")
    parser.add_argument("--secret", choices=["ask", "env", "make"], default="make",
                        help="ask on the terminal, read YIWANG_ADMIN_PASSWORD, or make one and print it once")  # fmt: skip
    parser.add_argument("--agency", default="平台管理机构", help="name of the body that runs this installation")
    parser.add_argument("--uscc", default="", help="its credit code of 18 characters")


def init(given: argparse.Namespace) -> int:
    """Tables, roles, the real lists (divisions, calendar), one administrator. No sample data."""
    _ready()
    from yiwang.assembly import administrator

    if given.secret == "ask":  # noqa: S105
        password = getpass.getpass("管理员口令：")
    else:
        password = os.environ.get("YIWANG_ADMIN_PASSWORD", "") if given.secret == "env" else ""  # noqa: S105
    made = password or secrets.token_urlsafe(12)
    if not administrator.make(given.admin, made, given.agency, given.uscc):
        print(f"管理员 {given.admin} 已经在了，口令没有动")
        return 0
    print(f"安装完成。管理员 {given.admin}" + ("" if password else f"，口令 {made}（只显示这一次）"))
    return 0


def web_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=int(os.environ.get("YIWANG_PORT", "8000")))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--workers", type=int, default=2)


def web(given: argparse.Namespace) -> int:
    os.environ["YIWANG_ROLE"] = "web"
    _say_crypto()
    _share_metrics()
    os.execv(sys.executable, _granian(given.host, given.port, given.workers))  # noqa: S606
    return 0


def _say_crypto() -> None:
    """Which libcrypto signs, said at start and not at the first signature. The house opens without one, and says so."""
    from yiwang.infrastructure.crypto import api as crypto

    try:
        print(f"国密算法由 {crypto.which()} 提供", flush=True)
    except crypto.NoLibrary as none:
        print(f"yiwang: {none}", file=sys.stderr, flush=True)


def _share_metrics() -> None:
    from yiwang.kernel.home import home
    from yiwang.pillars.operations.base import metrics

    metrics.share(home() / "metrics")


def _granian(host: str, port: int, workers: int) -> list[str]:
    return [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
            "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
            "yiwang.assembly.wsgi:application"]  # fmt: skip


def worker(_given: argparse.Namespace) -> int:
    os.environ["YIWANG_ROLE"] = "worker"
    django.setup()
    from yiwang.assembly import worker as loop

    return loop.work()


def run_arguments(parser: argparse.ArgumentParser) -> None:
    web_arguments(parser)
    sample_arguments(parser)


PEOPLE, FIRMS, AT_ONCE = 100_000, 20_000, 0.05


def sample_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scale", type=float, default=1.0, help="1: 100,000 synthetic people and 20,000 firms")
    parser.add_argument("--people", type=int, help="how many people, whatever the scale")
    parser.add_argument("--firms", type=int, help="how many firms, whatever the scale")


def _wanted(given: argparse.Namespace) -> tuple[int, int]:
    people = int(PEOPLE * given.scale) if given.people is None else given.people
    return people, int(FIRMS * given.scale) if given.firms is None else given.firms


def sample(given: argparse.Namespace) -> int:
    """Bring the sample up to its size, beside a province that is in use already."""
    os.environ["YIWANG_ROLE"] = "worker"
    os.nice(int(os.environ.get("YIWANG_NICE", "0")))
    django.setup()
    from yiwang.assembly.sample import load

    people, firms = load.province(*_wanted(given), say=_how_far)
    if people or firms:
        print(f"样例数据已全部装入：新增 {people:,} 人、{firms:,} 户（全部为合成数据）", flush=True)
    return 0


def _how_far(what: str, done: int, whole: int) -> None:
    if done == whole or done % 20_000 == 0:
        print(f"  后台装入样例：{done:,} / {whole:,} {what}", flush=True)


def run(given: argparse.Namespace) -> int:
    """Everything on one machine, until Ctrl-C. Starting again finds what was there."""
    port = _free(given.host, given.port)
    os.environ.setdefault("YIWANG_URL", f"http://{given.host}:{port}")
    print("正在准备数据库和基础数据…", flush=True)
    _ready()
    _say_crypto()
    from yiwang.assembly.sample import load

    print("正在准备样例数据（全部为合成数据）…", flush=True)
    os.environ["YIWANG_ROLE"] = "worker"
    people, firms = _wanted(given)
    load.everything(people=min(people, int(PEOPLE * AT_ONCE)), firms=min(firms, int(FIRMS * AT_ONCE)))
    _share_metrics()
    played = _play_a_source(port + 1)
    parts = [
        subprocess.Popen(
            _granian(given.host, port, given.workers), env={**os.environ, "YIWANG_ROLE": "web"}, start_new_session=True
        ),
        subprocess.Popen([sys.executable, "-m", "yiwang", "worker"], start_new_session=True),
    ]
    rest = _in_background("sample", "--people", str(people), "--firms", str(firms))
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    try:
        _say_where(given.host, port)
        while all(part.poll() is None for part in parts):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        _end([*parts, rest, played])


def _play_a_source(port: int) -> subprocess.Popen[bytes]:
    """演练身份源 beside the province, so that logging in by another source can be tried."""
    from yiwang.assembly.sample import accounts
    from yiwang.assembly.sample.opening import person_of

    port = _free("127.0.0.1", port)
    people = [person_of(one) for one in accounts.ALL if one.home]
    os.environ["YIWANG_REHEARSAL_SOURCE"] = f"http://127.0.0.1:{port}"
    os.environ["YIWANG_SOURCE_REHEARSAL"] = secrets.token_urlsafe(24)
    told = {"YIWANG_REHEARSAL_PEOPLE": json.dumps([(one.name, one.id_number) for one in people])}
    return subprocess.Popen([sys.executable, "-m", "yiwang.assembly.sample.source", str(port)], env={**os.environ, **told},
                            start_new_session=True)  # fmt: skip


def _in_background(*words: str) -> subprocess.Popen[bytes]:
    """A command beside the others, giving way to whoever waits for a page."""
    return subprocess.Popen([sys.executable, "-m", "yiwang", *words], env={**os.environ, "YIWANG_NICE": "10"},
                            start_new_session=True)  # fmt: skip


def _end(parts: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask each part to end, and after ten seconds end it with everything it started."""
    for part in parts:
        part.terminate()
    for part in parts:
        try:
            part.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)
            part.wait()


def _free(host: str, port: int) -> int:
    """The wanted port, or the next that nobody uses."""
    for candidate in range(port, port + 50):
        with socket.socket() as probe:
            if probe.connect_ex((host, candidate)):
                return candidate
    return port


def _say_where(host: str, port: int) -> None:
    from urllib.error import URLError
    from urllib.request import urlopen

    from yiwang.assembly.sample.accounts import ACCOUNTS, PASSWORD

    for _ in range(240):
        try:
            urlopen(f"http://{host}:{port}/health/live/", timeout=2).close()  # noqa: S310
            break
        except (URLError, OSError):
            time.sleep(0.25)
    print(f"\n  一网已启动：http://{host}:{port}/\n\n  样例账号（口令都是 {PASSWORD}；人物、企业、机构编号均为合成）")
    for account in ACCOUNTS:
        print(f"    {account['username']:<10} {account['title']}")
    print("    （也可以在登录页点“用演练身份源登录”，试试从别处的账号进来）")
    print("\n  按 Ctrl-C 停止\n", flush=True)
