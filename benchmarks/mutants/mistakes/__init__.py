"""Mistakes in ROME, each a short patch of it.

The mistakes in `simple` were written together with the explanations that they score. The author of the others had not
seen the explanations, except for those in `later_reads` and `later_writes`.
"""

from mistakes import (
    criteria,
    joins_and_counts,
    later_reads,
    later_writes,
    methods,
    newest,
    order_and_limit,
    simple,
    values,
    writes,
)

MISTAKES = [
    *simple.MISTAKES,
    *order_and_limit.MISTAKES,
    *criteria.MISTAKES,
    *joins_and_counts.MISTAKES,
    *values.MISTAKES,
    *writes.MISTAKES,
    *methods.MISTAKES,
    *later_reads.MISTAKES,
    *later_writes.MISTAKES,
    *newest.MISTAKES,
]
