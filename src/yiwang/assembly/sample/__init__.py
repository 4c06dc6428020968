"""A synthetic province: agencies, people and firms that nobody is, made from published margins. The same every time.

`agencies`, `people` and `firms` are pure generators; loading what they make is `load`'s business.
"""
