"""Known weaknesses in what we stand on: the locked requirements against the database of OSV.

    python tools/audit.py                      asks through pip-audit (needs the network)
    python tools/audit.py --osv all.zip        reads the export of OSV's PyPI part (for closed networks: carry the file in)

Ends with 0 when nothing is known, 1 when something is, 2 when it could not look.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

LOCKED = Path(__file__).parents[1] / "requirements" / "base.txt"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.M)
OLD_DAYS = 30


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> dict[str, Version]:
    return {plain(name): Version(version) for name, version in PINNED.findall(text)}


def advisories(export: Path) -> Iterator[dict[str, Any]]:
    """Every advisory of an export: a zip of JSON files, or one file of JSON lines."""
    if zipfile.is_zipfile(export):
        with zipfile.ZipFile(export) as box:
            for name in box.namelist():
                if name.endswith(".json"):
                    yield json.loads(box.read(name))
    else:
        yield from (json.loads(line) for line in export.read_text("utf8").splitlines() if line.strip())


def hit(version: Version, affected: dict[str, Any]) -> bool:
    """Is this version one of the affected ones? Ranges as OSV's schema reads them, in the order of the events."""
    if str(version) in affected.get("versions", []):
        return True
    return any(
        _within(version, span["events"]) for span in affected.get("ranges", []) if span.get("type") == "ECOSYSTEM"
    )


def _within(version: Version, events: Iterable[dict[str, str]]) -> bool:
    inside = False
    for event in sorted(events, key=_place):
        (kind, at), *_ = event.items()
        if kind == "introduced" and (at == "0" or version >= Version(at)):
            inside = True
        elif kind == "fixed" and version >= Version(at) or kind == "last_affected" and version > Version(at):
            inside = False
    return inside


def _place(event: dict[str, str]) -> Version:
    (_, at), *_ = event.items()
    return Version("0.dev0" if at == "0" else at)


def found(locked: dict[str, Version], known: Iterable[dict[str, Any]]) -> Iterator[tuple[str, Version, str, str]]:
    """Package, version, advisory, what it says."""
    for advisory in known:
        if advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected", []):
            package = affected.get("package", {})
            version = locked.get(plain(package.get("name", "")))
            if package.get("ecosystem") == "PyPI" and version is not None and _hit_or_unclear(version, affected):
                yield plain(package["name"]), version, advisory["id"], advisory.get("summary", "")
                break


def _hit_or_unclear(version: Version, affected: dict[str, Any]) -> bool:
    """An advisory whose versions cannot be read is shown: somebody has to look."""
    try:
        return hit(version, affected)
    except (InvalidVersion, KeyError, ValueError):
        return True


def by_file(export: Path) -> int:
    locked, known = pinned(LOCKED.read_text()), list(advisories(export))
    if not known:
        print(f"{export} holds no advisory", file=sys.stderr)
        return 2
    newest = max(str(one.get("modified", "")) for one in known)[:10]
    print(f"{len(locked)} locked packages, {len(known)} advisories, the newest of {newest}")
    if _days(newest) > OLD_DAYS:
        print(f"the export is older than {OLD_DAYS} days: fetch a newer one", file=sys.stderr)
    hits = sorted(set(found(locked, known)))
    for name, version, mark, summary in hits:
        print(f"{name} {version}: {mark} {summary}")
    return 1 if hits else 0


def _days(day: str) -> float:
    try:
        return (datetime.now(UTC) - datetime.fromisoformat(day).replace(tzinfo=UTC)).days
    except ValueError:
        return float("inf")


def by_network() -> int:
    if find_spec("pip_audit") is None:
        print("pip-audit is not installed. Either `pip install pip-audit` into an environment beside this one, or carry\n"
              "in the PyPI export of osv.dev (all.zip) and run: make audit OSV=all.zip", file=sys.stderr)  # fmt: skip
        return 2
    return subprocess.run(
        [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "-r", str(LOCKED)], check=False
    ).returncode


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--osv", type=Path)
    given = asked.parse_args()
    sys.exit(by_file(given.osv) if given.osv else by_network())
