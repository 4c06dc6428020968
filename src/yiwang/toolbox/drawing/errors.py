"""Why a file of others is not read."""

from __future__ import annotations

from yiwang.kernel.errors import Invalid


class NoXml(Invalid):
    """第 {line} 行读不下去：{why}。请用建模软件重新导出成 BPMN 2.0 文件（.bpmn 或 .xml）再上传"""

    code = "drawing.no_xml"


class HasDoctype(Invalid):
    """第 {line} 行有 DOCTYPE 声明。它能叫程序去取别的文件、把几个字放大成几亿个，所以整个文件没有读。BPMN 用不着它，删去再传"""

    code = "drawing.has_doctype"


class TooLarge(Invalid):
    """文件太大：{what}最多 {most}。请只导出要用的那一个流程"""

    code = "drawing.too_large"


class NotBpmn(Invalid):
    """这不是 BPMN 2.0 文件：最外面应当是 definitions，这里是“{found}”"""

    code = "drawing.not_bpmn"


class NoSteps(Invalid):
    """文件里没有能取作环节的任务（用户任务、人工任务、服务任务、发送任务、接收任务），所以得不出流程"""

    code = "drawing.no_steps"
