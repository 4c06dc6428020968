"""The database: where it is, as whom we speak to it, and how its roles and boundaries are brought in.

>>> from yiwang.infrastructure.database import api as database
>>> database.prepare()      # start, create, migrate, grant, protect: safe to repeat
"""

from yiwang.kernel.home import home

from .archive import NotABackup
from .backup import BackupFailed, NotRestored, backup, restore
from .connection import given, settings, url
from .prepare import as_owner, prepare, protect_tables
from .server import NoDatabase, Server

__all__ = [
    "BackupFailed", "NoDatabase", "NotABackup", "NotRestored", "Server", "as_owner", "backup", "given", "home",
    "prepare", "protect_tables", "restore", "settings", "url",
]  # fmt: skip
