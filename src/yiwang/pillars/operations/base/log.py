"""Structured logs, one JSON line an event, without secrets and personal data: what looks like either is struck out."""

from __future__ import annotations

import logging
import logging.config
import os
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

STRUCK = "[已隐去]"
PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")
NAMES = (
    r"pass(?:word|wd|phrase)?|pwd|secrets?|tokens?|authorization|(?:set-)?cookies?|session(?:id|_?key)?|csrf\w*|t?otp"
    r"|credentials?|(?:api|private|access|master)[_-]?key|口令|密码|密钥|令牌"
)
NAMED = re.compile(rf"(?:\w*[_-])?(?:{NAMES})\d*(?:[_-]\w*)?", re.I)
# Each is struck out behind its first group: a secret said with its name, in a header, an address, a database's complaint.
TOLD = [
    re.compile(r"(authorization['\"]?\s*[:=]\s*).+", re.I),
    re.compile(r"(\b(?:bearer|basic|digest|token)\s+)[^\s,;'\"]{6,}", re.I),
    re.compile(r"((?:set-)?cookie['\"]?\s*[:=]\s*).+", re.I),
    re.compile(
        rf"((?<![^\W_])(?:{NAMES})\d*(?:[_-]\w+)?['\"]?\s*(?:[:=：]|=>|->)\s*)(?:'[^']*'|\"[^\"]*\"|[^\s,;&'\"]+)", re.I
    ),
    re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/@]*:\S*(?=@)", re.I),
    re.compile(r"(Failing row contains |\bKey \([^)]*\)=).+"),
    re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?=-----END|\Z)"),
]
LONG = re.compile(
    r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[A-Za-z0-9_-]{24,}|(?<![\w-])(?=[a-z]*\d)[a-z0-9]{32,}"
)


def struck(value: Any) -> Any:
    """`value` without what looks like a secret or a person's number, however deep it lies."""
    if isinstance(value, str):
        for told in TOLD:
            value = told.sub(rf"\1{STRUCK}", value)
        return LONG.sub(STRUCK, PERSONAL.sub(STRUCK, value))
    if isinstance(value, dict):
        return {key: STRUCK if NAMED.fullmatch(str(key)) else struck(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [struck(one) for one in value]
    if isinstance(value, bytes):
        return STRUCK
    return value


def without_addresses(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Django names the address that was asked; ours can hold a person or a key to a page. Its route holds neither."""
    request = getattr(line.get("_record"), "request", None)
    if (path := getattr(request, "path", "")) and isinstance(line.get("event"), str):
        match = getattr(request, "resolver_match", None)
        line["event"] = line["event"].replace(path, match.route if match else "unknown")
    return line


def strike_out(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A net under the rule that nobody logs secrets or personal data: facts are codes, but messages come from libraries
    too."""
    for key, value in line.items():
        if not key.startswith("_"):
            line[key] = STRUCK if NAMED.fullmatch(key) else struck(value)
    return line


PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_addresses,
    strike_out,
]


def configure(_settings: dict[str, Any]) -> None:
    """Django's `LOGGING_CONFIG`: our lines and those of libraries leave in one shape, on standard error."""
    level = os.environ.get("YIWANG_LOG", "INFO")
    writer = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=PROCESSORS,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(writer)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("procrastinate", "django.request", "fontTools"):
        logging.getLogger(noisy).setLevel("WARNING")
    structlog.configure(
        processors=[*PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logger(unit: str) -> Any:
    """A logger whose lines say which unit speaks: `logger("casework").info("case_opened", definition="…")`."""
    return structlog.stdlib.get_logger(unit)
