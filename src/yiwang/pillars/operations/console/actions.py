"""What is looked at on the consoles of operations."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security

SEE_SMS = security.declare("operations.see_sms", "查看短信记录", by="staff", roles="administrator")
SEE_HEALTH = security.declare("operations.see_health", "看运行状况", by="staff", roles="administrator auditor")
