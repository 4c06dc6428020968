"""Jobs whose worker died over them (its heartbeat stopped) go back into the queue."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from yiwang.pillars.operations.base import api as operations

from .declaring import QUEUE

KEY = "jobs.rescue"
SILENT = 30.0  # seconds; a worker that lives says so every ten
log = operations.logger("jobs")


@app.periodic(cron="* * * * *")
@app.task(name=KEY, queue=QUEUE, queueing_lock=KEY, pass_context=True)
async def rescue(context: JobContext, timestamp: int = 0, silent: float = SILENT) -> None:  # noqa: ARG001
    """A periodic job whose next time waits already is closed instead: it would never get its place back, and would
    hold its lock against the one that waits."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        log.warning("job_rescued", job=stalled.task_name, attempts=stalled.attempts)
        try:
            await manager.retry_job(stalled)
        except UniqueViolation:
            await manager.finish_job(stalled, status=Status.FAILED, delete_job=True)
