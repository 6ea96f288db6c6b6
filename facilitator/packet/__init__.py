"""The audit packet: what one person attended, what was written and signed, and what does not agree.

`gather` reads a desk, `disagree` compares, `page` lays it out, and `html`, `words` and `pdf` write it.
"""
