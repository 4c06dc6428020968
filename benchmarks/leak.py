"""Every role × endpoint × object: does anybody see a row he should not, or miss one he should see?

200,000 stratified draws of (principal, endpoint, object), each held against an oracle that knows the declarations and plain
rows only. Then again with the application's own filter taken out: what the database still lets through must be nothing
outside the boundary. Then with faults planted, each of which must be found. No peer publishes such a figure, and there is
no bare machine to compare with: the yardstick is nought.
"""

from __future__ import annotations

import logging
import sys
import time

from benchmarks import place, report

DRAWS, WITHOUT, PER_FAULT = 200_000, 40_000, 3_000
QUICK = (2_000, 600, 250)
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def main() -> int:
    given = report.arguments(__doc__)
    draws, without, per_fault = QUICK if given.quick else (DRAWS, WITHOUT, PER_FAULT)
    rows: list[list[object]] = []
    with place.province(people=0):
        from django.test.utils import override_settings, setup_test_environment

        from benchmarks.leaking import faults, town
        from benchmarks.leaking.oracle import read_as_owner
        from benchmarks.leaking.sweep import Found, Sweep

        logging.disable(logging.CRITICAL)
        setup_test_environment()
        override_settings(STORAGES=PLAIN).enable()
        people = town.build()
        with place.owner() as owner:
            oracle = read_as_owner(owner)

            def run(name: str, many: int, wanted: str, only: str = "") -> Found:
                begin = time.monotonic()
                found = Sweep(people, oracle).run(many, only)
                rows.append([name, found.draws, found.asked, found.positive, found.total, wanted])
                report.say(f"{name}: {found.total} differences in {time.monotonic() - begin:.0f} s")
                for what, times in found.differences.most_common(5):
                    report.say(f"  {times} × {what}")
                return found

            whole = run("as it is", draws, "0")
            with faults.no_filter():
                bare = run("without the application's filter", without, "0 leaked")
            unfound = []
            for name, (fault, where) in faults.FAULTS.items():
                with fault(owner):
                    if not run(f"planted: {name}", per_fault, "> 0", where).total:
                        unfound.append(name)
    report.table(["run", "draws", "asked", "in reach", "differences", "wanted"], rows)
    leaked = bare.leaked
    return report.conclude(
        "leak", yiwang=whole.total, peer=None, limit=0, target="0 differences in 200,000 draws; 0 rows without the filter; "
        "every planted fault found", met=not whole.total and not leaked and not unfound and not whole.broken, draws=whole.draws,
        asked=whole.asked, leaked_without_filter=leaked, faults_planted=len(faults.FAULTS), faults_missed=unfound,
        pages_broken=dict(whole.broken), principals=len(people),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
