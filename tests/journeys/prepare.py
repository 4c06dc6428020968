"""Fill the journey's database, in a process of its own, as the worker."""

import fcntl
import os
from pathlib import Path

import yiwang


def collected(manifest: Path) -> bool:
    """Did another worker collect already? Doing it again would take the files from under its running server."""
    sources = [
        path for folder in Path(yiwang.__path__[0]).rglob("static") for path in folder.rglob("*") if path.is_file()
    ]
    return manifest.exists() and manifest.stat().st_mtime > max(path.stat().st_mtime for path in sources)


def main() -> None:
    os.environ["YIWANG_ROLE"] = "worker"
    import django

    django.setup()
    from django.core.management import call_command

    from yiwang.assembly.sample import load
    from yiwang.kernel.home import home

    with (home() / "static.lock").open("w") as lock:  # the suite's other workers collect into the same folder
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not collected(home() / "static" / "staticfiles.json"):
            call_command("collectstatic", interactive=False, verbosity=0)
    load.everything(people=300, firms=80)
