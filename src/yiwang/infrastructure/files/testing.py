"""For the tests of units that keep files: the store itself, to break it on purpose."""

from .keeping import Store, store

__all__ = ["Store", "store"]
