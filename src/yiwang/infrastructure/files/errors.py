"""Why a file was not kept or not handed out, in the words of whoever chose it."""

from __future__ import annotations

from yiwang.kernel.errors import DomainError, NotFound


class FileRefused(DomainError):
    """这个文件没有收下，您填的都还在。请换一个文件。"""

    code = "files.refused"
    status = 422


class WrongType(FileRefused):
    """这个文件的内容不是{wanted}，是{found}。请换一个文件，改名字没有用。"""

    code = "files.wrong_type"


class TooBig(FileRefused):
    """文件不能超过 {limit}。您填的都还在，请换小一点的，或重新拍一张。"""

    code = "files.too_big"
    status = 413


class Empty(FileRefused):
    """这个文件是空的，一个字节也没有。请重新选，或重新拍一张。"""

    code = "files.empty"


class Broken(FileRefused):
    """这个文件不完整，打开会缺一块。请重新选，或重新拍一张。"""

    code = "files.broken"


class Dangerous(FileRefused):
    """这个文件里有{what}，没有收下。请用原来的软件另存一份再传，不要加密，也不要把压缩包装进去。"""

    code = "files.dangerous"


class TooManyPixels(FileRefused):
    """这张图片有 {megapixels} 百万像素，最多收 {limit} 百万。请缩小后再传。"""

    code = "files.too_many_pixels"


class Infected(FileRefused):
    """这个文件查出了病毒（{found}），没有收下。请先在您的电脑上杀毒，再换一个文件。"""

    code = "files.infected"


class NotScanned(FileRefused):
    """现在查不了病毒，这个文件没有收下，您填的都还在。我们已收到告警，请过一会儿再传。"""

    code = "files.not_scanned"
    status = 503


class OldDefinitions(DomainError):
    """ClamAV {version} 的病毒库是 {day} 的（{number} 号），请更新病毒库。新出的病毒现在查不出来"""

    code = "files.old_definitions"


class DiskFull(DomainError):
    """磁盘已满，这个文件没有存下，您填的都还在。我们已收到告警，请过一会儿再传。"""

    code = "files.disk_full"
    status = 507


class Lost(NotFound):
    """这个文件的登记还在，内容没有找到。请联系运维人员从备份取回，报编号 {mark}。"""

    code = "files.lost"


class Altered(DomainError):
    """这个文件的内容与保存时不一样，没有打开。请联系运维人员从备份取回，报编号 {mark}。"""

    code = "files.altered"
    status = 409
