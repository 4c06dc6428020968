"""What is done with organisations, and who may."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security

LOOK_UP = security.declare("organisations.look_up_rights", "查谁能办什么", by="staff",
                           roles="personnel approver administrator auditor")  # fmt: skip
GRANT = security.declare(
    "organisations.grant", "任命、延长、调动和结束岗位", by="staff", roles="personnel administrator"
)
CONFIRM = security.declare(
    "organisations.confirm", "复核岗位权限", by="staff", roles="approver personnel administrator"
)
ARRANGE = security.declare(
    "organisations.arrange", "登记、改名和撤销机构、岗位", by="staff", roles="personnel administrator"
)
IMPORT = security.declare("organisations.import", "由表格导入机构和人员", by="staff", roles="personnel administrator")
STAND_IN = security.declare("organisations.stand_in", "请人代理", by="staff")
KEEP = security.declare("organisations.keep", "到日子的复核和更名", by="system")
