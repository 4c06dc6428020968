"""Structured logs, one JSON line an event, without personal data: what looks like an ID number or a phone is struck out."""

from __future__ import annotations

import logging
import logging.config
import os
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")


def strike_out(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A net under the rule that nobody logs personal data: facts are codes, but messages come from libraries too."""
    for key, value in line.items():
        if isinstance(value, str):
            line[key] = PERSONAL.sub("[已隐去]", value)
    return line


PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    structlog.processors.format_exc_info,
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
