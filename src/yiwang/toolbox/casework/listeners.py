"""What casework hears."""

from . import keeping, notify  # noqa: F401  both register their listeners
