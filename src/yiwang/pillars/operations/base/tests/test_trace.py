"""Traces: nothing at all when switched off; spans at the collector when switched on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from yiwang.pillars.operations.base import api as operations

SPEAK = """
from opentelemetry import trace
from yiwang.pillars.operations.base.trace import span
with span("acting", action="test.act"):
    pass
trace.get_tracer_provider().force_flush()
"""


def test_switched_off_it_costs_nothing_and_asks_nobody():
    with operations.span("acting", action="test.act"):
        pass
    assert "YIWANG_OTLP" not in os.environ


def test_switched_on_a_span_reaches_the_collector():
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802  the library's own name
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}/v1/traces"
    subprocess.run([sys.executable, "-c", SPEAK], env={**os.environ, "YIWANG_OTLP": endpoint}, check=True, timeout=60)
    server.shutdown()
    assert any(b"acting" in body and b"test.act" in body and b"yiwang" in body for body in received)
