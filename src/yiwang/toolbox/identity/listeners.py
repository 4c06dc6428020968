"""What identity hears of allauth."""

from . import proving  # noqa: F401  connects its receivers
