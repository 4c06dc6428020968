"""What is done with terminals, and who may."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security

BEAT = security.declare("kiosk.report", "自助终端报平安", by="nobody")
REGISTER = security.declare("kiosk.register", "登记自助终端", by="system staff", roles="administrator supervisor")
SEE = security.declare("kiosk.see", "看自助终端", by="staff", roles="supervisor administrator")
