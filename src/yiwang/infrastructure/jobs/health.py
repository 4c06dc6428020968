from __future__ import annotations

from datetime import timedelta

from django.db import connection

from yiwang.pillars.operations.base import api as operations

LATE = timedelta(minutes=5)
WAITING = """
SELECT count(*), max(now() - coalesce(j.scheduled_at, e.at)) FROM (
    SELECT id, scheduled_at FROM procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY priority DESC, id LIMIT 1000
) j LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events WHERE job_id = j.id) e ON true
"""
FAILED = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"


def backlog() -> operations.Health:
    """How many jobs are due (counted up to 1,000), how long has the oldest been, and how many were given up?"""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        waiting, oldest = cursor.fetchone()
        cursor.execute(FAILED)
        failed = cursor.fetchone()[0]
    says = f"{waiting} 个任务在等执行"
    if failed:
        says += f"，{failed} 个多次重试仍未完成"
    if oldest and oldest > LATE:
        return operations.Health.degraded(f"{says}，最久的等了 {int(oldest.total_seconds() // 60)} 分钟")
    return operations.Health.degraded(says) if failed else operations.Health.good(says)
