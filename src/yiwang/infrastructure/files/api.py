"""Files by content: kept whole or not at all, read as they were kept.

    with acting(by, "cases.attach", …) as record:
        photo = keep(record, request.FILES["photo"], "门头.jpg", allowed=IMAGES, limit_bytes=10 << 20)

    open_file(photo.digest).read()

`refused(request)` says which uploads were dropped on the way in, and why.
"""

from __future__ import annotations

from .errors import Altered, Broken, DiskFull, Empty, FileRefused, Infected, Lost, TooBig, TooManyPixels, WrongType
from .keeping import PHOTO_OR_PDF, FileRef, keep, open_file, scanners
from .ports import Scanner
from .sniffing import DOCX, HEIC, IMAGES, JPEG, OFD, PDF, PNG, XLSX, sniff
from .store import readable
from .upload import refused

__all__ = [
    "DOCX", "HEIC", "IMAGES", "JPEG", "OFD", "PDF", "PHOTO_OR_PDF", "PNG", "XLSX", "Altered", "Broken", "DiskFull",
    "Empty", "FileRef", "FileRefused", "Infected", "Lost", "Scanner", "TooBig", "TooManyPixels", "WrongType", "keep",
    "open_file", "readable", "refused", "scanners", "sniff",
]  # fmt: skip
