"""Write a unit's first migration anew: `python -m tools.first_migration casework`. Until the first release there is one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.assembly.settings")
os.environ["YIWANG_COMPOSE"] = "no"


def write(label: str) -> Path:
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.graph import MigrationGraph
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.db.migrations.writer import MigrationWriter

    wanted = ProjectState.from_apps(apps)
    without = ProjectState({key: model for key, model in wanted.clone().models.items() if key[0] != label})
    found = MigrationAutodetector(without, wanted)._detect_changes(graph=MigrationGraph())
    folder = Path(apps.get_app_config(label).path) / "migrations"
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").touch()
    first, *more = found[label]
    for later in more:
        first.operations += later.operations
        first.dependencies += [one for one in later.dependencies if one[0] != label]
    leaves = dict(MigrationLoader(None).graph.leaf_nodes())
    first.name, first.initial = "0001_initial", True
    apps_named = {"security" if app == "__setting__" else app for app, _ in first.dependencies} - {label}
    named = {(app, leaves.get(app, "0001_initial")) for app in apps_named}
    first.dependencies = sorted(named)
    path = folder / "0001_initial.py"
    path.write_text(MigrationWriter(first).as_string())
    return path


if __name__ == "__main__":
    import django
    from django.utils.translation import deactivate_all

    django.setup()
    deactivate_all()  # field names are written as they are declared, not as this machine's language has them
    for name in sys.argv[1:]:
        sys.stdout.write(f"{write(name)}\n")
