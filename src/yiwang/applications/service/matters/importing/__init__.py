"""Importing other people's lists of matters: any columns, by a mapping alone.

`mapping` says which column feeds which field, `reading` opens the file, `rules` judges a row (pure), `writing` keeps it,
`running` does the whole and reports every row.
"""
