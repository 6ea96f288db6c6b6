"""Small windows over a place: asking once, asking for words, help."""
