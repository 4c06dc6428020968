"""What notices hears, and what it does for those below."""

from yiwang.toolbox.identity import api as identity

from . import sending  # noqa: F401  registers its listener
from .codes import send_code

identity.phone.fill(send_code)
