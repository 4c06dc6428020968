from __future__ import annotations

from yiwang.kernel.errors import Refused


class NotThere(Refused):
    """只能访问登记过的地址：{why}"""

    code = "outgoing.not_there"
