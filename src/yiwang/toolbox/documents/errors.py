"""Why a document was not made or not changed, in the words of whoever asked for it."""

from __future__ import annotations

from yiwang.kernel.errors import DomainError


class NoFont(DomainError):
    """这台机器没有中文字体，文书暂时印不出来。请安装 fonts-noto-cjk，或用 YIWANG_FONTS 指明字体文件夹。"""

    code = "documents.no_font"
    status = 503


class CannotPrint(DomainError):
    """“{characters}”在现有字体里没有字形，印出来会是空白，没有出件。请让运维人员补装字体。"""

    code = "documents.cannot_print"
    status = 422


class BadTemplate(DomainError):
    """文书“{kind}”的模板排不出版：{problem}。请改模板，再用 packcheck 核对。"""

    code = "documents.bad_template"
    status = 500


class MissingFact(DomainError):
    """文书“{kind}”还缺这几项：{fields}。请补齐后再出件。"""

    code = "documents.missing_fact"
    status = 422


class NumberTaken(DomainError):
    """“{title}”的编号 {number} 已经用过。请取下一个号。"""

    code = "documents.number_taken"
    status = 409


class AlreadyOver(DomainError):
    """这份文书已于 {day} {state}，不能再次撤销。"""

    code = "documents.already_over"
    status = 409


class MistypedCode(DomainError):
    """核验码抄错了一位。它有 16 位，没有 0、1、I、O、U，请对照证件上的再看一遍。"""

    code = "documents.mistyped_code"
    status = 422


class ContentErased(DomainError):
    """这份文书的保存期已满，内容已经依法删除，打不开了。登记的编号和日期还能核验。"""

    code = "documents.content_erased"
    status = 410
