"""The desk, for who draws its frame.

lists(actor).mine                   # what he kept: name, query
"""

from .keeping import Lists, lists

__all__ = ["Lists", "lists"]
