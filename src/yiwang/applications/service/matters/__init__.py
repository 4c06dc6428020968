"""The 事项库 in its first form: matters as packs declare them."""
