"""Delivers the outbox: every listener hears every event at least once, and acts on it once by its key."""

from .deliver import deliver

__all__ = ["deliver"]
