"""The `yiwang` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("start", "start the province with sample data: database, web, worker"),
    "sample": ("start", "bring the synthetic people and firms of a running province up to a scale"),
    "init": ("start", "prepare an installation without sample data and make its first administrator"),
    "web": ("start", "serve the pages"),
    "worker": ("start", "deliver events, seal the trail, watch the clocks"),
    "migrate": ("start", "bring the database to this release: tables, roles, boundaries"),
    "verify": ("verify", "what an OFD or PDF is worth: who signed what when, and what is wrong"),
    "verify-trail": ("check", "verify the whole trail and name the first broken row"),
    "packcheck": ("check", "check every pack and say what is wrong where"),
    "plan": ("check", "every system of the provincial plan: does it work, which test walks it, what is missing"),
    "access": ("check", "who may enter which page and do what (docs/access.md)"),
    "fields": ("check", "how sensitive every column and every question is (docs/fields.md)"),
    "openapi": ("check", "the whole HTTP surface as an OpenAPI description"),
    "new-pack": ("check", "write a small working pack to start from"),
    "schema": ("check", "write the JSON Schemas of the packs' files, for editors"),
    "matters": ("matters", "bring in a list of matters, rebuild their search index"),
    "bpmn": ("bpmn", "a flow as a BPMN 2.0 file, or a BPMN file as the draft of a flow"),
    "cases": ("cases", "take running cases over from an older system"),
    "bundle": ("check", "verify the archive of a case and name the first altered file"),
    "keys": ("keys", "which keys there are; change them while the house is open"),
    "backup": ("keep", "write one file with database, files and keys"),
    "restore": ("keep", "bring a backup into an empty installation"),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; its module is imported only then, so that `yiwang --help` answers at once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.assembly.settings")
    parser = argparse.ArgumentParser(prog="yiwang", description="Yiwang 一网")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    doors: dict[str, Callable[[argparse.Namespace], int]] = {}
    for name, (module, help_text) in COMMANDS.items():
        place = import_module(f"yiwang.assembly.commands.{module}")
        sub = commands.add_parser(name, help=help_text, description=help_text)
        function = name.replace("-", "_")
        getattr(place, f"{function}_arguments", lambda _sub: None)(sub)
        doors[name] = getattr(place, function)
    given = parser.parse_args(words)
    try:
        return doors[given.command](given) or 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from yiwang.kernel.errors import DomainError

        if isinstance(error, DomainError):
            print(f"yiwang: {error}", file=sys.stderr)
            return 1
        raise
