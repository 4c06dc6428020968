"""What casework hears."""

from . import keeping  # noqa: F401  registers its listener
