"""What casework hears, and what it tells the units below when they ask."""

from . import keeping, leaving, notify, subcases  # noqa: F401  all of them register themselves
