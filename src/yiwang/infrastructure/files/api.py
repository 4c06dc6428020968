"""Files by content: kept whole or not at all, read as they were kept.

    with acting(by, "cases.attach", …) as record:
        photo = keep(record, request.FILES["photo"], "门头.jpg", allowed=IMAGES, limit_bytes=10 << 20)

    open_file(photo.digest).read()

`unpackable(content)` refuses a package (xlsx …) that is not to be handed to a library that opens it.
`refused(request)` says which uploads were dropped on the way in, and why.
"""

from __future__ import annotations

from .archives import examine as unpackable
from .errors import (
    Altered,
    Broken,
    Dangerous,
    DiskFull,
    Empty,
    FileRefused,
    Infected,
    Lost,
    NotScanned,
    TooBig,
    TooManyPixels,
    WrongType,
)
from .keeping import PHOTO_OR_PDF, FileRef, drop, keep, open_file, scanners
from .ports import Scanner
from .sniffing import DOCX, HEIC, IMAGES, JPEG, OFD, PDF, PNG, XLSX, sniff
from .store import readable
from .upload import refused

__all__ = [
    "DOCX", "HEIC", "IMAGES", "JPEG", "OFD", "PDF", "PHOTO_OR_PDF", "PNG", "XLSX", "Altered", "Broken",
    "Dangerous", "DiskFull", "Empty", "FileRef", "FileRefused", "Infected", "Lost", "NotScanned", "Scanner",
    "TooBig", "TooManyPixels", "WrongType", "drop", "keep", "open_file", "readable", "refused", "scanners", "sniff",
    "unpackable",
]  # fmt: skip
