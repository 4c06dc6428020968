"""Finding matters as people ask for them: words, one character, pinyin, initials, slips of the hand, everyday wording.

`words` takes text apart, `rules` weighs (pure), `index` keeps the side table, `finding` answers.
"""
