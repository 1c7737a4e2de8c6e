"""Mistakes in ROME, each a short patch of it.

The mistakes in `simple` were written together with the explanations that they score. The author of the others had not
seen the explanations.
"""

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
