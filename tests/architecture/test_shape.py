"""The shape of the house: sizes, heights, doors, and what must never be in it. Lists of exceptions only shrink."""

from __future__ import annotations

import ast
import configparser
import re
import statistics
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

from yiwang.assembly.units import ROOT as PACKAGE
from yiwang.assembly.units import height

ROOT = Path(__file__).parents[2]
LONGEST_MODULE, LONGEST_FUNCTION, MEDIAN_MODULE, DATA_BYTES = 500, 59, 80, 5_000_000

# Exceptions: the exact number of lines. Who makes one shorter takes it down here too; nobody adds one without an ADR.
LONG_MODULES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {}
WITHOUT_API = {  # units nobody imports: they have pages, or put the others together
    "yiwang.assembly",
    "yiwang.applications.service.portal",
}
MAY_PRINT = ("src/yiwang/assembly/cli.py", "src/yiwang/assembly/commands/", "tools/", "benchmarks/")

HOSTS = re.compile("|".join(("pypi" + r"\.org", "files" + r"\.pythonhosted", "registry" + r"\.npmjs", "npmmirror")))
PLACES = re.compile(r"(?<![\w.}])/(?:work|root|home/\w+)/")


def kept() -> list[Path]:
    """Every file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = listed.stdout.decode().split("\0")[:-1]
    files = [ROOT / name for name in names] if names else [*ROOT.rglob("*")]
    return [path for path in files if path.is_file() and not path.is_symlink()]


def sources(files: Iterable[Path]) -> Iterator[tuple[str, ast.Module, list[str]]]:
    """Hand-written Python: path within the repository, tree, lines."""
    for path in files:
        if path.suffix == ".py" and "migrations" not in path.parts:
            text = path.read_text()
            name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
            yield name, ast.parse(text), text.splitlines()


def long_modules(files: Iterable[Path]) -> dict[str, int]:
    return {name: len(lines) for name, _, lines in sources(files) if len(lines) > LONGEST_MODULE}


def long_functions(files: Iterable[Path]) -> dict[str, int]:
    return {
        f"{name}:{node.name}": size
        for name, tree, _ in sources(files)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }


def unwanted(files: Iterable[Path]) -> list[str]:
    """Bare excepts, evaluated text, prints where nobody reads them."""
    found = []
    for name, tree, _ in sources(files):
        for node in ast.walk(tree):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if isinstance(node, ast.ExceptHandler) and node.type is None:
                found.append(f"{name}:{node.lineno} bare except")
            if called in ("eval", "exec", "compile") or called == "print" and not name.startswith(MAY_PRINT):
                found.append(f"{name}:{node.lineno} {called}(")
    return found


def addresses(files: Iterable[Path]) -> list[str]:
    """Hosts of package registries and places on somebody's machine."""
    found = []
    for path in files:
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path}: {hit.group()}" for pattern in (HOSTS, PLACES) for hit in pattern.finditer(text)]
    return found


def stand(config: AppConfig) -> tuple[int, int]:
    """How high a unit stands: its layer, and inside a layer with an order its place from below."""
    layer, within = height(Path(config.path)), 0
    for contract in ("toolbox-order", "infrastructure-order"):
        file = configparser.ConfigParser()
        file.read(ROOT / ".importlinter")
        section = file[f"importlinter:contract:{contract}"]
        names = [name.strip(" ()") for row in section["layers"].split() for name in row.split("|")]
        for place, name in enumerate(reversed(names)):
            if config.name == f"{section['containers']}.{name}":
                within = place
    return layer, within


def climbing(kinds: Iterable[type[models.Model]]) -> list[str]:
    """Foreign keys from a lower unit to a higher one, or between units of one height."""
    found = []
    for kind in kinds:
        for field in kind._meta.get_fields():
            if not (field.is_relation and field.concrete and isinstance(field.related_model, type)):
                continue
            here, there = kind._meta.app_config, field.related_model._meta.app_config
            ours = here and there and here.name.startswith("yiwang.") and there.name.startswith("yiwang.")
            if ours and here.name != there.name and stand(there) >= stand(here):
                found.append(f"{kind._meta.label}.{field.name} → {field.related_model._meta.label}")
    return found


@pytest.mark.parametrize(("measure", "exceptions"), [(long_modules, LONG_MODULES), (long_functions, LONG_FUNCTIONS)])
def test_nothing_is_too_long_and_the_exceptions_are_exact(measure, exceptions):
    assert measure(kept()) == exceptions


def test_the_median_module_can_be_read_at_one_look():
    sizes = [
        len(lines) for name, _, lines in sources(kept()) if name.startswith("src/") and "/tests/" not in name and lines
    ]
    assert statistics.median(sizes) <= MEDIAN_MODULE


def test_what_is_too_long_is_found(tmp_path):
    spoilt = tmp_path / "spoilt.py"
    spoilt.write_text("def endless():\n" + "    x = 1\n" * 500)
    assert long_modules([spoilt]) == {"spoilt.py": 501}
    assert long_functions([spoilt]) == {"spoilt.py:endless": 501}


def test_no_bare_except_no_eval_no_print():
    tested = [path for path in kept() if "tests" not in path.parts]
    assert unwanted(tested) == []


@pytest.mark.parametrize("text", ["try:\n    x\nexcept:\n    x\n", "eval('1')\n", "exec('1')\n", "print('1')\n"])
def test_what_is_unwanted_is_found(tmp_path, text):
    spoilt = tmp_path / "spoilt.py"
    spoilt.write_text(text)
    assert len(unwanted([spoilt])) == 1


def test_no_registry_and_no_place_of_a_machine_is_named():
    assert addresses(path for path in kept() if path != Path(__file__)) == []


@pytest.mark.parametrize(
    "text", ["https://pypi" + ".org/simple", "files" + ".pythonhosted.org", "cd /ro" + "ot/x", "'/wo" + "rk/main'"]
)
def test_a_named_machine_is_found(tmp_path, text):
    (tmp_path / "spoilt").write_text(text)
    assert len(addresses([tmp_path / "spoilt"])) == 1


def test_foreign_keys_point_downward():
    assert climbing(apps.get_models()) == []


def test_a_foreign_key_that_climbs_is_found():
    from django.test.utils import isolate_apps

    with isolate_apps("yiwang.pillars.standards.base"):

        class Climber(models.Model):
            up = models.ForeignKey(apps.get_model("casework.Case"), models.PROTECT, related_name="+")

            class Meta:
                app_label = "standards"

        found = climbing([Climber])
    assert found == ["standards.Climber.up → casework.Case"]


def test_migrations_depend_downward_only():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {config.label: config for config in apps.get_app_configs() if config.name.startswith("yiwang.")}
    climbs = [
        f"{label}.{name} → {below}"
        for (label, name), migration in loader.disk_migrations.items()
        for below, _ in [*migration.dependencies, *((other, "") for other, _ in migration.run_before)]
        if label in ours and below in ours and label != below and stand(ours[below]) >= stand(ours[label])
    ]
    assert climbs == []


def test_every_unit_has_a_documented_door():
    without = set()
    for config in apps.get_app_configs():
        if not config.name.startswith("yiwang.") or config.name.endswith(".console"):  # a head: nobody imports it
            continue
        door = Path(config.path) / "api.py"
        if not door.exists():
            without.add(config.name)
            continue
        tree = ast.parse(door.read_text())
        assert ast.get_docstring(tree), f"{config.name}.api says nothing about itself"
        named = {target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets
                 if isinstance(target, ast.Name)}  # fmt: skip
        assert "__all__" in named, f"{config.name}.api does not say what is public"
    assert without == WITHOUT_API


def test_packaged_data_is_small_and_says_where_it_comes_from():
    folders = {
        path.parent
        for path in kept()
        if path.parent.name == "data" and PACKAGE in path.parents and path.suffix != ".py"
    }
    assert sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file()) <= DATA_BYTES
    for folder in folders:
        readme = folder / "README.md"
        assert readme.exists(), f"{folder} has no README"
        text = readme.read_text().lower()
        assert "source" in text or "来源" in text, f"{readme} names no source"
        unnamed = [
            path.name for path in folder.iterdir() if path.is_file() and path != readme and path.name not in text
        ]
        assert unnamed == [], f"{readme} does not say what these are: {unnamed}"
