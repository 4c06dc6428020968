"""Does anybody see a row he should not? A town to look at, an oracle that knows only the declarations, a sweep."""
