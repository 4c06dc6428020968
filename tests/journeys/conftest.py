"""A whole province for a journey: its own database with a small sample, a web server, a worker, a browser."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.walker import Walker
from yiwang.infrastructure.database import api as database

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
PHONE = {"width": 375, "height": 812}
DESKTOP = {"width": 1360, "height": 900}
SETTINGS = {"DJANGO_SETTINGS_MODULE": "yiwang.assembly.settings", "YIWANG_LOG": "WARNING"}


@pytest.fixture(scope="session")
def sample_database(template_database) -> str:
    """The name of a database with a small sample, filled in this run by the first worker that comes."""
    url, template = template_database
    name = f"yiwang_sample_{os.environ.get('PYTEST_XDIST_TESTRUNUID', str(os.getpid()))[:12]}"
    with (
        (database.home() / "sample.lock").open("w") as lock,
        psycopg.connect(_at(url, "postgres"), autocommit=True) as server,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = [
            one for (one,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'yiwang_sample_%'")
        ]
        for old in set(there) - {name}:
            server.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        if name not in there:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            fill = [sys.executable, "-c", "from tests.journeys.prepare import main; main()"]
            subprocess.run(fill, env={**os.environ, **SETTINGS, "DATABASE_URL": _at(url, name)}, check=True)
    return name


def _at(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def province(template_database, sample_database, worker_id, tmp_path_factory) -> Iterator[str]:
    """The address of a running installation with a small sample."""
    name = f"yiwang_journey_{worker_id}_{os.getpid()}"
    place, admin = _at(template_database[0], name), _at(template_database[0], "postgres")
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{sample_database}"')
    port = _free_port()
    environment = {**os.environ, **SETTINGS, "DATABASE_URL": place, "YIWANG_URL": f"http://127.0.0.1:{port}"}
    log = (tmp_path_factory.mktemp("province") / "province.log").open("w")
    serve = [sys.executable, "-m", "yiwang", "web", "--port", str(port), "--workers", "1"]
    parts = [
        subprocess.Popen(serve, env=environment, stdout=log, stderr=log),
        subprocess.Popen([sys.executable, "-m", "yiwang", "worker"], env=environment, stdout=log, stderr=log),
    ]
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/live/")
        os.environ["YIWANG_JOURNEY_DATABASE"] = place
        yield f"http://127.0.0.1:{port}"
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(timeout=20)
        log.close()
        with psycopg.connect(admin, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urlopen(address, timeout=2).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        arguments = [
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def walk(province, browser):
    """`walk("citizen", phone=True)`: somebody at his own device, logged in."""
    walkers: list[Walker] = []

    def start(username: str = "", *, phone: bool = False, javascript: bool = True) -> Walker:
        context = browser.new_context(
            base_url=province, viewport=PHONE if phone else DESKTOP, has_touch=phone, locale="zh-CN",
            timezone_id="Asia/Shanghai", java_script_enabled=javascript,
        )  # fmt: skip
        walker = Walker(context.new_page(), javascript)
        walkers.append(walker)
        if username:
            walker.log_in(username)
        return walker

    yield start
    for walker in walkers:
        walker.page.context.close()
