"""What is done in a hall, and who may."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security

BOOK = security.declare("halls.book", "预约到大厅办事", by="person firm")
CANCEL = security.declare("halls.cancel", "取消大厅预约", by="person firm")
TAKE = security.declare("halls.take_number", "在大厅取号", by="nobody person firm staff")
RETURN = security.declare("halls.come_back", "过号后回来", by="nobody person firm staff")
SERVE = security.declare("halls.serve", "坐窗口叫号办理", by="staff", roles="clerk")
BOARD = security.declare("halls.see_board", "看大厅运行", by="staff", roles="supervisor administrator")
DOOR = security.declare("halls.appoint_door", "设置大厅取号机", by="staff", roles="supervisor administrator")
SET_UP = security.declare("halls.set_up", "登记大厅、窗口和综合窗口授权", by="staff", roles="supervisor administrator")
CLOSE = security.declare("halls.close_day", "大厅日终清场", by="system")
SAMPLE = security.declare("halls.load_sample", "装入样例大厅", by="system")
