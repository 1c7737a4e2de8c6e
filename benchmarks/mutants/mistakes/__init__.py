"""Mistakes of a ROME, each a few lines that patch it. Those of `simple` were written beside the explanations that they
score; all others by somebody who had not seen those."""

from mistakes import criteria, joins_and_counts, methods, order_and_limit, simple, values, writes

MISTAKES = [
    *simple.MISTAKES,
    *order_and_limit.MISTAKES,
    *criteria.MISTAKES,
    *joins_and_counts.MISTAKES,
    *values.MISTAKES,
    *writes.MISTAKES,
    *methods.MISTAKES,
]
