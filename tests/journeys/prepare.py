"""Fill the journey's database, in a process of its own, as the worker."""

import fcntl
import os


def main() -> None:
    os.environ["YIWANG_ROLE"] = "worker"
    import django

    django.setup()
    from django.core.management import call_command

    from yiwang.assembly.sample import load
    from yiwang.kernel.home import home

    with (home() / "static.lock").open("w") as lock:  # the suite's other workers collect into the same folder
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("collectstatic", interactive=False, verbosity=0)
    load.everything(people=300, firms=80)
