"""What notices hears."""

from . import sending  # noqa: F401  registers its listener
