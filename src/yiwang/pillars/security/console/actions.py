"""What the auditor of security does with the trail. That he looked is in the trail like everything else."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security

SEE = security.declare("trail.see", "查看安全审计日志", by="staff", roles="auditor")
EXPORT = security.declare("trail.export", "导出安全审计日志", by="staff", roles="auditor")
CHECK = security.declare("trail.check", "核验审计链", by="staff system", roles="auditor")
KEEP = security.declare("trail.keep_head", "另外保存链头", by="system")
OPEN_NOTES = security.call_reading("trail.open_notes", "一条审计记录里的说明")
