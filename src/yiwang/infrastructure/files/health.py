"""Is there room, and does anybody look for viruses?"""

from __future__ import annotations

import shutil

from yiwang.infrastructure.files import keeping
from yiwang.infrastructure.files.errors import NotScanned
from yiwang.infrastructure.files.store import readable
from yiwang.kernel.errors import DomainError
from yiwang.pillars.operations.base.api import Health

LITTLE = 2 << 30


def check() -> Health:
    """Degraded while no scanner answers or less than 2 GB are free; bad when a file could not be taken."""
    folder = keeping.store().folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = shutil.disk_usage(folder).free
    if free < 64 << 20:
        return Health.bad(f"磁盘只剩 {readable(free)}，收不下文件")
    if free < LITTLE:
        return Health.degraded(f"磁盘只剩 {readable(free)}")
    if (scanner := keeping.scanner()) is None:
        return Health.degraded("没有接入病毒扫描，上传的文件只核对了类型")
    try:
        return Health.good(scanner.check())
    except NotScanned:
        return Health.degraded("病毒扫描没有应答，现在一个上传的文件都收不下")
    except DomainError as problem:
        return Health.degraded(str(problem))
