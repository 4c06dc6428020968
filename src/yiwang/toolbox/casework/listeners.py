"""What casework hears, and what it tells the units below when they ask."""

from . import keeping, leaving, notify  # noqa: F401  all three register themselves
