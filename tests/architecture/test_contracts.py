"""The import contracts hold, and each of them was seen to catch what it is there for."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
PLANTED = {  # contract → {file: text added to it}
    "four-layers": {"kernel/planted.py": "from yiwang.toolbox.casework import api\n"},
    "nothing-homeless": {"attic/__init__.py": ""},
    "networks-first": {"applications/service/planted.py": "import yiwang.applications.governance\n"},
    "packs-apart": {
        "applications/packs/planted/__init__.py": "",
        "applications/packs/planted/one/__init__.py": "from yiwang.applications.packs.planted import two\n",
        "applications/packs/planted/two/__init__.py": "",
    },
    "service-order": {
        "applications/service/matters/planted.py": "from yiwang.applications.service.portal import journey\n"
    },
    "toolbox-order": {"toolbox/documents/planted.py": "from yiwang.toolbox.casework import api\n"},
    "infrastructure-order": {"infrastructure/database/planted.py": "from yiwang.infrastructure.events import api\n"},
    "front-doors": {"toolbox/casework/planted.py": "from yiwang.toolbox.forms import models\n"},
    "pure-rules": {"toolbox/casework/rules.py": "import django\n"},
    "thin-views": {"applications/collaboration/desk/views.py": "from yiwang.toolbox.casework import models\n"},
    "test-kits": {"kernel/planted.py": "import pytest\n"},
}


def lint(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the contracts of `root` over the packages of `root`."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--config", str(root / ".importlinter"), "--no-cache", *words],
        cwd=root, env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}", "COLUMNS": "200"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def contracts() -> dict[str, str]:
    """The contracts of the repository: key → name."""
    file = configparser.ConfigParser()
    file.read(ROOT / ".importlinter")
    return {key.split(":")[2]: file[key]["name"] for key in file.sections() if key.startswith("importlinter:contract:")}


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Iterator[Path]:
    """The same packages and contracts, to be spoilt."""
    place = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src" / "yiwang", place / "src" / "yiwang", ignore=_only_python)
    shutil.copytree(ROOT / "tools", place / "tools", ignore=_only_python)
    shutil.copy(ROOT / ".importlinter", place)
    yield place
    shutil.rmtree(place)


def _only_python(folder: str, names: list[str]) -> list[str]:
    """What not to copy."""
    return [
        name for name in names if name == "__pycache__" or not (name.endswith(".py") or Path(folder, name).is_dir())
    ]


def test_every_contract_is_kept():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_every_contract_has_its_planted_violation():
    assert set(PLANTED) == set(contracts())


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_is_caught(copy, contract):
    package = copy / "src" / "yiwang"
    before = {name: (package / name).read_text() if (package / name).exists() else None for name in PLANTED[contract]}
    try:
        for name, text in PLANTED[contract].items():
            (package / name).parent.mkdir(parents=True, exist_ok=True)
            (package / name).write_text((before[name] or "") + text)
        done = lint(copy, "--contract", contract)
    finally:
        for name, text in before.items():
            if text is None:
                (package / name).unlink()
            else:
                (package / name).write_text(text)
        shutil.rmtree(package / "attic", ignore_errors=True)
        shutil.rmtree(package / "applications" / "packs" / "planted", ignore_errors=True)
    assert f"{contracts()[contract]} BROKEN" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
