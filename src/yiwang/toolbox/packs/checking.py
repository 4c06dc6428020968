"""`packcheck`: everything that is declared is checked, and every problem says what and where.

PACK001 no manifest · 002 unreadable file · 003 manifest · 004 key and name differ · 005 key taken · 006 unknown entry ·
007 bad file name · 008 file does not fit its section · 009 unknown need · 010 circle of needs · 011 impure rules ·
012 scenario fails · 013 rules cannot be imported
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from yiwang.kernel.section import Problem

from .code import publish
from .discovery import PACKS, sections
from .manifest import Pack
from .purity import impurities
from .reading import Reading
from .rules import circle
from .scenarios import run_scenarios


def packcheck(root: Path = PACKS) -> list[Problem]:
    """All problems of the packs under `root`, those of files first. A pack's rules run only if they are pure."""
    reading = Reading(root, sections()).all()
    for pack in reading.packs.values():
        with suppress(Exception):  # what cannot be imported is PACK013, below
            publish(pack)
    found = [*reading.problems, *declared_well(reading)]
    for pack in reading.packs.values():
        faults = list(impure(reading, pack))
        found += faults or list(scenarios(reading, pack))
    return found


def declared_well(reading: Reading) -> Iterator[Problem]:
    """What can be said without running anything: needs, circles, and each section's own check."""
    yield from needs(reading)
    everything = reading.everything
    for folder, section in reading.sections.items():
        for declared in everything[folder].values():
            for problem in section.check(declared, everything):
                yield replace(problem, where=problem.where.removeprefix(f"{reading.root}/"))


def needs(reading: Reading) -> Iterator[Problem]:
    published = {name for names in reading.everything.values() for name in names} | reading.packs.keys()
    for pack in reading.packs.values():
        for name in pack.manifest.needs:
            if name not in published:
                yield Problem("PACK009", _needs_line(reading, pack, name), f"needs 里的“{name}”没有哪个应用包公布")
    if found := circle({pack.key: pack.needs for pack in reading.packs.values()}):
        first = reading.packs[found[0]]
        where = _needs_line(reading, first, found[1])
        yield Problem("PACK010", where, "应用包互相依赖，转成了圈：" + " → ".join(found))


def _needs_line(reading: Reading, pack: Pack, name: str) -> str:
    path = pack.folder / "pack.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    after = next((at for at, line in enumerate(lines) if line.startswith("needs:")), 0)
    at = next((at for at in range(after, len(lines)) if name in lines[at]), after)
    return reading.where(path, at + 1)


def impure(reading: Reading, pack: Pack) -> Iterator[Problem]:
    path = pack.folder / "rules.py"
    if path.is_file():
        for line, says in impurities(path.read_text(encoding="utf-8", errors="replace")):
            yield Problem("PACK011", reading.where(path, line), says)


def scenarios(reading: Reading, pack: Pack) -> Iterator[Problem]:
    try:
        results = run_scenarios(pack)
    except Exception as problem:  # noqa: BLE001  the pack's own code may fail in any way while it is imported
        yield Problem("PACK013", reading.where(pack.folder / "rules.py"), f"rules.py 引入不了：{problem}")
        return
    for result in results:
        if not result.passed:
            where = reading.where(pack.folder / "scenarios" / f"{result.file}.yaml")
            yield Problem("PACK012", where, f"“{result.says}”应得 {result.expected}，实得 {result.got}")
