"""Calls to the world outside: declared hosts by name, https, public addresses, seconds, a megabyte, no redirect.

    answer = post("https://ministry.example/cases", {"ministry.example"}, headers, body)
    answer.status, answer.body, answer.headers["x-signature"]

    with session({"login.example"}) as line:  # a `requests.Session` for libraries that want one
        line.get("https://login.example/.well-known/openid-configuration").json()

There is no other way out of the house (`tests/architecture/test_outgoing.py`).
"""

from __future__ import annotations

from .calling import LARGEST, SECONDS, Answer, post, session
from .errors import NotThere

__all__ = ["LARGEST", "SECONDS", "Answer", "NotThere", "post", "session"]
