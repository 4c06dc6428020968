"""Fill the journey's database, in a process of its own, as the worker."""

import os


def main() -> None:
    os.environ["YIWANG_ROLE"] = "worker"
    import django

    django.setup()
    from yiwang.assembly.sample import load

    load.everything(people=300, firms=80)
